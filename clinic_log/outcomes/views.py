"""The progress of one episode, on a page of its own."""

from flask import Blueprint, render_template

from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.permissions import Permission
from clinic_log.episodes.queries import get_episode
from clinic_log.outcomes.queries import list_progress, list_visits_by_episode
from clinic_log.patients.queries import get_patient, list_alerts
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires

blueprint = Blueprint("outcomes", __name__)


@blueprint.get("/patients/<int:patient_id>/episodes/<int:episode_id>/progress")
@requires(Permission.VIEW_PATIENTS)
def progress(patient_id: int, episode_id: int) -> str:
    actor, db = current_actor(), request_session()
    patient = get_patient(db, by=actor, patient_id=patient_id)
    episode = get_episode(db, by=actor, patient=patient, episode_id=episode_id)
    visits = list_visits_by_episode(db, by=actor, patient_id=patient.id)
    (part,) = list_progress(db, by=actor, episodes=[episode], visits=visits)
    may = {permission.value for permission in Permission if actor.may(permission)}
    page = render_template(
        "outcomes/progress.html", patient=patient, alerts=list_alerts(db, patient=patient), part=part, may=may
    )
    record_view(
        by=actor,
        act=Act(action="episode.progress_viewed", patient_id=patient.id, object_type="episode", object_id=episode.id),
    )
    return page
