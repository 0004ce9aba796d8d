"""Opening reviews when a note is signed that tells of an incident, and taking what was answered before it was."""

from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act
from clinic_log.base.permissions import Actor
from clinic_log.incidents.actions.steps.opening import act, open_event_review
from clinic_log.incidents.actions.steps.settling import note_waiting
from clinic_log.treatments.actions.steps.earlier import note_answers
from clinic_log.treatments.actions.steps.telling import tell_changed
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.signals import session_signed


def connect() -> None:
    """Listen to the signals of treatments. Connecting again changes nothing."""
    session_signed.connect(_open_reviews)
    session_signed.connect(_take_early_answers)


def _open_reviews(db: Session, *, treatment: TreatmentSession, by: Actor, **_: object) -> tuple[Act, ...]:
    """A review for each side effect of the note that needs one. What was done is told to the act, for the audit."""
    opened = [open_event_review(db, by=by, event=event) for event in treatment.adverse_events]
    return tuple(act("opened", review) for review in opened if review is not None)


def _take_early_answers(db: Session, *, treatment: TreatmentSession, by: Actor, **_: object) -> tuple[Act, ...]:
    """What the patient answered by a link while the note was a draft, and that something of it waits, before which
    "none" of a visit that was signed earlier does not hold. No receiver relies on the order: those who read the visit
    before this are told again.
    """
    note_waiting(db, treatment)
    if note_answers(db, (treatment.id,)):
        return tell_changed(db, by=by, treatment=treatment)
    return ()
