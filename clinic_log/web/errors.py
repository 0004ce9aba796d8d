"""Which page and status an error gets, and that every refusal leaves a trace. No page shows what went wrong inside."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog
from flask import Flask, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError
from werkzeug.wrappers import Response

from clinic_log.base.database import is_disk_full
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, TooManyAttemptsError
from clinic_log.web.database import roll_back

_log = structlog.get_logger()


@dataclass(frozen=True)
class Explanation:
    """What a person reads: what happened, and what to do next."""

    title: str
    text: str


_EXPLANATIONS: Final = {
    400: Explanation("This request could not be read", "Go back, reload the page and try again."),
    403: Explanation("You may not do this here", "Ask an administrator of your clinic if you need it for your work."),
    404: Explanation("Nothing is here", "The address is wrong, or this is not open to you."),
    405: Explanation("This page does not work that way", "Go back and use the button on the page."),
    409: Explanation("Somebody changed this meanwhile", "Nothing was overwritten. Go back, reload and look at both."),
    413: Explanation("This is too large", "Nothing was saved. Go back: your text is still in the page. Shorten it."),
    422: Explanation("This cannot be saved as it is", "Go back and correct what is marked."),
    429: Explanation("Too many attempts", "Wait a little, then try again."),
    500: Explanation(
        "Something failed on our side", "Nothing was half saved. Try again; if it stays, tell us the number below."
    ),
    503: Explanation(
        "The records cannot be reached", "Go back: your text is still in the page. Try again in a minute."
    ),
    507: Explanation(
        "The disk of the server is full",
        "Nothing was half saved. Go back: your text is still in the page. Tell your administrator, then try again.",
    ),
}
_CSRF: Final = Explanation("This page was open too long", "Go back, reload the page and send it again.")


def register_errors(app: Flask, *, on_refusal: Callable[[str], None]) -> None:
    """Give each error its page. `on_refusal` writes a refusal into the audit; it gets the endpoint."""
    app.logger.disabled = True  # it would write whole tracebacks, with what they hold; every error is logged below

    def refused(error: ForbiddenError) -> Response:
        roll_back()
        on_refusal(request.endpoint or "unknown")
        return _page(403, text=str(error))

    app.register_error_handler(ForbiddenError, refused)
    app.register_error_handler(NotFoundError, lambda _error: _rolled_back(404))
    app.register_error_handler(ConflictError, lambda error: _rolled_back(409, text=str(error)))
    app.register_error_handler(StaleDataError, lambda _error: _rolled_back(409))
    app.register_error_handler(InvalidInputError, lambda error: _rolled_back(422, text=str(error)))
    app.register_error_handler(TooManyAttemptsError, _too_many)
    app.register_error_handler(CSRFError, lambda _error: _page(400, explanation=_CSRF))
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database_lost)
    app.register_error_handler(Exception, _unexpected)


def _rolled_back(status: int, *, text: str | None = None) -> Response:
    roll_back()
    return _page(status, text=text)


def _too_many(error: TooManyAttemptsError) -> Response:
    response = _rolled_back(429, text=str(error))
    response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response


def _foreign_host(_error: SecurityError) -> Response:
    """Plain words: under a name that is not configured no address can be built, and so no page."""
    answer = make_response("This installation does not answer under this name.\n", 400)
    answer.mimetype = "text/plain"
    return answer


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response()
    if isinstance(error, InternalServerError):
        return _unexpected(error.original_exception or error)
    return _page(error.code)


def _database_lost(error: OperationalError) -> Response:
    _log.error("database_unavailable", kind=type(error.orig).__name__, endpoint=request.endpoint)
    return _page(507 if is_disk_full(error) else 503, error_id=secrets.token_hex(4))


def _unexpected(error: BaseException) -> Response:
    error_id = secrets.token_hex(4)
    _log.error(
        "unexpected_error", error_id=error_id, kind=type(error).__name__, endpoint=request.endpoint, where=_where(error)
    )
    return _page(500, error_id=error_id)


def _where(error: BaseException) -> str:
    """File and line of the failure: never the message, which may hold what a person typed."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _page(
    status: int, *, text: str | None = None, explanation: Explanation | None = None, error_id: str | None = None
) -> Response:
    shown = explanation or _EXPLANATIONS.get(status, _EXPLANATIONS[400 if status < 500 else 500])
    page = render_template(
        "errors/page.html",
        status=status,
        title=shown.title,
        text=text or shown.text,
        next_step=shown.text,
        error_id=error_id,
    )
    return make_response(page, status)
