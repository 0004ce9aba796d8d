"""Pages on which episodes are opened, corrected, discharged and reopened."""

import secrets
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.episodes import actions, queries
from clinic_log.episodes.forms import DischargeForm, EpisodeForm, ReopeningForm
from clinic_log.episodes.rules import EpisodeDetails
from clinic_log.patients.queries import get_patient, list_alerts
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires

if TYPE_CHECKING:
    from clinic_log.episodes.models import Episode
    from clinic_log.patients.models import Patient

blueprint = Blueprint("episodes", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.get("/patients/<int:patient_id>/episodes/new", endpoint="open")
@requires(Permission.WRITE_EPISODE)
def show_new(patient_id: int) -> str:
    """An empty form, or one with what a suggestion says (`?suggestion=<id>`)."""
    db, actor = request_session(), current_actor()
    patient = get_patient(db, by=actor, patient_id=patient_id)
    details, suggestion = EpisodeDetails(opened_on=_today()), None
    suggestion_id = request.args.get("suggestion", type=int)
    if suggestion_id is not None:
        suggestion = queries.get_suggestion(db, by=actor, patient=patient, suggestion_id=suggestion_id)
        details = queries.suggested_details(suggestion, opened_on=_today())
    _note_view(patient_id)
    form = EpisodeForm.of(details, key=secrets.token_hex(16), suggestion=str(suggestion_id or ""))
    filled = form.fill_in(today=_today())
    return _page("open", {"patient": patient, "form": form, "suggestion": suggestion}, filled=filled)


@blueprint.post("/patients/<int:patient_id>/episodes/new")
@requires(Permission.WRITE_EPISODE)
def save_new(patient_id: int) -> Answer:
    db, actor, form = request_session(), current_actor(), EpisodeForm(request.form)
    patient = get_patient(db, by=actor, patient_id=patient_id)
    suggestion = queries.find_suggestion_by_id(db, by=actor, patient=patient, suggestion_id=form.suggestion_id)
    page = {"patient": patient, "form": form, "suggestion": suggestion}
    if form.asks_to_fill_in:
        return _page("open", page, filled=form.fill_in(today=_today()))
    if not form.is_fit(born_on=patient.born_on, today=_today()):
        return _page("open", page, page_error=True), 422
    details, key = form.details(today=_today()), form.sent_key
    try:
        if suggestion:
            actions.open_suggested_episode(db, by=actor, suggestion=suggestion, details=details, key=key)
        else:
            actions.open_episode(db, by=actor, patient=patient, details=details, key=key)
    except ConflictError as conflict:
        form.suggestion.data = ""
        return _page("open", {**page, "suggestion": None}, conflict=str(conflict), page_error=True), 409
    flash(f"Episode opened{_about_the_code(form)}", "success")
    return redirect(url_for("patient_record.show", patient_id=patient.id))


@blueprint.get("/patients/<int:patient_id>/episodes/<int:episode_id>/correct")
@requires(Permission.WRITE_EPISODE)
def correct(patient_id: int, episode_id: int) -> str:
    patient, episode = _find(patient_id, episode_id)
    _note_view(patient_id, episode_id)
    form = EpisodeForm.of(queries.details_of(episode), revision=str(episode.revision))
    return _page("correct", {"patient": patient, "form": form, "episode": episode})


@blueprint.post("/patients/<int:patient_id>/episodes/<int:episode_id>/correct")
@requires(Permission.WRITE_EPISODE)
def save_correction(patient_id: int, episode_id: int) -> Answer:
    db, actor, form = request_session(), current_actor(), EpisodeForm(request.form)
    patient, episode = _find(patient_id, episode_id)
    page = {"patient": patient, "form": form, "episode": episode}
    if form.asks_to_fill_in:
        return _page("correct", page, filled=form.fill_in(today=_today()))
    if not form.is_fit(born_on=patient.born_on, today=_today()):
        return _page("correct", page, page_error=True), 422
    details, seen = form.details(today=_today()), form.seen_revision
    try:
        actions.correct_episode(db, by=actor, episode=episode, details=details, revision=seen)
    except InvalidInputError as error:
        form.refuse(error)
        return _page("correct", page, page_error=True), 422
    except ConflictError:
        differences = form.take_over(queries.details_of(episode), revision=episode.revision, today=_today())
        return _page("correct", page, differences=differences, page_error=True), 409
    flash(f"Episode corrected{_about_the_code(form)}", "success")
    return redirect(url_for("patient_record.show", patient_id=patient.id))


@blueprint.get("/patients/<int:patient_id>/episodes/<int:episode_id>/discharge")
@requires(Permission.WRITE_EPISODE)
def discharge(patient_id: int, episode_id: int) -> str:
    patient, episode = _find(patient_id, episode_id)
    _note_view(patient_id, episode_id)
    form = DischargeForm(data={"discharged_on": _today()})
    return _page("discharge", {"patient": patient, "form": form, "episode": episode})


@blueprint.post("/patients/<int:patient_id>/episodes/<int:episode_id>/discharge")
@requires(Permission.WRITE_EPISODE)
def save_discharge(patient_id: int, episode_id: int) -> Answer:
    db, actor, form = request_session(), current_actor(), DischargeForm(request.form)
    patient, episode = _find(patient_id, episode_id)
    if not form.is_fit(opened_on=episode.opened_on, today=_today()):
        return _page("discharge", {"patient": patient, "form": form, "episode": episode}, page_error=True), 422
    actions.discharge_episode(db, by=actor, episode=episode, discharge=form.discharge())
    flash("Episode discharged", "success")
    return redirect(url_for("patient_record.show", patient_id=patient.id))


@blueprint.get("/patients/<int:patient_id>/episodes/<int:episode_id>/reopen")
@requires(Permission.WRITE_EPISODE)
def reopen(patient_id: int, episode_id: int) -> str:
    patient, episode = _find(patient_id, episode_id)
    _note_view(patient_id, episode_id)
    return _page("reopen", {"patient": patient, "form": ReopeningForm(), "episode": episode})


@blueprint.post("/patients/<int:patient_id>/episodes/<int:episode_id>/reopen")
@requires(Permission.WRITE_EPISODE)
def save_reopening(patient_id: int, episode_id: int) -> Answer:
    db, actor, form = request_session(), current_actor(), ReopeningForm(request.form)
    patient, episode = _find(patient_id, episode_id)
    if not form.is_fit():
        return _page("reopen", {"patient": patient, "form": form, "episode": episode}, page_error=True), 422
    actions.reopen_episode(db, by=actor, episode=episode, reason=form.reason.data or "")
    flash("Episode reopened", "success")
    return redirect(url_for("patient_record.show", patient_id=patient.id))


@blueprint.post("/patients/<int:patient_id>/suggestions/<int:suggestion_id>/dismiss")
@requires(Permission.WRITE_EPISODE)
def dismiss(patient_id: int, suggestion_id: int) -> Response:
    db, actor = request_session(), current_actor()
    patient = get_patient(db, by=actor, patient_id=patient_id)
    suggestion = queries.get_suggestion(db, by=actor, patient=patient, suggestion_id=suggestion_id)
    actions.dismiss_suggestion(db, by=actor, suggestion=suggestion)
    flash("Suggestion dismissed", "success")
    return redirect(url_for("patient_record.show", patient_id=patient.id))


def _find(patient_id: int, episode_id: int) -> "tuple[Patient, Episode]":
    db, actor = request_session(), current_actor()
    patient = get_patient(db, by=actor, patient_id=patient_id)
    return patient, queries.get_episode(db, by=actor, patient=patient, episode_id=episode_id)


def _today() -> date:
    return day_in_zone(now_utc(), current_actor().zone)


def _about_the_code(form: EpisodeForm) -> str:
    return ". The ICD-10 code was filled in from the condition" if form.is_code_filled_in(today=_today()) else ""


def _page(name: str, values: dict[str, Any], **more: object) -> str:
    alerts = list_alerts(request_session(), patient=values["patient"])
    return render_template(f"episodes/{name}.html", alerts=alerts, **values, **more)


def _note_view(patient_id: int, episode_id: int | None = None) -> None:
    act = Act(action="patient.viewed", patient_id=patient_id, object_type="patient", object_id=patient_id)
    if episode_id is not None:
        act = Act(action="episode.viewed", patient_id=patient_id, object_type="episode", object_id=episode_id)
    record_view(by=current_actor(), act=act)
