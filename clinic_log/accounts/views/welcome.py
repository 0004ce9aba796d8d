"""The page behind the link of an invitation or a reset: the person chooses their own password."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.accounts.actions.invitations import accept_invitation
from clinic_log.accounts.actions.passwords import hash_password
from clinic_log.accounts.forms import NewPasswordForm
from clinic_log.accounts.queries import find_open_invitation, names_around
from clinic_log.accounts.views.blueprint import Answer, blueprint, refused_page
from clinic_log.base.dates import now_utc
from clinic_log.web.database import reading, request_session
from clinic_log.web.guards import public


@blueprint.get("/welcome/<token>")
@public
def welcome(token: str) -> Answer:
    if _names_behind(token) is None:
        return _gone()
    return render_template("accounts/welcome.html", form=NewPasswordForm(), token=token)


@blueprint.post("/welcome/<token>")
@public
def send_welcome(token: str) -> Answer:
    names = _names_behind(token)
    if names is None:
        return _gone()
    form = NewPasswordForm(request.form, words=names)
    if not form.validate():
        return refused_page("accounts/welcome.html", form, token=token)
    password_hash = hash_password(str(form.new_password.data))
    accept_invitation(
        request_session(), token=token, password_hash=password_hash, now=now_utc(), address=request.remote_addr
    )
    flash("Your password is set. Sign in with it.", "success")
    return redirect(url_for("accounts.sign_in"))


def _names_behind(token: str) -> list[str] | None:
    """What the password must not be made of; None for a link that does not work."""
    with reading() as db:
        invitation = find_open_invitation(db, token, now=now_utc())
        return None if invitation is None else names_around(db, user_id=invitation.user_id)


def _gone() -> Response:
    """One page for a link that is unknown, used or old."""
    return make_response(render_template("accounts/welcome_gone.html"), 404)
