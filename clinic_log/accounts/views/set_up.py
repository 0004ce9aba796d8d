"""The first visit."""

from typing import Final

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.accounts.actions.passwords import hash_password
from clinic_log.accounts.actions.set_up import FirstClinic, check_set_up_code, set_up_clinic
from clinic_log.accounts.forms import SetUpForm
from clinic_log.accounts.login import begin_session
from clinic_log.accounts.queries import has_users
from clinic_log.accounts.views.blueprint import Answer, blueprint, refused_page
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import InvalidInputError, NotFoundError, TooManyAttemptsError
from clinic_log.web.database import own_transaction, reading, request_session
from clinic_log.web.guards import public

_HAS_USERS: Final = "clinic_log.has_users"
_OPEN: Final = frozenset({"static", "accounts.set_up", "accounts.send_set_up"})


def redirect_to_set_up() -> Response | None:
    """Lead every page to the set-up while there is no user; free of cost once there is one."""
    if request.endpoint is None or request.endpoint in _OPEN or _is_set_up():
        return None
    return redirect(url_for("accounts.set_up"))


@blueprint.get("/set-up")
@public
def set_up() -> Answer:
    _require_no_users()
    return render_template("accounts/set_up.html", form=SetUpForm(data={"practitioner": True}))


@blueprint.post("/set-up")
@public
def send_set_up() -> Answer:
    _require_no_users()
    form = SetUpForm(request.form)
    if not form.validate():
        return refused_page("accounts/set_up.html", form)
    try:
        _set_up(form)
    except (InvalidInputError, TooManyAttemptsError) as error:
        return refused_page("accounts/set_up.html", form, error=error, field=getattr(error, "field", "code"))
    flash("The clinic is set up. Invite the people who work here next.", "success")
    return redirect("/")


def _set_up(form: SetUpForm) -> None:
    code = str(form.code.data)
    check_set_up_code(own_transaction, code=code, address=request.remote_addr, now=now_utc())
    first = FirstClinic(
        clinic_name=str(form.clinic_name.data),
        zone=str(form.zone.data),
        administrator=form.administrator(),
        password_hash=hash_password(str(form.new_password.data)),
    )
    db = request_session()
    begin_session(db, set_up_clinic(db, code=code, first=first, address=request.remote_addr))


def _is_set_up() -> bool:
    """Whether anybody has an account; asked of the database only until the answer is yes."""
    if not current_app.extensions.get(_HAS_USERS):
        with reading() as db:
            current_app.extensions[_HAS_USERS] = has_users(db)
    return bool(current_app.extensions[_HAS_USERS])


def _require_no_users() -> None:
    if _is_set_up():
        raise NotFoundError("The set-up is over.")
