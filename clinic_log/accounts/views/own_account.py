"""A person's own account: where they are signed in, their password, their clinics, and proving who they are."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.accounts.actions.own_account import change_password, end_other_sessions, end_own_session
from clinic_log.accounts.actions.passwords import hash_password
from clinic_log.accounts.forms import ChangePasswordForm, ConfirmForm
from clinic_log.accounts.login import current_person, idle_limit, move_session
from clinic_log.accounts.queries import find_pin, list_open_login_sessions, list_places, names_around
from clinic_log.accounts.queries.credentials import list_credentials
from clinic_log.accounts.rules.credentials import KIND_WORDS
from clinic_log.accounts.rules.login_sessions import ProofNeededError
from clinic_log.accounts.rules.people import role_labels
from clinic_log.accounts.views.blueprint import Answer, blueprint, internal_or_first_page, refused_page
from clinic_log.accounts.views.proof import find_refusal
from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Permission
from clinic_log.web.database import SAFE_METHODS, reading, request_session, roll_back
from clinic_log.web.guards import requires


@blueprint.get("/account")
@requires(Permission.SIGNED_IN)
def account() -> str:
    db, person = request_session(), current_person()
    return render_template(
        "accounts/account.html",
        person=person,
        role_labels=role_labels,
        sessions=list_open_login_sessions(db, user_id=person.user_id, now=now_utc(), idle_limit=idle_limit()),
        places=list_places(db, user_id=person.user_id),
        held=list_credentials(db, by=person, user_id=person.user_id) if person.may(Permission.WRITE_SESSION) else None,
        kind_words=KIND_WORDS,
        pin=find_pin(db, user_id=person.user_id, now=now_utc()) if person.may(Permission.SIGN_SESSION) else None,
    )


@blueprint.get("/account/password")
@requires(Permission.SIGNED_IN)
def password() -> str:
    return render_template("accounts/password.html", form=ChangePasswordForm())


@blueprint.post("/account/password")
@requires(Permission.SIGNED_IN)
def send_password() -> Answer:
    with reading() as db:
        names = names_around(db, user_id=current_person().user_id)
    form = ChangePasswordForm(request.form, words=names)
    refusal = find_refusal(form, partial(refused_page, "accounts/password.html", form))
    if refusal is not None:
        return refusal
    password_hash = hash_password(str(form.new_password.data))
    change_password(request_session(), by=current_person(), password_hash=password_hash)
    flash("Your password is changed. Other browsers are signed out.", "success")
    return redirect(url_for("accounts.account"))


@blueprint.post("/account/sessions/<int:login_session_id>/end")
@requires(Permission.SIGNED_IN)
def end_login_session(login_session_id: int) -> Response:
    end_own_session(request_session(), by=current_person(), login_session_id=login_session_id)
    flash("That browser is signed out.", "success")
    return redirect(url_for("accounts.account"))


@blueprint.post("/account/sessions/end-others")
@requires(Permission.SIGNED_IN)
def end_other_login_sessions() -> Response:
    end_other_sessions(request_session(), by=current_person())
    flash("Every other browser is signed out.", "success")
    return redirect(url_for("accounts.account"))


@blueprint.post("/account/clinic")
@requires(Permission.SIGNED_IN)
def switch_clinic() -> Response:
    """Go on working in another of one's clinics, under a new token, at the page that asked for it."""
    db, wanted = request_session(), request.form.get("clinic_id", type=int)
    places = list_places(db, user_id=current_person().user_id)
    chosen = next((place for place in places if place.clinic_id == wanted), None)
    if chosen is None:
        raise NotFoundError("There is no such clinic.")
    record_change(db, by=move_session(db, chosen), act=Act(action="accounts.clinic_switched"))
    return redirect(internal_or_first_page(request.form.get("next")))


@blueprint.get("/confirm")
@requires(Permission.SIGNED_IN)
def confirm() -> str:
    return render_template("accounts/confirm.html", form=ConfirmForm(data={"next": request.args.get("next", "")}))


@blueprint.post("/confirm")
@requires(Permission.SIGNED_IN)
def send_confirm() -> Answer:
    form = ConfirmForm(request.form)
    refusal = find_refusal(form, partial(refused_page, "accounts/confirm.html", form))
    return refusal or redirect(internal_or_first_page(form.next.data))


@blueprint.app_errorhandler(ProofNeededError)
def ask_for_proof(_error: ProofNeededError) -> Response:
    """Ask for the password, then lead back to the page on which the act is done."""
    roll_back()
    if request.method not in SAFE_METHODS:
        flash("Nothing was changed yet. After your password, do it once more.", "warning")
    return redirect(url_for("accounts.confirm", next=request.path))
