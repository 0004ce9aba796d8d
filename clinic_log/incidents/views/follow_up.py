"""Making a follow-up link and showing it once, and what a patient answered by one: confirmed or set aside."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.accounts.login import full_link
from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import InvalidInputError, NotFoundError
from clinic_log.base.mail import MailError, MailServer, send_mail
from clinic_log.base.permissions import Actor, Permission
from clinic_log.incidents.actions.follow_up import confirm_effect, make_link, note_mail, set_aside, stop_links
from clinic_log.incidents.actions.reporting import SentReport
from clinic_log.incidents.forms.follow_up import LinkForm, SetAsideForm
from clinic_log.incidents.forms.late import ReportForm
from clinic_log.incidents.queries.follow_up import get_effect, get_link, list_answers, list_links, takes_answers
from clinic_log.incidents.rules.follow_up import CONFIRMATION_WORDS
from clinic_log.incidents.rules.follow_up_texts import texts_in
from clinic_log.incidents.views.blueprint import Answer, blueprint
from clinic_log.incidents.views.qr_code import QrCode
from clinic_log.patients.queries import get_patient, list_alerts
from clinic_log.treatments.queries import get_session
from clinic_log.treatments.queries.later import needled_places
from clinic_log.treatments.rules import COUNTED_STATUSES, ContentError
from clinic_log.treatments.views.finding import Visit, find_visit, note_view
from clinic_log.web.database import own_transaction, request_session
from clinic_log.web.guards import current_actor, requires
from clinic_log.web.mail import find_mail_server

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from clinic_log.incidents.models import FollowUpEffect
    from clinic_log.patients.models import Patient
    from clinic_log.treatments.models import TreatmentSession

_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
_TEXTS = texts_in("en")
_ASIDE = "aside-"  # beside the form of the report, which has a reason, too
_SESSION = "/patients/<int:patient_id>/sessions/<int:session_id>/follow-up"
_EFFECT = "/patients/<int:patient_id>/follow-up/<int:effect_id>"


@blueprint.get(_SESSION)
@requires(Permission.REPORT_INCIDENT)
def follow_up(patient_id: int, session_id: int) -> str:
    visit = find_visit(patient_id, session_id)
    page = _links_page(visit, LinkForm())
    note_view(visit, "follow_up.viewed")
    return page


@blueprint.post(_SESSION)
@requires(Permission.REPORT_INCIDENT)
def make_follow_up(patient_id: int, session_id: int) -> Answer:
    """The answer itself shows the link, once: its token is kept nowhere and stands in no address of ours."""
    form = LinkForm(request.form)
    if form.is_mail and form.validate():
        return _send(patient_id, session_id, form)
    visit = find_visit(patient_id, session_id)
    if not form.validate():
        return _links_page(visit, form), 422
    try:
        _, token = make_link(visit.db, by=visit.by, treatment=visit.treatment, key=form.idempotency_key.data or "")
    except InvalidInputError as error:
        form.email.errors = [str(error)]
        return _links_page(visit, form), 422
    link = full_link(url_for("incidents.answer", token=token))
    return _links_page(visit, LinkForm(), link=link)


def _send(patient_id: int, session_id: int, form: LinkForm) -> Answer:
    """The link is kept, then sent, then it is noted whether it was: the mail server is asked in no transaction."""
    server, key, by = find_mail_server(), form.idempotency_key.data or "", current_actor()
    if server is None:
        raise NotFoundError("This installation sends no e-mail.")
    with own_transaction() as db:
        treatment = find_visit(patient_id, session_id, db=db).treatment
        link, token = make_link(db, by=by, treatment=treatment, key=key, is_sent_by_mail=True)
        link_id, until = link.id, day_in_zone(link.expires_at, treatment.zone)
    is_sent = _mail(server, form.email.data or "", token=token, until=until)
    with own_transaction() as db:
        note_mail(db, by=by, link=get_link(db, by=by, link_id=link_id), is_sent=is_sent)
    if is_sent:
        flash("The link was sent; the address is kept nowhere", "success")
        return redirect(url_for("incidents.follow_up", patient_id=patient_id, session_id=session_id), 303)
    form.email.errors = ["The mail server did not take it, so nothing was sent. Try again, or make a link to hand over"]
    return _links_page(find_visit(patient_id, session_id), form), 503


def _mail(server: MailServer, address: str, *, token: str, until: date) -> bool:
    link = full_link(url_for("incidents.answer", token=token))
    text = _TEXTS.mail.format(day=_TEXTS.day_words(until), link=link)
    try:
        send_mail(server, to=address, subject=_TEXTS.mail_subject, text=text)
    except MailError:
        return False
    return True


@blueprint.post(f"{_SESSION}/stop")
@requires(Permission.REPORT_INCIDENT)
def stop_follow_up(patient_id: int, session_id: int) -> Response:
    visit = find_visit(patient_id, session_id)
    stopped = stop_links(visit.db, by=visit.by, treatment=visit.treatment)
    flash("The links of this visit work no longer" if stopped else "No link was working", "success")
    return redirect(url_for("incidents.follow_up", patient_id=patient_id, session_id=session_id), 303)


@blueprint.get(_EFFECT)
@requires(Permission.SIGN_SESSION)
def told_effect(patient_id: int, effect_id: int) -> str:
    told = _find(patient_id, effect_id)
    page = _effect_page(
        told, ReportForm.told_by_link(told.effect, zone=told.treatment.zone), SetAsideForm(prefix=_ASIDE)
    )
    verb, kind = "follow_up.answer_viewed", "follow_up_effect"
    record_view(by=told.by, act=Act(action=verb, patient_id=patient_id, object_type=kind, object_id=effect_id))
    return page


@blueprint.post(_EFFECT)
@requires(Permission.SIGN_SESSION)
def confirm_told_effect(patient_id: int, effect_id: int) -> Answer:
    told = _find(patient_id, effect_id)
    form = ReportForm(request.form).prepare(needled_places(told.treatment))
    if not form.is_readable:
        return _effect_page(told, form, SetAsideForm(prefix=_ASIDE)), 422
    sent = SentReport(report=form.report(), key=form.idempotency_key.data or "")
    try:
        confirm_effect(told.db, by=told.by, effect=told.effect, sent=sent)
    except ContentError as error:
        form.take(error)
        return _effect_page(told, form, SetAsideForm(prefix=_ASIDE)), 422
    flash("Confirmed; it stands beside the note as a late report", "success")
    return _onward(told)


@blueprint.post(f"{_EFFECT}/set-aside")
@requires(Permission.SIGN_SESSION)
def set_told_effect_aside(patient_id: int, effect_id: int) -> Answer:
    told, form = _find(patient_id, effect_id), SetAsideForm(request.form, prefix=_ASIDE)
    report = ReportForm.told_by_link(told.effect, zone=told.treatment.zone)
    if not form.validate():
        return _effect_page(told, report, form), 422
    try:
        set_aside(told.db, by=told.by, effect=told.effect, reason=form.reason.data or "")
    except InvalidInputError as error:
        form.take(error)
        return _effect_page(told, report, form), 422
    flash("Set aside; it stays readable and counts in no figure", "success")
    return _onward(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ToldEffect:
    """One effect of an answer with the visit that it concerns, and who reads it."""

    db: "Session"
    by: Actor
    patient: "Patient"
    treatment: "TreatmentSession"
    effect: "FollowUpEffect"


def _find(patient_id: int, effect_id: int) -> _ToldEffect:
    db, by = request_session(), current_actor()
    patient = get_patient(db, by=by, patient_id=patient_id)
    effect = get_effect(db, by=by, patient=patient, effect_id=effect_id)
    treatment = get_session(db, by=by, patient=patient, session_id=effect.session_id)
    return _ToldEffect(db=db, by=by, patient=patient, treatment=treatment, effect=effect)


def _onward(told: _ToldEffect) -> Response:
    """To what else of the same answer waits; else to the answers of the visit."""
    waiting = next((one for one in told.effect.answer.effects if one.decided_at is None), None)
    if waiting is not None:
        return redirect(url_for("incidents.told_effect", patient_id=told.patient.id, effect_id=waiting.id), 303)
    return redirect(url_for("incidents.follow_up", patient_id=told.patient.id, session_id=told.treatment.id), 303)


def _links_page(visit: Visit, form: LinkForm, *, link: str = "") -> str:
    session_id, now = visit.treatment.id, now_utc()
    links = list_links(visit.db, by=visit.by, session_id=session_id)
    return render_template(
        "incidents/follow_up.html",
        patient=visit.patient,
        alerts=list_alerts(visit.db, patient=visit.patient),
        treatment=visit.treatment,
        form=form.prepare(),
        link=link,
        code=QrCode.of(link) if link else None,
        links=links,
        open_ids={one.id for one in links if takes_answers(one, now=now)},
        answers=list_answers(visit.db, by=visit.by, session_id=session_id),
        names=visit.names,
        confirmation_words=CONFIRMATION_WORDS,
        may_mail=find_mail_server() is not None,
        is_signed=visit.treatment.status in COUNTED_STATUSES,
        may_decide=visit.by.may(Permission.SIGN_SESSION),
        is_on_this_machine_only=urlsplit(full_link("/")).hostname in _THIS_MACHINE,
        page_error=bool(form.errors),
    )


def _effect_page(told: _ToldEffect, form: ReportForm, aside: SetAsideForm) -> str:
    return render_template(
        "incidents/told_effect.html",
        patient=told.patient,
        alerts=list_alerts(told.db, patient=told.patient),
        treatment=told.treatment,
        effect=told.effect,
        answer=told.effect.answer,
        form=form.prepare(needled_places(told.treatment)),
        aside_form=aside,
        confirmation_words=CONFIRMATION_WORDS,
        is_signed=told.treatment.status in COUNTED_STATUSES,
        page_error=bool(form.errors or aside.errors),
    )
