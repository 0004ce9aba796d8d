"""Opening reviews when a note is signed that tells of an incident."""

from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act
from clinic_log.base.permissions import Actor
from clinic_log.incidents.actions.steps.opening import act, open_event_review
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.signals import session_signed


def connect() -> None:
    """Listen to the signals of treatments. Connecting again changes nothing."""
    session_signed.connect(_open_reviews)


def _open_reviews(db: Session, *, treatment: TreatmentSession, by: Actor, **_: object) -> tuple[Act, ...]:
    """A review for each side effect of the note that needs one. What was done is told to the act, for the audit."""
    opened = [open_event_review(db, by=by, event=event) for event in treatment.adverse_events]
    return tuple(act("opened", review) for review in opened if review is not None)
