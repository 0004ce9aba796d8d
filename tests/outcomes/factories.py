"""Visits for tests, written straight into the tables: figures must be right whatever wrote the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import count
from uuid import uuid4

from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.catalogue import VERSION, conditions
from clinic_log.episodes.models import Episode, TrackedMeasure
from clinic_log.episodes.rules import DischargeReason, EpisodeState, Side
from clinic_log.patients.models import Patient
from clinic_log.treatments.models import AdverseEvent, Measurement, Needling, SessionEpisode, TreatmentSession
from clinic_log.treatments.rules import Asked, EffectTiming, NeedleSide, SessionStatus, Severity, VisitKind

_numbers = count(1)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One measurement; the pain question of the episode when no measure is named."""

    before: float | None = None
    after: float | None = None
    measure: str = "nprs"
    side: Side | None = None
    mode: str = ""
    reason: str = ""
    rater_id: int | None = None
    tool: str = ""
    site: str = ""
    episode: Episode | None = None


def make_open_episode(
    db: Session,
    *,
    by: SignedIn,
    patient: Patient,
    opened_on: date,
    condition: str | None = "neck-pain",
    label: str = "Neck pain",
    tracked: Sequence[tuple[str, Side | None]] = (),
    pain_question: str = "nprs",
    discharged_on: date | None = None,
) -> Episode:
    """An episode on record, discharged where a day is given."""
    episode = Episode(
        clinic_id=by.clinic_id,
        patient_id=patient.id,
        condition_slug=condition,
        condition_label=label,
        catalogue_version=VERSION,
        region=conditions.get(condition).region if condition else "neck",
        side=Side.RIGHT,
        opened_on=opened_on,
        pain_question=pain_question,
        state=EpisodeState.DISCHARGED if discharged_on else EpisodeState.OPEN,
        discharged_on=discharged_on,
        discharge_reason=DischargeReason.GOALS_REACHED if discharged_on else None,
    )
    episode.tracked_measures = [
        TrackedMeasure(measure_slug=slug, side=side, position=position) for position, (slug, side) in enumerate(tracked)
    ]
    db.add(episode)
    db.flush()
    return episode


def make_visit(
    db: Session,
    *,
    by: SignedIn,
    episodes: Sequence[Episode],
    on: date,
    pain: tuple[float | None, float | None] | None = None,
    taken: Sequence[Taken] = (),
    needled: bool = True,
    status: SessionStatus = SessionStatus.SIGNED,
    kind: VisitKind | None = None,
    at: time = time(10, 0, tzinfo=UTC),
    before_leaving: Asked | None = None,
    since: Asked | None = None,
) -> TreatmentSession:
    """One visit that served the episodes; `pain` is the answer to the first one's pain question."""
    started_at = datetime.combine(on, at)
    treatment = TreatmentSession(
        clinic_id=by.clinic_id,
        patient_id=episodes[0].patient_id,
        practitioner_id=by.user_id,
        created_by_id=by.user_id,
        idempotency_key=uuid4().hex,
        status=status,
        catalogue_version=VERSION,
        zone=by.zone,
        kind=kind or (VisitKind.NEEDLING if needled else VisitKind.NO_NEEDLES),
        started_at=started_at,
        written_at=started_at,
        side_effects_before_leaving=before_leaving,
        side_effects_since=since,
        retracted_at=started_at if status is SessionStatus.RETRACTED else None,
    )
    treatment.episodes = [SessionEpisode(episode_id=episode.id) for episode in episodes]
    treatment.needlings = [_needling(episodes[0])] if needled else []
    answers = [*([Taken(before=pain[0], after=pain[1], measure=episodes[0].pain_question)] if pain else []), *taken]
    treatment.measurements = [
        _measurement(answer, answer.episode or episodes[0], position) for position, answer in enumerate(answers)
    ]
    db.add(treatment)
    db.flush()
    return treatment


def make_effect(
    db: Session,
    *,
    of: TreatmentSession,
    kind: str = "bruising",
    told_in: TreatmentSession | None = None,
    severity: Severity | None = Severity.MILD,
    serious: bool = False,
    resolved_on: date | None = None,
) -> AdverseEvent:
    """An effect of a visit: seen before leaving, or told in a later visit."""
    timing = EffectTiming.BEFORE_LEAVING if told_in is None else EffectTiming.SINCE_LAST_TIME
    event = AdverseEvent(
        clinic_id=of.clinic_id,
        patient_id=of.patient_id,
        session_id=of.id,
        reported_in_id=(told_in or of).id,
        uid=uuid4().hex,
        position=next(_numbers),
        timing=timing,
        kind_slug=kind,
        label=kind.replace("-", " ").capitalize(),
        severity=severity,
        is_serious=serious,
        onset_on=of.started_at.date() if of.started_at else None,
        resolved_on=resolved_on,
    )
    db.add(event)
    db.flush()
    return event


def _needling(episode: Episode) -> Needling:
    return Needling(
        episode_id=episode.id,
        uid=uuid4().hex,
        position=0,
        target_kind="muscle",
        muscle_slug="trapezius-upper",
        target_label="Upper trapezius",
        side=NeedleSide.RIGHT,
        needles=1,
    )


def _measurement(taken: Taken, episode: Episode, position: int) -> Measurement:
    return Measurement(
        episode_id=episode.id,
        uid=uuid4().hex,
        position=position,
        measure_slug=taken.measure,
        label=taken.measure,
        unit="points",
        side=taken.side,
        mode=taken.mode,
        before=taken.before,
        after=taken.after,
        not_asked_reason=taken.reason,
        rater_id=taken.rater_id,
        tool=taken.tool,
        site=taken.site,
    )
