"""How a page answers a form that carries the person's own password."""

from collections.abc import Callable

from werkzeug.wrappers import Response

from clinic_log.accounts.forms import ChangePasswordForm, ConfirmForm, InvitationForm, PinForm
from clinic_log.accounts.login import confirm_identity
from clinic_log.base.errors import InvalidInputError, TooManyAttemptsError

_WRONG = "This is not your password"


def find_refusal(
    form: ConfirmForm | ChangePasswordForm | InvitationForm | PinForm,
    refuse: Callable[..., Response],
    *,
    asks_proof: bool = True,
) -> Response | None:
    """What `refuse` answers, or None when the form is valid and its password, where asked, is right.

    `refuse` is `refused_page` that knows its template and form. Call it before the request's transaction begins: a
    right password makes the person's proof new.
    """
    if not form.validate():
        return refuse()
    try:
        is_right = not asks_proof or confirm_identity(str(form.password.data))
    except TooManyAttemptsError as error:
        return refuse(error=error, field="password")
    return None if is_right else refuse(error=InvalidInputError(_WRONG), field="password")
