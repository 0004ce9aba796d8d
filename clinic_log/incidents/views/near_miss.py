"""A near miss in one tap, from the page of a patient or of a session."""

from flask import flash, redirect, render_template, request, url_for

from clinic_log.base.permissions import Permission
from clinic_log.incidents.actions.reporting import open_review as open_event_review
from clinic_log.incidents.actions.reporting import record_near_miss
from clinic_log.incidents.actions.steps.opening import NearMiss
from clinic_log.incidents.forms.review import NearMissForm
from clinic_log.incidents.queries.reviews import get_event
from clinic_log.incidents.views.blueprint import Answer, blueprint
from clinic_log.patients.queries import get_patient, list_alerts
from clinic_log.treatments.queries import get_session
from clinic_log.treatments.rules import SessionStatus
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires
from clinic_log.web.template_tools import moment


@blueprint.post("/patients/<int:patient_id>/near-misses")
@requires(Permission.REPORT_INCIDENT)
def near_miss(patient_id: int) -> Answer:
    db, actor, form = request_session(), current_actor(), NearMissForm(request.form)
    patient = get_patient(db, by=actor, patient_id=patient_id)
    if not form.validate() or not form.idempotency_key.data:
        page = render_template(
            "incidents/near_miss.html",
            form=form.prepare(),
            patient=patient,
            alerts=list_alerts(db, patient=patient),
            page_error=True,
        )
        return page, 422
    named = form.named_session
    treatment = get_session(db, by=actor, patient=patient, session_id=named) if named is not None else None
    told = NearMiss(
        patient_id=patient.id, treatment=treatment, words=form.words.data or "", key=form.idempotency_key.data
    )
    review = record_near_miss(db, by=actor, near_miss=told)
    flash(f"Near miss recorded. A supervisor looks at it by {moment(review.due_at)}.", "success")
    if treatment is not None:
        is_note = treatment.status is SessionStatus.DRAFT and actor.may(Permission.WRITE_SESSION)
        page = "treatments.edit" if is_note else "treatments.show"
        return redirect(url_for(page, patient_id=patient.id, session_id=treatment.id), 303)
    return redirect(url_for("patient_record.show", patient_id=patient.id), 303)


@blueprint.post("/patients/<int:patient_id>/effects/<int:event_id>/review")
@requires(Permission.REVIEW_INCIDENTS)
def open_review(patient_id: int, event_id: int) -> Answer:
    """For a serious event that was signed before reviews were kept."""
    db, actor = request_session(), current_actor()
    patient = get_patient(db, by=actor, patient_id=patient_id)
    event = get_event(db, by=actor, patient=patient, event_id=event_id)
    review = open_event_review(db, by=actor, event=event)
    return redirect(url_for("incidents.show", review_id=review.id), 303)
