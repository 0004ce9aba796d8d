"""How a page answers a form that carries the person's own password."""

from typing import Any

from werkzeug.wrappers import Response

from clinic_log.accounts.forms import ChangePasswordForm, ConfirmForm, InvitationForm
from clinic_log.accounts.login import confirm_identity
from clinic_log.accounts.views.blueprint import refused_page
from clinic_log.base.errors import InvalidInputError, TooManyAttemptsError

_WRONG = "This is not your password"


def find_refusal(
    form: ConfirmForm | ChangePasswordForm | InvitationForm, template: str, *, asks_proof: bool = True, **values: Any
) -> Response | None:
    """The page that says what is wrong, or None when the form is valid and its password, where asked, is right.

    Call it before the request's transaction begins. A right password makes the person's proof new.
    """
    if not form.validate():
        return refused_page(template, form, **values)
    try:
        is_right = not asks_proof or confirm_identity(str(form.password.data))
    except TooManyAttemptsError as error:
        return refused_page(template, form, error=error, field="password", **values)
    return (
        None if is_right else refused_page(template, form, error=InvalidInputError(_WRONG), field="password", **values)
    )
