"""Pages about who a patient is: search, register, correct, alerts."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.patients.actions import add_alert as add
from clinic_log.patients.actions import correct_patient, register_patient
from clinic_log.patients.actions import end_alert as end
from clinic_log.patients.forms import AlertForm, CorrectionForm, RegistrationForm, SearchForm
from clinic_log.patients.queries import (
    SimilarPatient,
    count_patients,
    find_similar,
    get_alert,
    get_patient,
    list_alerts,
    list_ended_alerts,
    search_patients,
)
from clinic_log.web.database import reading, request_session
from clinic_log.web.guards import current_actor, requires

blueprint = Blueprint("patients", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.get("/patients")
@requires(Permission.VIEW_PATIENTS)
def search() -> str:
    db, actor = request_session(), current_actor()
    in_clinic = count_patients(db, by=actor)
    return render_template("patients/search.html", form=SearchForm(), in_clinic=in_clinic, **_may(actor))


@blueprint.post("/patients")
@requires(Permission.VIEW_PATIENTS)
def find() -> Answer:
    """The search travels in the body, so that no name stands in an address; what was looked for is not audited."""
    actor, form = current_actor(), SearchForm(request.form)
    if not form.validate():
        page = render_template("patients/search.html", form=form, in_clinic=None, page_error=True, **_may(actor))
        return page, 422
    record_view(by=actor, act=Act(action="patient.searched"))
    with reading() as db:
        result = search_patients(db, by=actor, text=form.text.data or "")
    return render_template("patients/search.html", form=form, in_clinic=result.in_clinic, result=result, **_may(actor))


@blueprint.get("/patients/new")
@requires(Permission.REGISTER_PATIENT)
def register() -> str:
    return render_template("patients/register.html", form=RegistrationForm().give_key(), similar=[])


@blueprint.post("/patients/new")
@requires(Permission.REGISTER_PATIENT)
def save_new() -> Answer:
    actor, form = current_actor(), RegistrationForm(request.form)
    if not form.is_valid(today=_today(actor)):
        return _registration_page(form)
    with reading() as db:
        similar = find_similar(db, by=actor, person=form.person(), except_key=form.key)
    if not form.has_answer_for([one.patient_id for one in similar]):
        record_view(by=actor, act=Act(action="patient.similar_shown"))
        return _registration_page(form, similar)
    try:
        patient = register_patient(request_session(), by=actor, details=form.details(), idempotency_key=form.key)
    except InvalidInputError as error:
        form.take(error)
        return _registration_page(form, similar)
    flash("Patient registered", "success")
    return redirect(url_for("patient_record.show", patient_id=patient.id))


@blueprint.get("/patients/<int:patient_id>/correct")
@requires(Permission.REGISTER_PATIENT)
def correct(patient_id: int) -> str:
    db, actor = request_session(), current_actor()
    patient = get_patient(db, by=actor, patient_id=patient_id)
    alerts = list_alerts(db, patient=patient)
    _note_view(actor, patient_id)
    form = CorrectionForm(obj=patient)
    return render_template("patients/correct.html", form=form, patient=patient, alerts=alerts, differences=[])


@blueprint.post("/patients/<int:patient_id>/correct")
@requires(Permission.REGISTER_PATIENT)
def save_correction(patient_id: int) -> Answer:
    db, actor, form = request_session(), current_actor(), CorrectionForm(request.form)
    patient = get_patient(db, by=actor, patient_id=patient_id)
    page = {"form": form, "patient": patient, "alerts": list_alerts(db, patient=patient), "page_error": True}
    if not form.is_valid(today=_today(actor)):
        return render_template("patients/correct.html", differences=[], **page), 422
    try:
        correct_patient(db, by=actor, patient=patient, details=form.details(), revision=form.seen_revision)
    except InvalidInputError as error:
        form.take(error)
        return render_template("patients/correct.html", differences=[], **page), 422
    except ConflictError:
        form.revision.data = str(patient.revision)
        differences = form.differences_from(patient)
        return render_template("patients/correct.html", differences=differences, **page), 409
    flash("Record corrected", "success")
    return redirect(url_for("patient_record.show", patient_id=patient.id))


@blueprint.get("/patients/<int:patient_id>/alerts")
@requires(Permission.VIEW_PATIENTS)
def alerts(patient_id: int) -> str:
    page = _alerts_page(patient_id, AlertForm())
    _note_view(current_actor(), patient_id)
    return page


@blueprint.post("/patients/<int:patient_id>/alerts")
@requires(Permission.REGISTER_PATIENT)
def add_alert(patient_id: int) -> Answer:
    db, actor, form = request_session(), current_actor(), AlertForm(request.form)
    patient = get_patient(db, by=actor, patient_id=patient_id)
    if not form.validate():
        return _alerts_page(patient_id, form), 422
    add(db, by=actor, patient=patient, alert=form.alert())
    flash("Alert added", "success")
    return redirect(url_for("patients.alerts", patient_id=patient.id))


@blueprint.post("/patients/<int:patient_id>/alerts/<int:alert_id>/end")
@requires(Permission.REGISTER_PATIENT)
def end_alert(patient_id: int, alert_id: int) -> Response:
    db, actor = request_session(), current_actor()
    patient = get_patient(db, by=actor, patient_id=patient_id)
    end(db, by=actor, patient=patient, alert=get_alert(db, patient=patient, alert_id=alert_id))
    flash("Alert ended", "success")
    return redirect(url_for("patients.alerts", patient_id=patient.id))


def _may(actor: Actor) -> dict[str, bool]:
    return {"may_register": actor.may(Permission.REGISTER_PATIENT)}


def _today(actor: Actor) -> date:
    return day_in_zone(now_utc(), actor.zone)


def _registration_page(form: RegistrationForm, similar: list[SimilarPatient] | None = None) -> tuple[str, int]:
    page = render_template("patients/register.html", form=form.give_key(), similar=similar or [], page_error=True)
    return page, 422


def _alerts_page(patient_id: int, form: AlertForm) -> str:
    db, actor = request_session(), current_actor()
    patient = get_patient(db, by=actor, patient_id=patient_id)
    return render_template(
        "patients/alerts.html",
        form=form,
        patient=patient,
        alerts=list_alerts(db, patient=patient),
        ended=list_ended_alerts(db, patient=patient),
        page_error=bool(form.errors),
        **_may(actor),
    )


def _note_view(actor: Actor, patient_id: int) -> None:
    record_view(
        by=actor,
        act=Act(action="patient.viewed", patient_id=patient_id, object_type="patient", object_id=patient_id),
    )
