"""The page behind the link of an invitation or a reset: the person chooses their own password."""

from flask import flash, redirect, render_template, request, url_for

from clinic_log.accounts.actions.invitations import accept_invitation
from clinic_log.accounts.actions.passwords import hash_password
from clinic_log.accounts.forms import NewPasswordForm
from clinic_log.accounts.queries import find_open_invitation, names_around
from clinic_log.accounts.views.blueprint import Answer, blueprint, refused_page
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import NotFoundError
from clinic_log.web.database import reading, request_session
from clinic_log.web.guards import public


@blueprint.get("/welcome/<token>")
@public
def welcome(token: str) -> Answer:
    _names_behind(token)
    return render_template("accounts/welcome.html", form=NewPasswordForm(), token=token)


@blueprint.post("/welcome/<token>")
@public
def send_welcome(token: str) -> Answer:
    form = NewPasswordForm(request.form, words=_names_behind(token))
    if not form.validate():
        return refused_page("accounts/welcome.html", form, token=token)
    password_hash = hash_password(str(form.new_password.data))
    accept_invitation(
        request_session(), token=token, password_hash=password_hash, now=now_utc(), address=request.remote_addr
    )
    flash("Your password is set. Sign in with it.", "success")
    return redirect(url_for("accounts.sign_in"))


def _names_behind(token: str) -> list[str]:
    """Raises NotFoundError for a link that does not work."""
    with reading() as db:
        invitation = find_open_invitation(db, token, now=now_utc())
        if invitation is None:
            raise NotFoundError("This link does not work.")
        return names_around(db, user_id=invitation.user_id)
