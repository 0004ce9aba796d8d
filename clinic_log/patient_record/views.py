"""The page of one patient."""

from flask import Blueprint, render_template

from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.permissions import Permission
from clinic_log.patient_record.queries import load_record
from clinic_log.patients.queries import get_patient
from clinic_log.web.database import reading, request_session
from clinic_log.web.guards import current_actor, requires

blueprint = Blueprint("patient_record", __name__)


@blueprint.get("/patients/<int:patient_id>")
@requires(Permission.VIEW_PATIENTS)
def show(patient_id: int) -> str:
    """What is looked at is on record before anything of it is shown."""
    actor = current_actor()
    with reading() as db:
        get_patient(db, by=actor, patient_id=patient_id)
    record_view(
        by=actor,
        act=Act(action="patient.viewed", patient_id=patient_id, object_type="patient", object_id=patient_id),
    )
    db = request_session()
    record = load_record(db, by=actor, patient=get_patient(db, by=actor, patient_id=patient_id))
    may = {permission.value for permission in Permission if actor.may(permission)}
    return render_template("patient_record/show.html", record=record, may=may)
