"""Taking back what was wrong: it stays readable, with the reason."""

from typing import Final

from sqlalchemy.orm import Session

from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Actor
from clinic_log.outcomes.models import OutcomeScore, YellowFlagLook
from clinic_log.patients.queries import lock_patient

REASON_LIMIT: Final = 300


def take_back(db: Session, row: OutcomeScore | YellowFlagLook, *, by: Actor, reason: str, name: str) -> str:
    """Mark the row as wrong and give back the reason as it is kept. ConflictError when that was done before."""
    lock_patient(db, by=by, patient_id=row.patient_id)
    db.refresh(row)
    if row.retracted_at is not None:
        raise ConflictError(f"This {name} is retracted already.")
    words = checked_reason(reason)
    row.retracted_at, row.retracted_by_id, row.retraction_reason = now_utc(), by.user_id, words
    return words


def checked_reason(reason: str) -> str:
    """The reason without spaces around it. InvalidInputError where there is none, or more than 300 characters."""
    words = reason.strip()
    if not words:
        raise InvalidInputError("Say what is wrong with it", field="reason")
    if len(words) > REASON_LIMIT:
        raise InvalidInputError(f"Shorten the reason to {REASON_LIMIT} characters", field="reason")
    return words
