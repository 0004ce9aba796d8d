"""Telling of a side effect after the signature, correcting what was told, and telling what became of one."""

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Permission
from clinic_log.incidents.actions.reporting import SentReport, report_effect, tell_course
from clinic_log.incidents.forms.late import CourseForm, ReportForm
from clinic_log.incidents.queries.facts import visit_reported
from clinic_log.incidents.queries.reviews import get_event
from clinic_log.incidents.rules.late import report_gaps
from clinic_log.incidents.views.blueprint import WORDS, Answer, blueprint
from clinic_log.patients.queries import get_patient, list_alerts
from clinic_log.treatments.queries.late import list_course
from clinic_log.treatments.queries.later import needled_places
from clinic_log.treatments.queries.open_effects import event_words
from clinic_log.treatments.rules import COUNTED_STATUSES, ContentError
from clinic_log.treatments.views.finding import Visit, find_visit
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires

if TYPE_CHECKING:
    from clinic_log.treatments.models import AdverseEvent

_SESSION = "/patients/<int:patient_id>/sessions/<int:session_id>"
_EFFECT = "/patients/<int:patient_id>/effects/<int:event_id>"
_REPORTED = "Side effect reported; the signed note stays as it is"


@blueprint.get(f"{_SESSION}/effects/new")
@requires(Permission.REPORT_INCIDENT)
def late_report(patient_id: int, session_id: int) -> Answer:
    visit = _signed_visit(patient_id, session_id)
    page = _report_page(visit, ReportForm())
    _note_view(visit.patient.id, visit.treatment.id)
    return page


@blueprint.post(f"{_SESSION}/effects/new")
@requires(Permission.REPORT_INCIDENT)
def save_late_report(patient_id: int, session_id: int) -> Answer:
    visit = _signed_visit(patient_id, session_id)
    form = ReportForm(request.form).prepare(needled_places(visit.treatment))
    if not form.is_readable:
        return _report_page(visit, _judged(visit, form, is_correction=False)), 422
    try:
        sent = SentReport(report=form.report(), key=form.idempotency_key.data or "")
        report_effect(visit.db, by=visit.by, treatment=visit.treatment, sent=sent)
    except ContentError as error:
        form.take(error)
        return _report_page(visit, form), 422
    flash(_REPORTED, "success")
    return _to_session(visit)


@blueprint.get(f"{_SESSION}/effects/<int:event_id>/correct")
@requires(Permission.REPORT_INCIDENT)
def correct_report(patient_id: int, session_id: int, event_id: int) -> Answer:
    visit = _signed_visit(patient_id, session_id)
    event = _late_event(visit, event_id)
    page = _report_page(visit, ReportForm.of(event), corrects=event_id, words=event_words(event))
    _note_view(visit.patient.id, visit.treatment.id)
    return page


@blueprint.post(f"{_SESSION}/effects/<int:event_id>/correct")
@requires(Permission.REPORT_INCIDENT)
def save_correction(patient_id: int, session_id: int, event_id: int) -> Answer:
    visit = _signed_visit(patient_id, session_id)
    event = _late_event(visit, event_id)
    form = ReportForm(request.form).prepare(needled_places(visit.treatment))
    words = event_words(event)
    if not form.is_readable:
        return _report_page(visit, _judged(visit, form, is_correction=True), corrects=event_id, words=words), 422
    report = form.report(is_correction=True)
    sent = SentReport(report=report, key=form.idempotency_key.data or "", corrects=event)
    try:
        form.require_effect_or_none()
        report_effect(visit.db, by=visit.by, treatment=visit.treatment, sent=sent)
    except ContentError as error:
        form.take(error)
        return _report_page(visit, form, corrects=event_id, words=words), 422
    flash("Report corrected; the earlier one stays readable", "success")
    return _to_session(visit)


@blueprint.get(f"{_EFFECT}/course")
@requires(Permission.REPORT_INCIDENT)
def course(patient_id: int, event_id: int) -> Answer:
    page = _course_page(patient_id, event_id, CourseForm())
    _note_view(patient_id, None)
    return page


@blueprint.post(f"{_EFFECT}/course")
@requires(Permission.REPORT_INCIDENT)
def save_course(patient_id: int, event_id: int) -> Answer:
    db, actor, form = request_session(), current_actor(), CourseForm(request.form)
    patient = get_patient(db, by=actor, patient_id=patient_id)
    event = get_event(db, by=actor, patient=patient, event_id=event_id)
    if not form.is_readable:
        return _course_page(patient_id, event_id, form), 422
    try:
        tell_course(db, by=actor, event=event, course=form.course())
    except ContentError as error:
        form.take(error)
        return _course_page(patient_id, event_id, form), 422
    flash("What became of it is kept", "success")
    return redirect(url_for("patient_record.show", patient_id=patient.id), 303)


def _signed_visit(patient_id: int, session_id: int) -> Visit:
    visit = find_visit(patient_id, session_id)
    if visit.treatment.status not in COUNTED_STATUSES:
        raise NotFoundError("There is no such signed session.")
    return visit


def _late_event(visit: Visit, event_id: int) -> "AdverseEvent":
    event = get_event(visit.db, by=visit.by, patient=visit.patient, event_id=event_id)
    if event.session_id != visit.treatment.id or event.reported_in_id is not None:
        raise NotFoundError("There is no such report.")
    return event


def _judged(visit: Visit, form: ReportForm, *, is_correction: bool) -> ReportForm:
    """A form that could not be read, with what is missing in its other fields, so that all stands there at once."""
    report = form.report(is_correction=is_correction)
    gaps = report_gaps(report, visit_reported(visit.db, visit.treatment), is_correction=is_correction)
    if gaps:
        form.take(ContentError(gaps))
    return form


def _report_page(visit: Visit, form: ReportForm, *, corrects: int | None = None, words: str = "") -> str:
    return render_template(
        "incidents/late_report.html",
        form=form.prepare(needled_places(visit.treatment)),
        patient=visit.patient,
        alerts=list_alerts(visit.db, patient=visit.patient),
        treatment=visit.treatment,
        corrects=corrects,
        corrected_words=words,
        page_error=bool(form.errors),
    )


def _course_page(patient_id: int, event_id: int, form: CourseForm) -> str:
    db, actor = request_session(), current_actor()
    patient = get_patient(db, by=actor, patient_id=patient_id)
    event = get_event(db, by=actor, patient=patient, event_id=event_id)
    return render_template(
        "incidents/course.html",
        form=form,
        patient=patient,
        alerts=list_alerts(db, patient=patient),
        event=event,
        words=event_words(event),
        lines=list_course(db, by=actor, event=event),
        page_error=bool(form.errors),
        **WORDS,
    )


def _note_view(patient_id: int, session_id: int | None) -> None:
    act = Act(action="session.viewed" if session_id else "patient.viewed", patient_id=patient_id)
    record_view(by=current_actor(), act=act)


def _to_session(visit: Visit) -> Response:
    return redirect(visit.url("show", "safety"), 303)
