"""Beginning a note: the page that creates nothing, and the button that does, once."""

from secrets import token_hex

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.permissions import Permission
from clinic_log.episodes.queries import list_open_episodes
from clinic_log.patients.queries import get_patient, list_alerts
from clinic_log.treatments.actions import start_session
from clinic_log.treatments.queries import list_my_drafts
from clinic_log.treatments.queries.credentials import NOT_WITHOUT_CREDENTIALS, StartCheck, check_start
from clinic_log.treatments.rules.states import KINDS_WITH_NEEDLES
from clinic_log.treatments.views.blueprint import blueprint
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires


@blueprint.get("/patients/<int:patient_id>/sessions/new")
@requires(Permission.WRITE_SESSION)
def new(patient_id: int) -> str:
    db, actor = request_session(), current_actor()
    patient = get_patient(db, by=actor, patient_id=patient_id)
    page = render_template(
        "treatments/new.html",
        patient=patient,
        alerts=list_alerts(db, patient=patient),
        episodes=list_open_episodes(db, by=actor, patient=patient),
        drafts=[note.treatment for note in list_my_drafts(db, by=actor) if note.patient.id == patient.id],
        idempotency_key=token_hex(16),
        check=check_start(db, by=actor),
        not_without_credentials=NOT_WITHOUT_CREDENTIALS,
    )
    record_view(by=actor, act=Act(action="session.begin_viewed", patient_id=patient.id))
    return page


@blueprint.post("/patients/<int:patient_id>/sessions")
@requires(Permission.WRITE_SESSION)
def start(patient_id: int) -> Response:
    """The same key again leads to the same note, so that a double tap makes one. `begins_as` says that a visit of this
    kind begins now; `repeat` leads to what was done last time, of which nothing is recorded before it is confirmed.
    """
    db, actor = request_session(), current_actor()
    patient = get_patient(db, by=actor, patient_id=patient_id)
    key = request.form.get("idempotency_key", "")
    kind = next((kind for kind in KINDS_WITH_NEEDLES if kind.value == request.form.get("begins_as")), None)
    treatment = start_session(db, by=actor, patient=patient, idempotency_key=key, begins_as=kind)
    if "warned" not in request.form:
        _warn(check_start(db, by=actor))
    place = "last-time" if "repeat" in request.form else None
    return redirect(url_for("treatments.edit", patient_id=patient.id, session_id=treatment.id, _anchor=place), 303)


def _warn(check: StartCheck) -> None:
    """Where the session began without the page that says it."""
    if check.lacks:
        flash(check.words, "warning")
