"""Sessions for tests, made by the actions that the product uses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.base.dates import now_utc
from clinic_log.catalogue import muscles
from clinic_log.episodes.models import Episode
from clinic_log.patients.models import Patient
from clinic_log.treatments.actions import record_session, sign_session, start_session
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries import content_of
from clinic_log.treatments.queries.last_time import list_ghosts
from clinic_log.treatments.rules import (
    NEW_EPISODE,
    Agreement,
    Asked,
    CountedHow,
    EffectEntry,
    EffectTiming,
    Fate,
    MeasurementEntry,
    NeedleSide,
    NeedlingEntry,
    OverrideCode,
    OverrideEntry,
    SessionContent,
    Severity,
    SignatureMeaning,
    VisitEnd,
    VisitKind,
)
from clinic_log.treatments.rules.hazards import interrupts, needs_warning_signs
from clinic_log.treatments.rules.last_time import unsettled, with_fate
from tests.episodes.factories import make_episode
from tests.patients.factories import make_patient
from tests.screening.factories import make_ready

_numbers = count(1)
_Entry = TypeVar("_Entry", NeedlingEntry, MeasurementEntry, EffectEntry, SessionContent)


def uid() -> str:
    """A fresh name for a row."""
    return f"row{next(_numbers)}"


def days_ago(days: float) -> datetime:
    """A moment in the past on a whole minute, as it is typed."""
    return (now_utc() - timedelta(days=days)).astimezone(UTC).replace(second=0, microsecond=0)


def needling(**changes: object) -> NeedlingEntry:
    """Two needles in the right upper trapezius, twitch obtained."""
    entry = NeedlingEntry(
        uid=uid(),
        muscle_slug="trapezius-upper",
        side=NeedleSide.RIGHT,
        needles=2,
        diameter_mm=0.25,
        length_mm=25,
        technique="pistoning",
        twitch="ltr-yes",
    )
    return _changed(entry, changes)


def pain(**changes: object) -> MeasurementEntry:
    """Pain now, from 6 before to 4 after."""
    return _changed(MeasurementEntry(uid=uid(), measure_slug="nprs", before=6, after=4), changes)


def bruise(**changes: object) -> EffectEntry:
    entry = EffectEntry(
        uid=uid(),
        timing=EffectTiming.BEFORE_LEAVING,
        kind_slug="bruising",
        severity=Severity.MILD,
        site="right neck",
        reported_by="clinician",
        told_how="seen",
    )
    return _changed(entry, changes)


def needling_visit(**changes: object) -> SessionContent:
    """An ordinary needling visit yesterday that can be signed once it has an episode."""
    content = SessionContent(
        kind=VisitKind.NEEDLING,
        ended=VisitEnd.AS_PLANNED,
        started_at=days_ago(1),
        agreement=Agreement.AGREES,
        since_previous=Asked.NONE,
        side_effects_before_leaving=Asked.NONE,
        needles_out=2,
        counted_how=CountedHow.AT_REMOVAL,
        needlings=(needling(),),
        measurements=(pain(),),
    )
    changed = _changed(content, changes)
    if "warning_signs_given" not in changes:
        changed = replace(changed, warning_signs_given=True if needs_warning_signs(changed) else None)
    return changed if "overrides" in changes else with_notes_read(changed)


def with_notes_read(content: SessionContent) -> SessionContent:
    """The content in which the danger note of every muscle was read."""
    slugs = dict.fromkeys(row.muscle_slug for row in content.needlings if row.muscle_slug in muscles.by_slug())
    notes = (read(slug) for slug in slugs if slug and interrupts(muscles.get(slug)))
    return replace(content, overrides=(*content.overrides, *notes))


def read(muscle_slug: str) -> OverrideEntry:
    """That the danger note of the muscle was read."""
    return OverrideEntry(code=OverrideCode.HAZARD_READ, subject=muscle_slug)


def make_draft_session(db: Session, *, by: SignedIn, patient: Patient | None = None) -> TreatmentSession:
    """A session that was only started."""
    patient = patient or make_patient(db, by=by)
    return start_session(db, by=by, patient=patient, idempotency_key=uid())


def make_recorded_session(
    db: Session, *, by: SignedIn, patient: Patient | None = None, content: SessionContent | None = None
) -> TreatmentSession:
    """A saved, unsigned session. Without an episode in the content it gets one of its own."""
    patient = patient or make_patient(db, by=by)
    content = content or needling_visit()
    if (content.needlings or content.measurements) and not content.named_episode_ids() and not content.new_episode:
        content = replace(content, episode_ids=(make_episode(db, by=by, patient=patient).id,))
    make_ready(db, by=by, episode_ids=content.named_episode_ids() - {NEW_EPISODE})
    treatment = make_draft_session(db, by=by, patient=patient)
    return record_session(db, by=by, treatment=treatment, content=content)


def make_signed_session(
    db: Session,
    *,
    by: SignedIn,
    patient: Patient | None = None,
    episode: Episode | None = None,
    content: SessionContent | None = None,
) -> TreatmentSession:
    """A signed session by the practitioner `by`; of the episode when one is given."""
    content = content or needling_visit()
    if episode is not None:
        content = replace(content, episode_ids=(episode.id,))
    treatment = make_recorded_session(db, by=by, patient=patient, content=content)
    settle_last_time(db, by=by, treatment=treatment)
    sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED)
    return treatment


def settle_last_time(db: Session, *, by: SignedIn, treatment: TreatmentSession) -> None:
    """Drop what was needled last time, where nobody said what became of it."""
    content = content_of(treatment)
    patient = db.get_one(Patient, treatment.patient_id)
    ghosts = list_ghosts(db, by=by, patient=patient, treatment=treatment, episode_ids=content.episode_ids)
    left = [ghost.token for ghost in unsettled(content, ghosts)]
    if left:
        settled = replace(content, last_time=with_fate(content.last_time, left, Fate.DROPPED))
        record_session(db, by=by, treatment=treatment, content=settled)


def permit_version_changes(db: Session) -> None:
    """Take away what keeps signed versions as they are, as somebody with the database in hands could."""
    on = "" if db.get_bind().dialect.name == "sqlite" else " ON session_version"
    db.execute(text(f"DROP TRIGGER session_version_no_update{on}"))


def _changed(entry: _Entry, changes: dict[str, object]) -> _Entry:
    values: dict[str, Any] = changes
    return replace(entry, **values)
