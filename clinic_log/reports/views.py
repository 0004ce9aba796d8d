"""Reading what a report will say, making it, and opening one that was made."""

from dataclasses import dataclass
from io import BytesIO
from secrets import token_hex
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from clinic_log.accounts.login import current_person
from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Permission
from clinic_log.documents import Document, typeset
from clinic_log.episodes.queries import get_episode
from clinic_log.patients.queries import get_patient, list_alerts
from clinic_log.patients.rules.names import display_name
from clinic_log.reports.actions import MadeReport, keep_report
from clinic_log.reports.forms import ReportForm
from clinic_log.reports.queries import get_report, is_unchanged, list_reports, load_source
from clinic_log.reports.rules import KINDS, ReportKind, compose, suggested_text
from clinic_log.web.database import reading, request_session
from clinic_log.web.guards import current_actor, requires
from clinic_log.web.template_tools import day, moment

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from clinic_log.episodes.models import Episode
    from clinic_log.patients.models import Patient
    from clinic_log.reports.rules import ReportSource

blueprint = Blueprint("reports", __name__)

Answer = str | Response | tuple[str, int]

_EPISODE = "/patients/<int:patient_id>/episodes/<int:episode_id>/reports"


@dataclass(frozen=True, kw_only=True)
class _Place:
    """The episode of an address with its patient, found for the person who asks."""

    db: "Session"
    patient: "Patient"
    episode: "Episode"

    def source(self) -> "ReportSource":
        return load_source(self.db, by=current_actor(), patient=self.patient, episode=self.episode)


@blueprint.get(_EPISODE)
@requires(Permission.VIEW_PATIENTS)
def index(patient_id: int, episode_id: int) -> str:
    """The kinds that can be made, and what was made."""
    place = _find(patient_id, episode_id)
    made = list_reports(place.db, by=current_actor(), episode=place.episode)
    page = _page("index", place, kinds=KINDS.items(), made=made, titles=_titles(), may_make=_may_make())
    _note(place, "report.list_viewed")
    return page


@blueprint.get(f"{_EPISODE}/<kind>")
@requires(Permission.MAKE_REPORT)
def write(patient_id: int, episode_id: int, kind: str) -> str:
    """The text with which the report begins, to be read and changed."""
    place, chosen = _find(patient_id, episode_id), _kind(kind)
    form = ReportForm(data={"text": suggested_text(chosen, place.source()), "idempotency_key": token_hex(16)})
    page = _page("write", place, kind=chosen, about=KINDS[chosen], form=form)
    _note(place, "report.text_viewed")
    return page


@blueprint.post(f"{_EPISODE}/<kind>")
@requires(Permission.MAKE_REPORT)
def make(patient_id: int, episode_id: int, kind: str) -> Answer:
    """The file is made before the transaction that keeps it begins."""
    chosen, form, made_at = _kind(kind), ReportForm(request.form), now_utc()
    is_whole = form.validate()
    if not is_whole:
        place = _find(patient_id, episode_id)
        return _page("write", place, kind=chosen, about=KINDS[chosen], form=form, page_error=True), 422
    text = form.text.data or ""
    with reading() as db:
        place = _find(patient_id, episode_id, db=db)
        document = _document(place, chosen, text=text, made_at=made_at)
    content = typeset(document)
    place = _find(patient_id, episode_id)
    key = form.idempotency_key.data or ""
    made = MadeReport(kind=chosen, text=text, content=content, made_at=made_at, key=key)
    keep_report(place.db, by=current_actor(), episode=place.episode, made=made)
    flash(f"{KINDS[chosen].title} made", "success")
    return redirect(url_for("reports.index", patient_id=patient_id, episode_id=episode_id), 303)


@blueprint.get("/patients/<int:patient_id>/reports/<int:report_id>")
@requires(Permission.VIEW_PATIENTS)
def download(patient_id: int, report_id: int) -> Response:
    """The file as it was made; refused when it is not that file any more. Its name names no patient."""
    db, actor = request_session(), current_actor()
    patient = get_patient(db, by=actor, patient_id=patient_id)
    report = get_report(db, by=actor, patient=patient, report_id=report_id)
    if not is_unchanged(report):
        raise NotFoundError("This file is not what was made. Tell your administrator.")
    act = Act(action="report.opened", patient_id=patient.id, object_type="kept_report", object_id=report.id)
    name = f"{report.kind.value}-{report.made_at:%Y-%m-%d}-{report.id}.pdf"
    content = BytesIO(report.content)
    record_view(by=actor, act=act)
    return send_file(content, mimetype="application/pdf", as_attachment=True, download_name=name)


def _find(patient_id: int, episode_id: int, *, db: "Session | None" = None) -> _Place:
    db, by = db or request_session(), current_actor()
    patient = get_patient(db, by=by, patient_id=patient_id)
    episode = get_episode(db, by=by, patient=patient, episode_id=episode_id)
    return _Place(db=db, patient=patient, episode=episode)


def _kind(text: str) -> ReportKind:
    try:
        return ReportKind(text)
    except ValueError:
        raise NotFoundError("There is no such report.") from None


def _document(place: _Place, kind: ReportKind, *, text: str, made_at: "datetime") -> Document:
    person, patient = current_person(), place.patient
    name = display_name(patient.family_name, patient.given_names)
    return Document(
        title=KINDS[kind].title,
        about=f"{name} · born {day(patient.born_on)} · {patient.record_number}",
        clinic=person.clinic_name,
        made=f"Made {moment(made_at, person.zone)} by {person.display_name}",
        made_at=made_at,
        blocks=compose(kind, place.source(), text=text),
    )


def _titles() -> dict[ReportKind, str]:
    return {kind: about.title for kind, about in KINDS.items()}


def _may_make() -> bool:
    return current_actor().may(Permission.MAKE_REPORT)


def _page(name: str, place: _Place, **values: object) -> str:
    alerts = list_alerts(place.db, patient=place.patient)
    return render_template(
        f"reports/{name}.html", patient=place.patient, alerts=alerts, episode=place.episode, **values
    )


def _note(place: _Place, action: str) -> None:
    act = Act(action=action, patient_id=place.patient.id, object_type="episode", object_id=place.episode.id)
    record_view(by=current_actor(), act=act)
