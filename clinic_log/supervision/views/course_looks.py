"""Marking a course that does not improve as looked at."""

from secrets import token_hex

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.episodes.queries import get_episode
from clinic_log.outcomes.queries import find_summary
from clinic_log.patients.queries import get_patient, list_alerts
from clinic_log.supervision.actions import look_at_course
from clinic_log.supervision.forms import CourseLookForm
from clinic_log.supervision.queries.course_looks import courses_of, list_looks
from clinic_log.supervision.rules.course_looks import LookSent
from clinic_log.supervision.views.blueprint import blueprint
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires

Answer = str | Response | tuple[str, int]

_ADDRESS = "/patients/<int:patient_id>/episodes/<int:episode_id>/looked-at"


@blueprint.get(_ADDRESS)
@requires(Permission.VIEW_SUPERVISION)
def course_look(patient_id: int, episode_id: int) -> str:
    page = _page(patient_id, episode_id, CourseLookForm(data={"key": token_hex(16)}))
    act = Act(action="episode.looks_viewed", patient_id=patient_id, object_type="episode", object_id=episode_id)
    record_view(by=current_actor(), act=act)
    return page


@blueprint.post(_ADDRESS)
@requires(Permission.VIEW_SUPERVISION)
def keep_course_look(patient_id: int, episode_id: int) -> Answer:
    db, by, form = request_session(), current_actor(), CourseLookForm(request.form)
    patient = get_patient(db, by=by, patient_id=patient_id)
    episode = get_episode(db, by=by, patient=patient, episode_id=episode_id)
    if not form.validate():
        return _page(patient_id, episode_id, form, page_error=True), 422
    sent = LookSent(note=form.note.data or "", seen=form.seen.data or "", key=(form.key.data or "")[:64])
    try:
        look_at_course(db, by=by, episode=episode, sent=sent)
    except InvalidInputError as refused:
        form.note.errors = [*form.note.errors, str(refused)]
        return _page(patient_id, episode_id, form, page_error=True), 422
    except ConflictError as conflict:
        return _page(patient_id, episode_id, form, refused=str(conflict)), 409
    flash("Marked as looked at. It returns with a new visit or score, or after 30 days", "success")
    return redirect(url_for("worklist.today"), 303)


def _page(
    patient_id: int, episode_id: int, form: CourseLookForm, *, refused: str = "", page_error: bool = False
) -> str:
    db, by = request_session(), current_actor()
    patient = get_patient(db, by=by, patient_id=patient_id)
    episode = get_episode(db, by=by, patient=patient, episode_id=episode_id)
    summary = find_summary(db, episode.id)
    if summary is not None:
        form.seen.data = courses_of(db, [summary])[episode.id].words
    return render_template(
        "supervision/course_look.html",
        patient=patient,
        alerts=list_alerts(db, patient=patient),
        episode=episode,
        summary=summary,
        form=form,
        looks=list_looks(db, by=by, episode_id=episode.id),
        refused=refused,
        page_error=page_error,
    )
