"""The pages that a patient opens by a follow-up link: no sign-in, no name, no cookie.

The token in the address is the proof that the request is meant: who does not know it can send nothing, and who knows it
needs no page of ours. So these pages ask for no proof of the form, which would need a cookie.
"""

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from clinic_log.base.dates import now_utc
from clinic_log.base.errors import NotFoundError, TooManyAttemptsError
from clinic_log.clinics.rules import DEFAULT_EMERGENCY_ADVICE
from clinic_log.incidents.actions.by_link import OpenLink, SentAnswer, open_link, take_answer
from clinic_log.incidents.forms.follow_up import AnswerForm
from clinic_log.incidents.rules.follow_up_texts import texts_in
from clinic_log.incidents.views.blueprint import blueprint
from clinic_log.web.database import own_transaction, request_session
from clinic_log.web.guards import proven_by_address, public

_ADDRESS = "/follow-up/<token>"
_TEXTS = texts_in("en")
# Nobody's frame: also a clinician who is signed in sees what the patient sees.
_NOBODY = {"current_person": None, "menu": (), "finder": None, "state_url": ""}


@blueprint.get(_ADDRESS)
@public
def answer(token: str) -> Response:
    try:
        link = _open(token)
    except TooManyAttemptsError as error:
        return _busy(error)
    return _gone() if link is None else _form_page(link, token, AnswerForm())


@blueprint.post(_ADDRESS)
@public
@proven_by_address
def send_answer(token: str) -> Response:
    """What was kept is not shown again, and the advice stands in the answer itself: nothing has to be loaded first."""
    form = AnswerForm(request.form).prepare(_TEXTS)
    try:
        link = _open(token)
    except TooManyAttemptsError as error:
        return _busy(error)
    if link is None:
        return _gone()
    if not form.is_answered(_TEXTS):
        return _form_page(link, token, form, status=422)
    sent = SentAnswer(told=form.told(), key=form.idempotency_key.data or "")
    try:
        take_answer(request_session(), token=token, sent=sent, address=request.remote_addr, now=now_utc())
    except NotFoundError:
        return _gone()
    return _page("answer_kept", link=link, token=token, has_sign=form.has_sign)


def _open(token: str) -> OpenLink | None:
    with own_transaction() as db:
        return open_link(db, token=token, address=request.remote_addr, now=now_utc())


def _form_page(link: OpenLink, token: str, form: AnswerForm, *, status: int = 200) -> Response:
    page_error = status != 200
    return _page("answer", status, link=link, token=token, form=form.prepare(_TEXTS), page_error=page_error)


def _gone() -> Response:
    """One page for a link that is unknown, old, used up or stopped."""
    return _page("answer_gone", 404, title=_TEXTS.gone_title, text=_TEXTS.gone, advice=DEFAULT_EMERGENCY_ADVICE)


def _busy(error: TooManyAttemptsError) -> Response:
    page = _page("answer_gone", 429, title=_TEXTS.busy_title, text=_TEXTS.busy, advice=DEFAULT_EMERGENCY_ADVICE)
    page.headers["Retry-After"] = str(error.retry_after_seconds)
    return page


def _page(name: str, status: int = 200, **values: object) -> Response:
    page = render_template(f"incidents/{name}.html", texts=_TEXTS, **(_NOBODY | values))
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
