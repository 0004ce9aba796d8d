"""Everything that the page of a patient shows, in a number of statements that does not depend on the data."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Actor
from clinic_log.episodes.models import Episode, EpisodeSuggestion
from clinic_log.episodes.queries import list_episodes, list_suggestions
from clinic_log.outcomes.queries import list_progress, list_visits_by_episode
from clinic_log.outcomes.rules import Visit, pain_course
from clinic_log.outcomes.rules.progress import EpisodeProgress
from clinic_log.patient_record.rules import (
    EffectFacts,
    EffectsPart,
    SessionEntry,
    SessionFacts,
    VersionFacts,
    effects_part,
    session_entries,
    with_later_contact,
)
from clinic_log.patient_record.rules.effects import AnswerFacts
from clinic_log.patients.models import Patient, PatientAlert
from clinic_log.patients.queries import list_alerts
from clinic_log.treatments.models import AdverseEvent, Needling, SessionEpisode, SessionVersion, TreatmentSession
from clinic_log.treatments.queries import scoped as scoped_sessions
from clinic_log.treatments.queries.late import is_told_and_counts
from clinic_log.treatments.queries.open_effects import resolved_days
from clinic_log.treatments.rules import EffectTiming, NeedleSide, SessionStatus
from clinic_log.treatments.rules.effect_course import place_words

_SIDE_LETTERS = {NeedleSide.LEFT: " L", NeedleSide.RIGHT: " R"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRecord:
    """One patient. Sessions come the latest first; `my_draft_id` is an unsigned note that the reader began."""

    patient: Patient
    alerts: Sequence[PatientAlert]
    open_episodes: tuple[EpisodeProgress, ...]
    discharged_episodes: tuple[EpisodeProgress, ...]
    suggestions: Sequence[EpisodeSuggestion]
    sessions: tuple[SessionEntry, ...]
    effects: tuple[EffectsPart, ...]
    signed_sessions: int
    my_draft_id: int | None


def load_record(db: Session, *, by: Actor, patient: Patient) -> PatientRecord:
    """The record of a patient whom the caller has found for this person."""
    episodes = list_episodes(db, by=by, patient=patient)
    visits = list_visits_by_episode(db, by=by, patient_id=patient.id)
    sessions, writers = _list_sessions(db, by=by, patient=patient)
    effects = _list_effects(db, by=by, patient=patient)
    answers = _list_answers(sessions)
    parts = list_progress(db, by=by, episodes=episodes, visits=visits)
    return PatientRecord(
        patient=patient,
        alerts=list_alerts(db, patient=patient),
        open_episodes=tuple(part for part in parts if part.is_open),
        discharged_episodes=tuple(part for part in parts if not part.is_open),
        suggestions=list_suggestions(db, by=by, patient=patient),
        sessions=session_entries(
            sessions,
            effects=effects,
            pain=_pain_by_session(episodes, visits),
            episode_names={part.facts.id: part.name for part in parts},
        ),
        effects=_effects_parts(answers, effects, today=day_in_zone(now_utc(), by.zone)),
        signed_sessions=sum(each.is_counted for each in sessions),
        my_draft_id=next((each.id for each in sessions if each.is_draft and writers[each.id][0] == by.user_id), None),
    )


def _pain_by_session(
    episodes: Sequence[Episode], visits: dict[int, list[Visit]]
) -> dict[int, list[tuple[str, float | None, float | None]]]:
    found: dict[int, list[tuple[str, float | None, float | None]]] = defaultdict(list)
    for episode in episodes:
        course = pain_course(visits.get(episode.id, []), episode.pain_question)
        label = f"{course.label} ({episode.condition_label})" if len(episodes) > 1 else course.label
        for point in course.points:
            if point.before is not None or point.after is not None:
                found[point.visit.session_id].append((label, point.before, point.after))
    return found


def _list_answers(sessions: Sequence[SessionFacts]) -> list[AnswerFacts]:
    """Both answers of each session that raises the questions, in order of time."""
    followed = with_later_contact(sessions)
    return [each.answers(has_later_contact=each.id in followed) for each in reversed(sessions) if each.was_asked_about]


def _effects_parts(
    answers: Sequence[AnswerFacts], effects: Sequence[EffectFacts], *, today: date
) -> tuple[EffectsPart, ...]:
    """Both questions over the sessions in order of time; nothing while no session asks them."""
    if not answers and not effects:
        return ()
    return tuple(effects_part(answers, effects, timing=timing, today=today) for timing in EffectTiming)


def _list_sessions(
    db: Session, *, by: Actor, patient: Patient
) -> tuple[list[SessionFacts], dict[int, tuple[int, str]]]:
    """The sessions that the person may see, the latest first, and for each the id and name of its practitioner."""
    began = func.coalesce(TreatmentSession.started_at, TreatmentSession.created_at)
    rows = db.execute(
        scoped_sessions(by)
        .where(TreatmentSession.patient_id == patient.id)
        .join(User, User.id == TreatmentSession.practitioner_id)
        .add_columns(User.display_name)
        .order_by(began.desc(), TreatmentSession.id.desc())
    ).all()
    versions = _versions(db, patient)
    needled = _needled(db, patient)
    served = _served(db, patient)
    facts = [
        SessionFacts(
            id=treatment.id,
            status=treatment.status,
            kind=treatment.kind,
            zone=treatment.zone,
            begun_at=treatment.created_at,
            started_at=treatment.started_at,
            written_at=treatment.written_at,
            practitioner_name=name,
            retraction_reason=treatment.retraction_reason,
            before_leaving=treatment.side_effects_before_leaving,
            since=treatment.side_effects_since,
            waits=treatment.waits_for_confirmation,
            versions=tuple(versions[treatment.id]),
            needled=tuple(dict.fromkeys(needled[treatment.id])),
            episode_ids=frozenset(served[treatment.id]),
        )
        for treatment, name in rows
    ]
    return facts, {treatment.id: (treatment.practitioner_id, name) for treatment, name in rows}


def _versions(db: Session, patient: Patient) -> defaultdict[int, list[VersionFacts]]:
    found: defaultdict[int, list[VersionFacts]] = defaultdict(list)
    rows = db.execute(
        select(SessionVersion.session_id, SessionVersion.signed_at, SessionVersion.signer_name)
        .join(TreatmentSession, TreatmentSession.id == SessionVersion.session_id)
        .where(TreatmentSession.patient_id == patient.id)
        .order_by(SessionVersion.session_id, SessionVersion.number)
    )
    for session_id, signed_at, signer_name in rows:
        found[session_id].append(VersionFacts(signed_at, signer_name))
    return found


def _needled(db: Session, patient: Patient) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = db.execute(
        select(Needling.session_id, Needling.target_label, Needling.side)
        .join(TreatmentSession, TreatmentSession.id == Needling.session_id)
        .where(TreatmentSession.patient_id == patient.id)
        .order_by(Needling.session_id, Needling.position)
    )
    for session_id, label, side in rows:
        found[session_id].append(label + (_SIDE_LETTERS.get(side, "") if side else ""))
    return found


def _served(db: Session, patient: Patient) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = db.execute(
        select(SessionEpisode.session_id, SessionEpisode.episode_id)
        .join(TreatmentSession, TreatmentSession.id == SessionEpisode.session_id)
        .where(TreatmentSession.patient_id == patient.id)
    )
    for session_id, episode_id in rows:
        found[session_id].add(episode_id)
    return found


def _list_effects(db: Session, *, by: Actor, patient: Patient) -> list[EffectFacts]:
    """What counted notes and late reports told: an effect that a draft or a retracted note tells of is not yet true.
    What a valid note told of a visit that was itself retracted stays.
    """
    rows = db.execute(
        select(
            AdverseEvent,
            TreatmentSession.status,
            TreatmentSession.zone,
            func.coalesce(TreatmentSession.started_at, TreatmentSession.created_at).label("began_at"),
        )
        .join(TreatmentSession, TreatmentSession.id == AdverseEvent.session_id)
        .where(
            AdverseEvent.patient_id == patient.id,
            AdverseEvent.clinic_id == by.clinic_id,
            is_told_and_counts(),
        )
        .order_by(AdverseEvent.session_id, AdverseEvent.position, AdverseEvent.id)
    )
    found = rows.all()
    later = resolved_days(db, event_ids=[row.id for row, *_ in found])
    return [
        EffectFacts(
            session_id=row.session_id,
            held_on=day_in_zone(began_at, zone),
            timing=row.timing,
            label=row.label,
            severity=row.severity,
            is_serious=row.is_serious,
            site=place_words(row),
            onset_on=row.onset_on,
            resolved_on=row.resolved_on or later.get(row.id),
            is_visit_retracted=status is SessionStatus.RETRACTED,
            is_late=row.reported_in_id is None,
        )
        for row, status, zone, began_at in found
    ]
