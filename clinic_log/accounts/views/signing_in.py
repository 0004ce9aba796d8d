"""Signing in and out."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.accounts.forms import SignInForm
from clinic_log.accounts.login import (
    begin_session,
    end_session,
    find_actor,
    find_last_ending,
    idle_limit,
    sign_in_with,
)
from clinic_log.accounts.rules.login_sessions import Ending
from clinic_log.accounts.views.blueprint import Answer, blueprint, internal_or_first_page, refused_page
from clinic_log.audit.actions import Act, record_change
from clinic_log.base.errors import InvalidInputError, TooManyAttemptsError
from clinic_log.base.permissions import Permission
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, public, requires

WRONG = "This e-mail address and password do not belong together, or the account cannot be used"


@blueprint.get("/sign-in")
@public
def sign_in() -> Answer:
    target = request.args.get("next", "")
    if find_actor() is not None:
        return redirect(internal_or_first_page(target))
    return render_template("accounts/sign_in.html", form=SignInForm(data={"next": target}), locked=_locked_minutes())


@blueprint.post("/sign-in")
@public
def send_sign_in() -> Answer:
    form = SignInForm(request.form)
    if not form.validate():
        return refused_page("accounts/sign_in.html", form, locked=None)
    try:
        person = sign_in_with(str(form.email.data), str(form.password.data))
    except TooManyAttemptsError as error:
        return refused_page("accounts/sign_in.html", form, error=error, locked=None)
    if person is None:
        return refused_page("accounts/sign_in.html", form, error=InvalidInputError(WRONG), locked=None)
    db = request_session()
    actor = begin_session(db, person)
    record_change(db, by=actor, act=Act(action="accounts.signed_in"))
    return redirect(internal_or_first_page(form.next.data))


@blueprint.post("/sign-out")
@requires(Permission.SIGNED_IN)
def sign_out() -> Response:
    db = request_session()
    record_change(db, by=current_actor(), act=Act(action="accounts.signed_out"))
    end_session(db)
    return redirect(url_for("accounts.sign_in"))


def _locked_minutes() -> int | None:
    """The idle limit in minutes when this browser was just signed out by it."""
    return int(idle_limit().total_seconds() // 60) if find_last_ending() is Ending.IDLE else None
