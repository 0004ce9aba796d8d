"""A person's own signing PIN: setting, changing and removing it, each after the password."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for

from clinic_log.accounts.actions.pins import hash_pin, remove_pin, set_pin
from clinic_log.accounts.forms import ConfirmForm, PinForm
from clinic_log.accounts.login import current_person
from clinic_log.accounts.queries import find_pin
from clinic_log.accounts.views.blueprint import Answer, blueprint, internal_or_first_page, refused_page
from clinic_log.accounts.views.proof import find_refusal
from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Permission
from clinic_log.web.database import reading, request_session
from clinic_log.web.guards import requires


@blueprint.get("/account/pin")
@requires(Permission.SIGN_SESSION)
def pin() -> str:
    form = PinForm(data={"next": request.args.get("next", "")})
    return render_template("accounts/pin.html", form=form, has_pin=_has_pin())


@blueprint.post("/account/pin")
@requires(Permission.SIGN_SESSION)
def send_pin() -> Answer:
    form = PinForm(request.form)
    refusal = find_refusal(form, partial(refused_page, "accounts/pin.html", form, has_pin=_has_pin()))
    if refusal is not None:
        return refusal
    set_pin(request_session(), by=current_person(), pin_hash=hash_pin(str(form.new_pin.data)))
    flash("Your signing PIN is set. It is asked for at each signature.", "success")
    return redirect(internal_or_first_page(form.next.data or url_for("accounts.account")))


@blueprint.get("/account/pin/remove")
@requires(Permission.SIGN_SESSION)
def pin_removal() -> str:
    return render_template("accounts/pin_removal.html", form=ConfirmForm())


@blueprint.post("/account/pin/remove")
@requires(Permission.SIGN_SESSION)
def send_pin_removal() -> Answer:
    form = ConfirmForm(request.form)
    refusal = find_refusal(form, partial(refused_page, "accounts/pin_removal.html", form))
    if refusal is not None:
        return refusal
    remove_pin(request_session(), by=current_person())
    flash("Your signing PIN is removed. Your password signs.", "success")
    return redirect(url_for("accounts.account"))


def _has_pin() -> bool:
    """Read beside the request's transaction, which must not have begun while a password is checked."""
    with reading() as db:
        return find_pin(db, user_id=current_person().user_id, now=now_utc()).is_set
