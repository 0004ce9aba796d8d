"""The blueprint of accounts, and how its pages answer a form that is refused."""

from typing import Final

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from clinic_log.accounts.forms import AccountForm
from clinic_log.base.errors import ClinicLogError, TooManyAttemptsError
from clinic_log.web.security import is_internal_path

blueprint: Final = Blueprint("accounts", __name__)

Answer = str | Response


def refused_page(
    template: str, form: AccountForm, *, error: ClinicLogError | None = None, field: str | None = None, **values: object
) -> Response:
    """The page again with what was typed: 422, or 429 with how long to wait beside the form."""
    if error is not None:
        form.refuse(error, field=field)
    is_waiting = isinstance(error, TooManyAttemptsError)
    page = render_template(template, form=form, page_error=True, **values)
    response = make_response(page, 429 if is_waiting else 422)
    if isinstance(error, TooManyAttemptsError):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response


def internal_or_first_page(target: str | None) -> str:
    """Where to go on: a path of this application, else the first page."""
    return target if target and is_internal_path(target) else "/"
