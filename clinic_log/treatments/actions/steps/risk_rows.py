"""Writing which warnings a visit answered, by whom and when, and what it heard about side effects that stayed."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Actor
from clinic_log.treatments.models import AdverseEvent, AdverseEventCourse, SessionOverride, TreatmentSession
from clinic_log.treatments.queries.late import is_told_and_counts
from clinic_log.treatments.queries.open_effects import event_words
from clinic_log.treatments.rules import (
    ContentError,
    EffectUpdateEntry,
    Gap,
    OverrideEntry,
    SessionContent,
)


def require_effects(db: Session, *, by: Actor, treatment: TreatmentSession, content: SessionContent) -> dict[int, str]:
    """The side effects of the patient that the content tells more about, in words. ContentError for one that is not
    this patient's, or that no counted note told of.
    """
    named = {update.event_id for update in content.effect_updates}
    if not named:
        return {}
    events = db.scalars(
        select(AdverseEvent).where(
            AdverseEvent.id.in_(named),
            AdverseEvent.clinic_id == by.clinic_id,
            AdverseEvent.patient_id == treatment.patient_id,
            or_(AdverseEvent.reported_in_id.is_(None), AdverseEvent.reported_in_id != treatment.id),
            is_told_and_counts(),
        )
    )
    words = {event.id: event_words(event) for event in events}
    if gone := sorted(named - set(words)):
        raise ContentError(
            Gap(f"effect_updates.{event_id}.state", "This side effect was taken back. Clear the answer")
            for event_id in gone
        )
    return words


def write_risks(treatment: TreatmentSession, content: SessionContent, *, by: Actor, effects: dict[int, str]) -> None:
    """Make the answers of the session those of the content. An unchanged answer keeps who gave it and when."""
    known = {(row.code, row.subject): row for row in treatment.overrides}
    treatment.overrides = [
        _override(known.get((entry.code, entry.subject)), entry, position=position, by=by)
        for position, entry in enumerate(content.overrides)
    ]
    told = {row.event_id: row for row in treatment.effect_courses}
    treatment.effect_courses = [
        _course(told.get(entry.event_id), entry, position=position, words=effects[entry.event_id])
        for position, entry in enumerate(content.effect_updates)
    ]


def _override(row: SessionOverride | None, entry: OverrideEntry, *, position: int, by: Actor) -> SessionOverride:
    row = row or SessionOverride(code=entry.code, subject=entry.subject)
    if row.at is None or row.reason != entry.reason:
        row.reason, row.by_id, row.at = entry.reason, by.user_id, now_utc()
    row.position = position
    return row


def _course(
    row: AdverseEventCourse | None, entry: EffectUpdateEntry, *, position: int, words: str
) -> AdverseEventCourse:
    row = row or AdverseEventCourse(event_id=entry.event_id, words=words)
    row.state, row.resolved_on, row.note, row.position = entry.state, entry.resolved_on, entry.note, position
    return row
