"""Finding the session of an address: the patient first, then the session of this patient, and noting who looked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from clinic_log.accounts.queries import list_people
from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.permissions import Actor
from clinic_log.patients.queries import get_patient
from clinic_log.treatments.queries import get_session
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from clinic_log.patients.models import Patient
    from clinic_log.treatments.models import TreatmentSession


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A session with its patient, and the person who asks for it."""

    db: "Session"
    by: Actor
    patient: "Patient"
    treatment: "TreatmentSession"

    def url(self, page: str, anchor: str | None = None) -> str:
        """The address of another page of the same session."""
        return url_for(f"treatments.{page}", patient_id=self.patient.id, session_id=self.treatment.id, _anchor=anchor)

    @property
    def names(self) -> Mapping[int, str]:
        """The people of the clinic, by id."""
        return {person.user_id: person.display_name for person in list_people(self.db, by=self.by)}


def find_visit(patient_id: int, session_id: int, *, db: "Session | None" = None) -> Visit:
    """The session of this patient, or NotFoundError: also for a session of another patient or clinic."""
    db, by = db or request_session(), current_actor()
    patient = get_patient(db, by=by, patient_id=patient_id)
    treatment = get_session(db, by=by, patient=patient, session_id=session_id)
    return Visit(db=db, by=by, patient=patient, treatment=treatment)


def note_view(visit: Visit, action: str = "session.viewed") -> None:
    """Write into the audit that the person saw this session."""
    record_view(
        by=visit.by,
        act=Act(
            action=action,
            patient_id=visit.patient.id,
            object_type="treatment_session",
            object_id=visit.treatment.id,
        ),
    )
