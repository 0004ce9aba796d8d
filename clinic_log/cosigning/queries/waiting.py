"""What waits for a supervisor to co-sign, and what waits for an author to answer, in one statement each."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Exists, Select, or_, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.base.permissions import Actor
from clinic_log.cosigning.models import CosignRequest, NoteQuestion
from clinic_log.cosigning.rules import RequestState
from clinic_log.patients.models import Patient
from clinic_log.treatments.models import Needling, SessionVersion, TreatmentSession


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingNote:
    """A version that waits for a co-signature."""

    treatment: TreatmentSession
    patient: Patient
    version: int
    practitioner_name: str
    reasons: tuple[str, ...]
    waiting_since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A question that waits for its author's answer."""

    question: NoteQuestion
    treatment: TreatmentSession
    patient: Patient


def list_waiting(db: Session, *, by: Actor) -> list[WaitingNote]:
    """What this person can co-sign, the longest waiting first: nothing that they treated, wrote or signed."""
    rows = db.execute(
        _waiting(by)
        .where(TreatmentSession.practitioner_id != by.user_id, ~_signed_by(by), ~_inserted_by(by))
        .order_by(CosignRequest.waiting_since, CosignRequest.id)
    )
    return [
        WaitingNote(
            treatment=treatment,
            patient=patient,
            version=version,
            practitioner_name=name,
            reasons=tuple(request.reasons),
            waiting_since=request.waiting_since,
        )
        for request, treatment, patient, version, name in rows
    ]


def list_open_questions(db: Session, *, by: Actor) -> list[OpenQuestion]:
    """The questions about notes that this person wrote or signed, the oldest first."""
    rows = db.execute(
        select(NoteQuestion, TreatmentSession, Patient)
        .join(TreatmentSession, TreatmentSession.id == NoteQuestion.session_id)
        .join(Patient, Patient.id == TreatmentSession.patient_id)
        .join(SessionVersion, SessionVersion.id == NoteQuestion.version_id)
        .where(
            NoteQuestion.clinic_id == by.clinic_id,
            NoteQuestion.settled_at.is_(None),
            or_(TreatmentSession.practitioner_id == by.user_id, SessionVersion.signer_id == by.user_id),
        )
        .order_by(NoteQuestion.asked_at, NoteQuestion.id)
    )
    return [
        OpenQuestion(question=question, treatment=treatment, patient=patient) for question, treatment, patient in rows
    ]


def _waiting(by: Actor) -> Select[CosignRequest, TreatmentSession, Patient, int, str]:
    return (
        select(CosignRequest, TreatmentSession, Patient, SessionVersion.number, User.display_name)
        .join(TreatmentSession, TreatmentSession.id == CosignRequest.session_id)
        .join(Patient, Patient.id == TreatmentSession.patient_id)
        .join(SessionVersion, SessionVersion.id == CosignRequest.version_id)
        .join(User, User.id == TreatmentSession.practitioner_id)
        .where(CosignRequest.clinic_id == by.clinic_id, CosignRequest.state == RequestState.WAITING)
    )


def _signed_by(by: Actor) -> Exists:
    own = select(SessionVersion.id).where(
        SessionVersion.session_id == TreatmentSession.id, SessionVersion.signer_id == by.user_id
    )
    return own.correlate(TreatmentSession).exists()


def _inserted_by(by: Actor) -> Exists:
    own = select(Needling.id).where(Needling.session_id == TreatmentSession.id, Needling.inserted_by_id == by.user_id)
    return own.correlate(TreatmentSession).exists()
