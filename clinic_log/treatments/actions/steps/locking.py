"""What every act on a session begins with: is it here, is it unchanged, does its state allow the act.

Acts that meet cannot wait for each other in a circle, since all take their locks in the order of `lock_patient`: the
patient, this session, the patient's other sessions, episodes (by the signals), and the head of the audit last.
"""

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act
from clinic_log.base.errors import ConflictError, NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.patients.queries import lock_patient
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import SessionStatus, may_move

_COLUMNS = [attribute.key for attribute in inspect(TreatmentSession).column_attrs]
ROWS = [relation.key for relation in inspect(TreatmentSession).relationships]
_REFUSALS = {
    SessionStatus.DRAFT: "This note is not signed yet.",
    SessionStatus.DISCARDED: "This note was discarded.",
    SessionStatus.SIGNED: "This note is signed and cannot be changed. Add an addendum.",
    SessionStatus.AMENDED: "This note is signed and cannot be changed. Add an addendum.",
    SessionStatus.RETRACTED: "This note was retracted and cannot be changed.",
}


def lock(db: Session, *, by: Actor, treatment: TreatmentSession, revision: int | None = None) -> None:
    """Take the patient and then the session for writing, as it is now. NotFoundError for another clinic's,
    ConflictError when `revision` is not the one that the person saw.
    """
    if treatment.clinic_id != by.clinic_id:
        raise NotFoundError("There is no such session.")
    db.flush()  # what this transaction already changed must not be read over
    lock_patient(db, by=by, patient_id=treatment.patient_id)
    take(db, treatment)
    if revision is not None and revision != treatment.revision:
        raise ConflictError("Somebody else saved this note in the meantime. Nothing of yours is lost.")


def take(db: Session, treatment: TreatmentSession) -> None:
    """Hold a session of a patient who is held, as it is now; rows that cannot have changed are not read again."""
    loaded = treatment.revision
    db.refresh(treatment, _COLUMNS, with_for_update=True)
    # Whatever changes a row of the session raises its revision; only a version may be added without.
    db.expire(treatment, ["versions"] if treatment.revision == loaded else ROWS)


def require_draft(treatment: TreatmentSession) -> None:
    """ConflictError unless the note can still be written."""
    if treatment.status is not SessionStatus.DRAFT:
        raise ConflictError(_REFUSALS[treatment.status])


def move(treatment: TreatmentSession, *, to: SessionStatus) -> None:
    """Change the status, or ConflictError when it does not lead there."""
    if not may_move(treatment.status, to):
        raise ConflictError(_REFUSALS[treatment.status])
    treatment.status = to


def act(verb: str, treatment: TreatmentSession, *, reason: str | None = None) -> Act:
    """What was done to the session, for the audit: with the version signed last, else the revision saved last."""
    return Act(
        action=f"session.{verb}",
        patient_id=treatment.patient_id,
        object_type="treatment_session",
        object_id=treatment.id,
        version=treatment.versions[-1].number if treatment.versions else treatment.revision,
        reason=reason,
    )
