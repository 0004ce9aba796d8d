"""The progress of one episode on a page of its own, and its scores outside a session."""

from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.base.wording import counted
from clinic_log.catalogue import muscles
from clinic_log.clinics.queries import get_policy
from clinic_log.episodes.queries import get_episode
from clinic_log.outcomes import actions
from clinic_log.outcomes.forms import RetractionForm, ScoresForm, YellowFlagsForm
from clinic_log.outcomes.queries import (
    get_score,
    list_progress,
    list_score_lines,
    list_staff,
    list_visits_by_episode,
)
from clinic_log.outcomes.queries.yellow_flags import get_flag_look, list_flag_lines
from clinic_log.outcomes.rules.prognosis import look_words
from clinic_log.outcomes.rules.score_entries import ScoresError, Wanted, wanted_rows
from clinic_log.patients.queries import get_patient, list_alerts
from clinic_log.treatments.queries.later import latest_manners
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from clinic_log.episodes.models import Episode
    from clinic_log.patients.models import Patient

blueprint = Blueprint("outcomes", __name__)

Answer = str | Response | tuple[str, int]


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


_SCORES = "/patients/<int:patient_id>/episodes/<int:episode_id>/scores"


@dataclass(frozen=True, kw_only=True)
class _Place:
    """The episode of an address with its patient, found for the person who asks."""

    db: "Session"
    patient: "Patient"
    episode: "Episode"


@blueprint.get(_SCORES)
@requires(Permission.VIEW_PATIENTS)
def scores(patient_id: int, episode_id: int) -> str:
    """What was recorded outside a session, and for those who may record, an empty form."""
    place = _find(patient_id, episode_id)
    actor = current_actor()
    form = ScoresForm.begun(
        _wanted(place),
        today=day_in_zone(now_utc(), actor.zone),
        asked_by=actor.user_id,
        key=token_hex(16),
        customary=get_policy(place.db, by=actor).pounds_and_inches,
    )
    page = _scores_page(place, form)
    _note(place, "episode.scores_viewed")
    return page


@blueprint.post(_SCORES)
@requires(Permission.RECORD_SCORE)
def record(patient_id: int, episode_id: int) -> Answer:
    place, form = _find(patient_id, episode_id), ScoresForm(request.form)
    if "more" in request.form or "look" in request.form:
        if "more" in request.form:
            form.add_rows()
        return _scores_page(place, form)
    form.offer(list_staff(place.db, by=current_actor()))
    if not form.validate():
        return _scores_page(place, form, page_error=True), 422
    try:
        rows = actions.record_scores(
            place.db,
            by=current_actor(),
            episode=place.episode,
            taken=form.taken(),
            key=(form.key.data or "")[:64],
        )
    except ScoresError as refused:
        form.show(refused.problems)
        return _scores_page(place, form, page_error=True), 422
    flash(f"{counted(len(rows), 'score')} recorded", "success")
    return redirect(url_for("outcomes.scores", patient_id=patient_id, episode_id=episode_id), 303)


@blueprint.get(f"{_SCORES}/<int:score_id>/retract")
@requires(Permission.RECORD_SCORE)
def retract(patient_id: int, episode_id: int, score_id: int) -> str:
    place = _find(patient_id, episode_id)
    score = get_score(place.db, by=current_actor(), episode=place.episode, score_id=score_id)
    page = _retraction_page(place, score.id, RetractionForm())
    _note(place, "episode.scores_viewed")
    return page


@blueprint.post(f"{_SCORES}/<int:score_id>/retract")
@requires(Permission.RECORD_SCORE)
def save_retraction(patient_id: int, episode_id: int, score_id: int) -> Answer:
    place, form = _find(patient_id, episode_id), RetractionForm(request.form)
    score = get_score(place.db, by=current_actor(), episode=place.episode, score_id=score_id)
    if not form.validate():
        return _retraction_page(place, score.id, form, page_error=True), 422
    actions.retract_score(place.db, by=current_actor(), score=score, reason=form.reason.data or "")
    flash("Score retracted", "success")
    return redirect(url_for("outcomes.scores", patient_id=patient_id, episode_id=episode_id), 303)


_FLAGS = "/patients/<int:patient_id>/episodes/<int:episode_id>/yellow-flags"


@blueprint.get(_FLAGS)
@requires(Permission.VIEW_PATIENTS)
def yellow_flags(patient_id: int, episode_id: int) -> str:
    """What was found before, and for those who may record, an empty form."""
    place = _find(patient_id, episode_id)
    form = YellowFlagsForm(data={"key": token_hex(16), "looked_on": day_in_zone(now_utc(), current_actor().zone)})
    page = _flags_page(place, form)
    _note(place, "episode.yellow_flags_viewed")
    return page


@blueprint.post(_FLAGS)
@requires(Permission.RECORD_SCORE)
def record_flags(patient_id: int, episode_id: int) -> Answer:
    place, form = _find(patient_id, episode_id), YellowFlagsForm(request.form)
    if not form.validate():
        return _flags_page(place, form, page_error=True), 422
    key = (form.key.data or "")[:64]
    try:
        actions.record_flag_look(place.db, by=current_actor(), episode=place.episode, look=form.look(), key=key)
    except InvalidInputError as refused:
        form.refuse(refused)
        return _flags_page(place, form, page_error=True), 422
    flash("Yellow flags recorded", "success")
    return redirect(url_for("outcomes.yellow_flags", patient_id=patient_id, episode_id=episode_id), 303)


@blueprint.get(f"{_FLAGS}/<int:look_id>/retract")
@requires(Permission.RECORD_SCORE)
def retract_flags(patient_id: int, episode_id: int, look_id: int) -> str:
    place = _find(patient_id, episode_id)
    get_flag_look(place.db, by=current_actor(), episode=place.episode, look_id=look_id)
    page = _flags_retraction_page(place, look_id, RetractionForm())
    _note(place, "episode.yellow_flags_viewed")
    return page


@blueprint.post(f"{_FLAGS}/<int:look_id>/retract")
@requires(Permission.RECORD_SCORE)
def save_flags_retraction(patient_id: int, episode_id: int, look_id: int) -> Answer:
    place, form = _find(patient_id, episode_id), RetractionForm(request.form)
    row = get_flag_look(place.db, by=current_actor(), episode=place.episode, look_id=look_id)
    if not form.validate():
        return _flags_retraction_page(place, look_id, form, page_error=True), 422
    actions.retract_flag_look(place.db, by=current_actor(), row=row, reason=form.reason.data or "")
    flash("Yellow flags retracted", "success")
    return redirect(url_for("outcomes.yellow_flags", patient_id=patient_id, episode_id=episode_id), 303)


def _flags_page(place: _Place, form: YellowFlagsForm, **more: object) -> str:
    return render_template(
        "outcomes/yellow_flags.html",
        patient=place.patient,
        alerts=list_alerts(place.db, patient=place.patient),
        episode=place.episode,
        form=form,
        lines=list_flag_lines(place.db, by=current_actor(), episode=place.episode),
        look_words=look_words,
        may_record=current_actor().may(Permission.RECORD_SCORE),
        **more,
    )


def _flags_retraction_page(place: _Place, look_id: int, form: RetractionForm, **more: object) -> str:
    lines = list_flag_lines(place.db, by=current_actor(), episode=place.episode)
    return render_template(
        "outcomes/retract_flags.html",
        patient=place.patient,
        alerts=list_alerts(place.db, patient=place.patient),
        episode=place.episode,
        line=next(line for line in lines if line.id == look_id),
        look_words=look_words,
        form=form,
        **more,
    )


def _wanted(place: _Place) -> list[Wanted]:
    episode = place.episode
    tracked = [(one.measure_slug, one.side) for one in episode.tracked_measures]
    last = latest_manners(place.db, by=current_actor(), patient_id=episode.patient_id, before=now_utc())
    manners = {(slug, side): found for (number, slug, side), found in last.items() if number == episode.id}
    return wanted_rows(episode.pain_question, tracked, condition_slug=episode.condition_slug, manners=manners)


def _find(patient_id: int, episode_id: int) -> _Place:
    db, by = request_session(), current_actor()
    patient = get_patient(db, by=by, patient_id=patient_id)
    return _Place(db=db, patient=patient, episode=get_episode(db, by=by, patient=patient, episode_id=episode_id))


def _scores_page(place: _Place, form: ScoresForm, **more: object) -> str:
    by = current_actor()
    form.offer(list_staff(place.db, by=by))
    return render_template(
        "outcomes/scores.html",
        patient=place.patient,
        alerts=list_alerts(place.db, patient=place.patient),
        episode=place.episode,
        form=form,
        may_record=by.may(Permission.RECORD_SCORE),
        recorded=list_score_lines(place.db, by=by, episode=place.episode),
        muscle_names=[muscle.name for muscle in muscles.all_muscles()],
        **more,
    )


def _retraction_page(place: _Place, score_id: int, form: RetractionForm, **more: object) -> str:
    lines = list_score_lines(place.db, by=current_actor(), episode=place.episode)
    line = next(line for line in lines if line.id == score_id)
    return render_template(
        "outcomes/retract.html",
        patient=place.patient,
        alerts=list_alerts(place.db, patient=place.patient),
        episode=place.episode,
        line=line,
        form=form,
        **more,
    )


def _note(place: _Place, action: str) -> None:
    act = Act(action=action, patient_id=place.patient.id, object_type="episode", object_id=place.episode.id)
    record_view(by=current_actor(), act=act)
