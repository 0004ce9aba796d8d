"""Writing a note: the page, saving it, one row more or less, discarding it."""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.base.permissions import Permission
from clinic_log.patients.queries import list_alerts
from clinic_log.treatments.actions import discard_session
from clinic_log.treatments.forms import fields_of
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.rules import SessionStatus
from clinic_log.treatments.views.blueprint import Answer, blueprint
from clinic_log.treatments.views.conflict_page import conflict_page, open_conflict
from clinic_log.treatments.views.finding import Visit, find_visit, note_view
from clinic_log.treatments.views.note_buttons import pressed_button
from clinic_log.treatments.views.note_page import OpenNote, note_page, open_note
from clinic_log.treatments.views.rapid_removal import stopped_now
from clinic_log.treatments.views.refusing import refused
from clinic_log.treatments.views.saving import Sent, base_sent, keep_fields, save_note
from clinic_log.web.database import reading
from clinic_log.web.guards import requires


@blueprint.get("/patients/<int:patient_id>/sessions/<int:session_id>/edit")
@requires(Permission.WRITE_SESSION)
def edit(patient_id: int, session_id: int) -> Answer:
    visit = find_visit(patient_id, session_id)
    if visit.treatment.status is not SessionStatus.DRAFT:
        return redirect(visit.url("show"))
    note = open_note(visit)
    if note.overtaken is None:
        page = _page(visit, note)
    else:
        page = conflict_page(visit, open_conflict(visit, Sent(note.overtaken, note.draft_revision)))
    note_view(visit)
    return page


@blueprint.post("/patients/<int:patient_id>/sessions/<int:session_id>/edit")
@requires(Permission.WRITE_SESSION)
def save(patient_id: int, session_id: int) -> Answer:
    """Saved before anything else is asked, so that 'Sign…' with something missing has saved the note, too."""
    if request.form.get("act") == "rapid":
        return _stop_now(patient_id, session_id)
    pressed = pressed_button(patient_id, session_id)
    sent = Sent(pressed.fields if pressed else fields_of(request.form.lists()), _draft_seen(), base_sent())
    store = save_note if pressed is None else keep_fields
    refusal = store(patient_id, session_id, sent)
    if refusal is not None:
        return refused(find_visit(patient_id, session_id), refusal, sent)
    if pressed is None:
        if request.form.get("act") == "sign":
            return _to_sign(find_visit(patient_id, session_id))
        anchor = request.form.get("place")
        return redirect(url_for("treatments.edit", patient_id=patient_id, session_id=session_id, _anchor=anchor), 303)
    if pressed.message:
        flash(pressed.message, "warning")
    values: dict[str, Any] = {"patient_id": patient_id, "session_id": session_id}
    if pressed.episode_id is not None:
        values["episode_id"] = pressed.episode_id
    return redirect(url_for(pressed.endpoint, **values, _anchor=pressed.anchor), 303)


@blueprint.get("/patients/<int:patient_id>/sessions/<int:session_id>/discard")
@requires(Permission.WRITE_SESSION)
def discard(patient_id: int, session_id: int) -> Answer:
    visit = find_visit(patient_id, session_id)
    if visit.treatment.status is not SessionStatus.DRAFT:
        return redirect(visit.url("show"))
    is_own = visit.treatment.practitioner_id == visit.by.user_id
    alerts = list_alerts(visit.db, patient=visit.patient)
    page = render_template(
        "treatments/discard.html", patient=visit.patient, alerts=alerts, treatment=visit.treatment, is_own=is_own
    )
    note_view(visit)
    return page


@blueprint.post("/patients/<int:patient_id>/sessions/<int:session_id>/discard")
@requires(Permission.WRITE_SESSION)
def discard_now(patient_id: int, session_id: int) -> Response:
    visit = find_visit(patient_id, session_id)
    discard_session(visit.db, by=visit.by, treatment=visit.treatment)
    flash("Draft discarded", "success")
    return redirect(url_for("patient_record.show", patient_id=patient_id), 303)


def _stop_now(patient_id: int, session_id: int) -> Answer:
    """Everything typed is kept, with the visit stopped early at this moment; then the page of rapid removal."""
    with reading() as db:
        zone = find_visit(patient_id, session_id, db=db).treatment.zone
    sent = Sent(stopped_now(fields_of(request.form.lists()), zone=zone), _draft_seen(), base_sent())
    refusal = keep_fields(patient_id, session_id, sent)
    visit = find_visit(patient_id, session_id)
    return redirect(visit.url("rapid_removal"), 303) if refusal is None else refused(visit, refusal, sent)


def _page(visit: Visit, note: OpenNote) -> str:
    return render_template("treatments/edit.html", **note_page(visit, note))


def _to_sign(visit: Visit) -> Answer:
    """The page that signs, or this one with what is missing beside its fields."""
    note = replace(open_note(visit), stops_signing=True)
    page = note_page(visit, note)
    if page["left"].gaps:
        return render_template("treatments/edit.html", **page), 422
    return redirect(visit.url("sign"), 303)


def _draft_seen() -> int:
    """The revision of the draft that the page knew of; 0, which every kept text is later than, when it names none."""
    return number_sent(request.form.get("draft_revision")) or 0
