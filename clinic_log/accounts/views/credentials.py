"""A person's registration and needling certificates: the pages on which an administrator keeps them."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for

from clinic_log.accounts.actions.credentials import end_credential, record_credential, renew_credential
from clinic_log.accounts.forms import CredentialEndForm, CredentialForm
from clinic_log.accounts.login import current_person
from clinic_log.accounts.queries import get_person
from clinic_log.accounts.queries.credentials import facts_of, get_credential
from clinic_log.accounts.rules.credentials import CredentialEnd, CredentialFacts, details_of
from clinic_log.accounts.views.blueprint import Answer, blueprint, refused_page
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.web.database import request_session
from clinic_log.web.guards import requires

_FORM = "accounts/credential.html"
_END = "accounts/credential_end.html"


@blueprint.get("/people/<int:user_id>/credentials/new")
@requires(Permission.MANAGE_PEOPLE)
def credential(user_id: int) -> str:
    shown = get_person(request_session(), user_id, by=current_person())
    return render_template(_FORM, form=CredentialForm(), shown=shown, renewed=None)


@blueprint.post("/people/<int:user_id>/credentials/new")
@requires(Permission.MANAGE_PEOPLE)
def keep_credential(user_id: int) -> Answer:
    db, by, form = request_session(), current_person(), CredentialForm(request.form)
    shown = get_person(db, user_id, by=by)
    refuse = partial(refused_page, _FORM, form, shown=shown, renewed=None)
    if not form.validate():
        return refuse()
    try:
        record_credential(db, by=by, user_id=user_id, details=form.details())
    except InvalidInputError as error:
        return refuse(error=error)
    return _done(user_id, "The credential is on record.")


@blueprint.get("/people/<int:user_id>/credentials/<int:credential_id>/renew")
@requires(Permission.MANAGE_PEOPLE)
def renewal(user_id: int, credential_id: int) -> str:
    shown = get_person(request_session(), user_id, by=current_person())
    renewed = _facts(user_id, credential_id)
    return render_template(_FORM, form=CredentialForm.of(details_of(renewed)), shown=shown, renewed=renewed)


@blueprint.post("/people/<int:user_id>/credentials/<int:credential_id>/renew")
@requires(Permission.MANAGE_PEOPLE)
def keep_renewal(user_id: int, credential_id: int) -> Answer:
    db, by, form = request_session(), current_person(), CredentialForm(request.form)
    shown = get_person(db, user_id, by=by)
    refuse = partial(refused_page, _FORM, form, shown=shown, renewed=_facts(user_id, credential_id))
    if not form.validate():
        return refuse()
    try:
        renew_credential(db, by=by, user_id=user_id, credential_id=credential_id, details=form.details())
    except (InvalidInputError, ConflictError) as error:
        return refuse(error=error)
    return _done(user_id, "The renewal is on record. The version before stays readable.")


@blueprint.get("/people/<int:user_id>/credentials/<int:credential_id>/end")
@requires(Permission.MANAGE_PEOPLE)
def credential_end(user_id: int, credential_id: int) -> str:
    shown = get_person(request_session(), user_id, by=current_person())
    return render_template(_END, form=CredentialEndForm(), shown=shown, credential=_facts(user_id, credential_id))


@blueprint.post("/people/<int:user_id>/credentials/<int:credential_id>/end")
@requires(Permission.MANAGE_PEOPLE)
def keep_credential_end(user_id: int, credential_id: int) -> Answer:
    db, by, form = request_session(), current_person(), CredentialEndForm(request.form)
    shown = get_person(db, user_id, by=by)
    refuse = partial(refused_page, _END, form, shown=shown, credential=_facts(user_id, credential_id))
    if not form.validate():
        return refuse()
    try:
        end_credential(
            db,
            by=by,
            user_id=user_id,
            credential_id=credential_id,
            ended_as=CredentialEnd(form.ended_as.data),
            ended_on=form.on.data,
            reason=form.reason.data or "",
        )
    except (InvalidInputError, ConflictError) as error:
        return refuse(error=error)
    return _done(user_id, "The credential counts no more. It stays readable.")


def _facts(user_id: int, credential_id: int) -> CredentialFacts:
    row = get_credential(request_session(), by=current_person(), user_id=user_id, credential_id=credential_id)
    return facts_of(row)


def _done(user_id: int, words: str) -> Answer:
    flash(words, "success")
    return redirect(url_for("accounts.person", user_id=user_id, _anchor="credentials"))
