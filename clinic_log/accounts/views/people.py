"""The people of a clinic: who works here, with which roles, and what an administrator does about it."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for

from clinic_log.accounts.actions import people as acts
from clinic_log.accounts.forms import InvitationForm, RolesForm
from clinic_log.accounts.login import current_person, full_link
from clinic_log.accounts.queries import get_person, list_people
from clinic_log.accounts.queries.credentials import list_credentials
from clinic_log.accounts.rules.credentials import KIND_WORDS
from clinic_log.accounts.rules.login_sessions import needs_proof, require_proof
from clinic_log.accounts.rules.people import ANNOUNCEMENTS, ROLE_LABELS, PersonAct, announce, offered_acts
from clinic_log.accounts.views.blueprint import Answer, blueprint, refused_page
from clinic_log.accounts.views.proof import find_refusal
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError, NotFoundError
from clinic_log.base.permissions import Permission
from clinic_log.web.database import request_session
from clinic_log.web.guards import requires

_ACTIONS = {
    PersonAct.SIGN_OUT: acts.end_sessions_of_person,
    PersonAct.DISABLE: acts.disable_person,
    PersonAct.ENABLE: acts.enable_person,
    PersonAct.REMOVE: acts.remove_person,
}


@blueprint.get("/people")
@requires(Permission.MANAGE_PEOPLE)
def people() -> str:
    return render_template("accounts/people.html", people=list_people(request_session(), by=current_person()))


@blueprint.get("/people/invite")
@requires(Permission.MANAGE_PEOPLE)
def invite() -> str:
    require_proof(current_person().confirmed_at, now=now_utc())
    return render_template("accounts/invite.html", form=InvitationForm(), roles=ROLE_LABELS)


@blueprint.post("/people/invite")
@requires(Permission.MANAGE_PEOPLE)
def send_invite() -> Answer:
    form = InvitationForm(request.form, asks_proof=needs_proof(current_person().confirmed_at, now=now_utc()))
    refuse = partial(refused_page, "accounts/invite.html", form, roles=ROLE_LABELS)
    refusal = find_refusal(form, refuse, asks_proof=form.asks_proof)
    if refusal is not None:
        return refusal
    try:
        token = acts.invite_person(request_session(), by=current_person(), newcomer=form.newcomer())
    except InvalidInputError as error:
        form.asks_proof = False
        return refuse(error=error)
    if token is None:
        flash("This person already has an account and can now work in your clinic, too.", "success")
        return redirect(url_for("accounts.people"))
    return _link_page(token)


@blueprint.get("/people/<int:user_id>")
@requires(Permission.MANAGE_PEOPLE)
def person(user_id: int) -> str:
    db, by = request_session(), current_person()
    shown = get_person(db, user_id, by=by)
    return render_template(
        "accounts/person.html",
        shown=shown,
        held=list_credentials(db, by=by, user_id=user_id),
        kind_words=KIND_WORDS,
        acts=[(act, announce(act, shown)) for act in offered_acts(shown, is_oneself=user_id == by.user_id)],
    )


@blueprint.get("/people/<int:user_id>/roles")
@requires(Permission.MANAGE_PEOPLE)
def roles(user_id: int) -> str:
    by = current_person()
    shown = get_person(request_session(), user_id, by=by)
    require_proof(by.confirmed_at, now=now_utc())
    return render_template("accounts/roles.html", form=RolesForm.of(shown.roles), shown=shown, roles=ROLE_LABELS)


@blueprint.post("/people/<int:user_id>/roles")
@requires(Permission.MANAGE_PEOPLE)
def send_roles(user_id: int) -> Answer:
    db, by, form = request_session(), current_person(), RolesForm(request.form)
    shown = get_person(db, user_id, by=by)
    if not form.validate():
        return refused_page("accounts/roles.html", form, shown=shown, roles=ROLE_LABELS)
    try:
        acts.change_roles(db, by=by, user_id=user_id, roles=form.chosen_roles())
    except ConflictError as error:
        return refused_page("accounts/roles.html", form, error=error, shown=shown, roles=ROLE_LABELS)
    flash("The roles are changed. They hold from this person's next page on.", "success")
    return redirect(url_for("accounts.person", user_id=user_id))


@blueprint.get("/people/<int:user_id>/<act>")
@requires(Permission.MANAGE_PEOPLE)
def act(user_id: int, act: str) -> str:
    """What the act means, before it is done."""
    by = current_person()
    shown, chosen = get_person(request_session(), user_id, by=by), _act(act)
    require_proof(by.confirmed_at, now=now_utc())
    return render_template("accounts/act.html", shown=shown, act=chosen, announcement=announce(chosen, shown))


@blueprint.post("/people/<int:user_id>/<act>")
@requires(Permission.MANAGE_PEOPLE)
def send_act(user_id: int, act: str) -> Answer:
    db, by, chosen = request_session(), current_person(), _act(act)
    if chosen is PersonAct.RESET:
        return _link_page(acts.start_password_reset(db, by=by, user_id=user_id))
    _ACTIONS[chosen](db, by=by, user_id=user_id)
    flash(f"{ANNOUNCEMENTS[chosen].done}.", "success")
    if chosen is PersonAct.REMOVE:
        return redirect(url_for("accounts.people"))
    return redirect(url_for("accounts.person", user_id=user_id))


def _act(value: str) -> PersonAct:
    try:
        return PersonAct(value)
    except ValueError:
        raise NotFoundError("There is no such page.") from None


def _link_page(token: str) -> str:
    """The only page that ever shows the link."""
    return render_template("accounts/link.html", link=full_link(url_for("accounts.welcome", token=token)))
