"""The list of reviews, and what is done in one: each act is a form of its own on its page."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for

from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.incidents.actions.reviewing import (
    add_action,
    add_contact,
    add_vital_signs,
    finish_action,
    move_review,
    set_hold,
    write_findings,
)
from clinic_log.incidents.forms.review import (
    ActionForm,
    ContactForm,
    DoneForm,
    FindingsForm,
    HoldForm,
    MoveForm,
    ReviewForm,
    VitalSignsForm,
)
from clinic_log.incidents.queries.reviews import get_action, list_reviews
from clinic_log.incidents.rules.states import Hold
from clinic_log.incidents.views.blueprint import WORDS, Answer, blueprint
from clinic_log.incidents.views.review_page import PREFIXES, OpenReview, done_prefix, find_review, people_of_clinic
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires

_PAGE = "/incidents/<int:review_id>"
_Form = TypeVar("_Form", bound=ReviewForm)


@blueprint.get("/incidents")
@requires(Permission.REVIEW_INCIDENTS)
def index() -> str:
    actor = current_actor()
    record_view(by=actor, act=Act(action="incidents.viewed"))
    listed = list_reviews(request_session(), by=actor, now=now_utc())
    return render_template("incidents/index.html", listed=listed, now=now_utc(), **WORDS)


@blueprint.get(_PAGE)
@requires(Permission.REPORT_INCIDENT)
def show(review_id: int) -> str:
    here = find_review(review_id)
    page = here.page()
    here.note("incident.viewed")
    return page


@blueprint.post(f"{_PAGE}/move")
@requires(Permission.REVIEW_INCIDENTS)
def move(review_id: int) -> Answer:
    here, form = find_review(review_id), _sent(MoveForm)
    form.prepare(here.review, may_close=here.may_close)
    act = here.act(move_review)
    return _do(here, form, lambda: act(move=form.move(), revision=form.seen_revision), done="State changed")


@blueprint.post(f"{_PAGE}/findings")
@requires(Permission.REVIEW_INCIDENTS)
def save_findings(review_id: int) -> Answer:
    here, form = find_review(review_id), _sent(FindingsForm)
    act = here.act(write_findings)
    return _do(here, form, lambda: act(findings=form.findings(), revision=form.seen_revision), done="Findings kept")


@blueprint.post(f"{_PAGE}/contacts")
@requires(Permission.REPORT_INCIDENT)
def save_contact(review_id: int) -> Answer:
    here, form = find_review(review_id), _sent(ContactForm)
    act = here.act(add_contact)
    return _do(here, form, lambda: act(contact=form.contact(zone=here.review.zone)), done="Contact kept")


@blueprint.post(f"{_PAGE}/vital-signs")
@requires(Permission.REPORT_INCIDENT)
def save_vital_signs(review_id: int) -> Answer:
    here, form = find_review(review_id), _sent(VitalSignsForm)
    act = here.act(add_vital_signs)
    return _do(here, form, lambda: act(reading=form.reading(zone=here.review.zone)), done="Vital signs kept")


@blueprint.post(f"{_PAGE}/actions")
@requires(Permission.REVIEW_INCIDENTS)
def save_action(review_id: int) -> Answer:
    here, form = find_review(review_id), _sent(ActionForm).prepare(people_of_clinic())
    act = here.act(add_action)
    return _do(here, form, lambda: act(action=form.action()), done="Action added")


@blueprint.post(f"{_PAGE}/actions/<int:action_id>/done")
@requires(Permission.REPORT_INCIDENT)
def action_done(review_id: int, action_id: int) -> Answer:
    here, form = find_review(review_id), DoneForm(request.form, prefix=done_prefix(action_id))
    action = get_action(here.review, action_id=action_id)
    act = here.act(finish_action)
    result = form.result.data or ""
    done = f"Action done: {result}" if result else "Action done"
    return _do(here, form, partial(act, action=action, result=result), done=done)


@blueprint.post(f"{_PAGE}/hold")
@requires(Permission.REVIEW_INCIDENTS)
def save_hold(review_id: int) -> Answer:
    """Placed where there is none, lifted where there is one, as the page that was sent showed it."""
    here, form = find_review(review_id), _sent(HoldForm)
    hold = Hold.LIFT if request.form.get("hold") == Hold.LIFT else Hold.PLACE
    act = here.act(set_hold)
    done = "Legal hold lifted" if hold is Hold.LIFT else "Legal hold placed"
    return _do(here, form, partial(act, hold=hold, reason=form.reason.data or ""), done=done)


def _sent(form: type[_Form]) -> _Form:
    return form(request.form, prefix=PREFIXES[form])


def _do(here: OpenReview, form: ReviewForm, act: Callable[[], object], *, done: str) -> Answer:
    """Do it and show the review; what is refused stands beside its field, with everything that was typed."""
    if not form.validate():
        return here.page(form), 422
    try:
        act()
    except InvalidInputError as error:
        form.take(error)
        return here.page(form), 422
    except ConflictError as error:
        return here.page(form, refused=str(error)), 409
    flash(done, "success")
    return redirect(url_for("incidents.show", review_id=here.review.id), 303)
