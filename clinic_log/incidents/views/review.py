"""The list of reviews and the page of one, with a form for each thing that is done in it."""

from collections.abc import Callable, Collection

from flask import flash, redirect, render_template, request, url_for

from clinic_log.accounts.queries import list_people
from clinic_log.audit.actions import Act
from clinic_log.audit.views import record_view
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.incidents.actions.reviewing import (
    add_action,
    add_contact,
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
    RevisedForm,
)
from clinic_log.incidents.queries.reviews import get_action, get_review, get_source, list_reviews
from clinic_log.incidents.rules.reviewing import may_close
from clinic_log.incidents.rules.states import FACTOR_WORDS, HARM_WORDS, PREVENTABILITY_WORDS, Hold, is_overdue
from clinic_log.incidents.views.blueprint import WORDS, Answer, blueprint
from clinic_log.patients.queries import get_patient, list_alerts
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires

_PAGE = "/incidents/<int:review_id>"
_PREFIXES = {
    MoveForm: "move-",
    FindingsForm: "findings-",
    ContactForm: "contact-",
    ActionForm: "action-",
    DoneForm: "done-",
    HoldForm: "hold-",
}


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
    page = _page(review_id)
    patient_id = get_review(request_session(), by=current_actor(), review_id=review_id).patient_id
    act = Act(action="incident.viewed", patient_id=patient_id, object_type="incident_review", object_id=review_id)
    record_view(by=current_actor(), act=act)
    return page


@blueprint.post(f"{_PAGE}/move")
@requires(Permission.REVIEW_INCIDENTS)
def move(review_id: int) -> Answer:
    db, actor = request_session(), current_actor()
    review = get_review(db, by=actor, review_id=review_id)
    form = MoveForm(request.form, prefix=_PREFIXES[MoveForm]).prepare(review, may_close=_may_close(review.involved_ids))

    def act() -> None:
        move_review(db, by=actor, review=review, move=form.move(), revision=form.seen_revision)

    return _do(review_id, form, act, done="State changed")


@blueprint.post(f"{_PAGE}/findings")
@requires(Permission.REVIEW_INCIDENTS)
def save_findings(review_id: int) -> Answer:
    db, actor, form = request_session(), current_actor(), FindingsForm(request.form, prefix=_PREFIXES[FindingsForm])
    review = get_review(db, by=actor, review_id=review_id)

    def act() -> None:
        write_findings(db, by=actor, review=review, findings=form.findings(), revision=form.seen_revision)

    return _do(review_id, form, act, done="Findings kept")


@blueprint.post(f"{_PAGE}/contacts")
@requires(Permission.REPORT_INCIDENT)
def save_contact(review_id: int) -> Answer:
    db, actor, form = request_session(), current_actor(), ContactForm(request.form, prefix=_PREFIXES[ContactForm])
    review = get_review(db, by=actor, review_id=review_id)

    def act() -> None:
        add_contact(db, by=actor, review=review, contact=form.contact(zone=review.zone))

    return _do(review_id, form, act, done="Contact kept")


@blueprint.post(f"{_PAGE}/actions")
@requires(Permission.REVIEW_INCIDENTS)
def save_action(review_id: int) -> Answer:
    db, actor, form = request_session(), current_actor(), ActionForm(request.form, prefix=_PREFIXES[ActionForm])
    review = get_review(db, by=actor, review_id=review_id)
    form.prepare(_people())

    def act() -> None:
        add_action(db, by=actor, review=review, action=form.action())

    return _do(review_id, form, act, done="Action added")


@blueprint.post(f"{_PAGE}/actions/<int:action_id>/done")
@requires(Permission.REPORT_INCIDENT)
def action_done(review_id: int, action_id: int) -> Answer:
    db, actor, form = request_session(), current_actor(), DoneForm(request.form, prefix=_PREFIXES[DoneForm])
    review = get_review(db, by=actor, review_id=review_id)
    action = get_action(review, action_id=action_id)

    def act() -> None:
        finish_action(db, by=actor, review=review, action=action, result=form.result.data or "")

    return _do(review_id, form, act, done="Action done")


@blueprint.post(f"{_PAGE}/hold")
@requires(Permission.REVIEW_INCIDENTS)
def save_hold(review_id: int) -> Answer:
    """Placed where there is none, lifted where there is one, as the page that was sent showed it."""
    db, actor, form = request_session(), current_actor(), HoldForm(request.form, prefix=_PREFIXES[HoldForm])
    review = get_review(db, by=actor, review_id=review_id)
    hold = Hold.LIFT if request.form.get("hold") == Hold.LIFT else Hold.PLACE

    def act() -> None:
        set_hold(db, by=actor, review=review, hold=hold, reason=form.reason.data or "")

    return _do(review_id, form, act, done="Legal hold lifted" if hold is Hold.LIFT else "Legal hold placed")


def _do(review_id: int, form: ReviewForm, act: Callable[[], None], *, done: str) -> Answer:
    """Do it and show the review; what is refused stands beside its field, with everything that was typed."""
    if not form.validate():
        return _page(review_id, form), 422
    try:
        act()
    except InvalidInputError as error:
        form.take(error)
        return _page(review_id, form), 422
    except ConflictError as error:
        return _page(review_id, form, refused=str(error)), 409
    flash(done, "success")
    return redirect(url_for("incidents.show", review_id=review_id), 303)


def _may_close(involved_ids: Collection[int]) -> bool:
    return may_close(current_actor().user_id, involved_ids=involved_ids)


def _people() -> list[tuple[int, str]]:
    people = list_people(request_session(), by=current_actor())
    return [(person.user_id, person.display_name) for person in people]


def _page(review_id: int, sent: ReviewForm | None = None, *, refused: str = "") -> str:
    db, actor = request_session(), current_actor()
    review = get_review(db, by=actor, review_id=review_id)
    patient = get_patient(db, by=actor, patient_id=review.patient_id)
    people = _people()
    forms: dict[str, ReviewForm] = {
        "move_form": MoveForm(prefix=_PREFIXES[MoveForm]).prepare(review, may_close=_may_close(review.involved_ids)),
        "findings_form": FindingsForm.of(review, prefix=_PREFIXES[FindingsForm]),
        "contact_form": ContactForm(prefix=_PREFIXES[ContactForm]),
        "action_form": ActionForm(prefix=_PREFIXES[ActionForm]).prepare(people),
        "done_form": DoneForm(prefix=_PREFIXES[DoneForm]),
        "hold_form": HoldForm(prefix=_PREFIXES[HoldForm]),
    }
    for name, form in forms.items():
        if sent is not None and type(form) is type(sent):
            forms[name] = sent
    if refused and isinstance(sent, RevisedForm):
        sent.revision.data = str(review.revision)  # what was typed is sent again on top of what stands there now
    return render_template(
        "incidents/show.html",
        review=review,
        patient=patient,
        alerts=list_alerts(db, patient=patient),
        source=get_source(db, review=review),
        names=dict(people),
        is_overdue=is_overdue(review.state, due_at=review.due_at, now=now_utc()),
        may_review=actor.may(Permission.REVIEW_INCIDENTS),
        may_close=_may_close(review.involved_ids),
        harm_words=HARM_WORDS,
        preventability_words=PREVENTABILITY_WORDS,
        factors=[FACTOR_WORDS.get(one, one) for one in review.factors],
        user_id=actor.user_id,
        sent=sent,
        refused=refused,
        page_error=bool(sent is not None and sent.errors),
        **forms,
        **WORDS,
    )
