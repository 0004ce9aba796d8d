"""Side effects of the clinic's patients that were more than mild and are not known to be over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.base.permissions import Actor
from clinic_log.incidents.models import IncidentReview
from clinic_log.patients.models import Patient
from clinic_log.treatments.models import AdverseEvent, TreatmentSession
from clinic_log.treatments.queries.late import is_told_and_counts
from clinic_log.treatments.queries.open_effects import event_words, resolved_days
from clinic_log.treatments.rules import Severity

# A convention of this product: by then somebody should have asked.
ASKED_AGAIN_WITHIN: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """One side effect, with the visit after which it was seen."""

    words: str
    patient: Patient
    practitioner_name: str
    seen_at: datetime


def list_unresolved(db: Session, *, by: Actor, now: datetime) -> list[Unresolved]:
    """Those of visits more than a week ago, in two statements; what a review looks at is left to the review."""
    reviewed = select(IncidentReview.id).where(IncidentReview.event_id == AdverseEvent.id).exists()
    rows = db.execute(
        select(AdverseEvent, TreatmentSession.started_at, Patient, User.display_name)
        .join(TreatmentSession, TreatmentSession.id == AdverseEvent.session_id)
        .join(Patient, Patient.id == AdverseEvent.patient_id)
        .join(User, User.id == TreatmentSession.practitioner_id)
        .where(
            AdverseEvent.clinic_id == by.clinic_id,
            AdverseEvent.severity.in_((Severity.MODERATE, Severity.SEVERE)),
            AdverseEvent.resolved_on.is_(None),
            TreatmentSession.started_at < now - ASKED_AGAIN_WITHIN,
            is_told_and_counts(),
            ~reviewed,
        )
    ).all()
    over = resolved_days(db, event_ids=[event.id for event, *_ in rows])
    return [
        Unresolved(words=event_words(event), patient=patient, practitioner_name=name, seen_at=started_at or now)
        for event, started_at, patient, name in rows
        if event.id not in over
    ]
