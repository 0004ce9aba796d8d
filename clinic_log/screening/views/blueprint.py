"""The blueprint of these pages, and finding whose page it is and which note it was left for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.permissions import Actor
from clinic_log.patients.queries import get_patient
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from clinic_log.patients.models import Patient

blueprint = Blueprint("screening", __name__)

Answer = str | Response | tuple[str, int]

_NOTE = "session_id"


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A patient, found for the person who asks. `note` is the number of the session whose note was left for here."""

    db: "Session"
    by: Actor
    patient: "Patient"
    note: int | None

    def url(self, endpoint: str, **values: int) -> str:
        """Another of these pages, which leads back to the same note."""
        more: dict[str, Any] = dict(values)
        if self.note is not None:
            more[_NOTE] = self.note
        return url_for(f"screening.{endpoint}", patient_id=self.patient.id, **more)

    @property
    def note_url(self) -> str:
        """Where the note goes on; empty when this page was opened by itself."""
        if self.note is None:
            return ""
        return url_for("treatments.edit", patient_id=self.patient.id, session_id=self.note)

    def back(self) -> Response:
        """To the note that was left, or to the overview."""
        return redirect(self.note_url or self.url("show"), 303)


def find_chart(patient_id: int) -> Chart:
    db, by = request_session(), current_actor()
    patient = get_patient(db, by=by, patient_id=patient_id)
    return Chart(db=db, by=by, patient=patient, note=request.args.get(_NOTE, type=int))


def note_view(chart: Chart) -> None:
    act = Act(action="screening.viewed", patient_id=chart.patient.id, object_type="patient", object_id=chart.patient.id)
    record_view(by=chart.by, act=act)
