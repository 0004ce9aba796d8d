"""For the scripts of open pages: who is signed in now, and signing in over a locked page without leaving it."""

from flask import request
from flask_wtf.csrf import generate_csrf

from clinic_log.accounts.forms import SignInForm
from clinic_log.accounts.login import begin_session, find_actor, find_last_ending, idle_limit, sign_in_with
from clinic_log.accounts.queries import list_places, seconds_without_input
from clinic_log.accounts.rules import SignedIn
from clinic_log.accounts.views.blueprint import blueprint
from clinic_log.accounts.views.signing_in import WRONG
from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import TooManyAttemptsError
from clinic_log.web.database import request_session
from clinic_log.web.guards import public

State = dict[str, object]


@blueprint.get("/sign-in/state")
@public
def sign_in_state() -> State:
    """Who is signed in and for how long without further input, or why nobody is.

    The proof for the forms of a page is given to its person, and to a visitor who asks for it before signing in.
    """
    actor = find_actor()
    if actor is None:
        proof = {"csrf_token": generate_csrf()} if request.args.get("proof") else {}
        return {"worker": "", "ending": find_last_ending() or "ended", **proof}
    idle = seconds_without_input(request_session(), by=actor, now=now_utc())
    left = max(0, int(idle_limit().total_seconds()) - idle)
    return {"worker": actor.worker, "seconds_left": left, "csrf_token": generate_csrf()}


@blueprint.post("/sign-in/in-place")
@public
def sign_in_in_place() -> State | tuple[State, int]:
    """Sign in over a locked page, in the clinic of the page. The answer says whether it is the person of the page."""
    form = SignInForm(request.form)
    if not form.validate():
        return {"message": form.all_errors()[0][1]}, 422
    try:
        person = sign_in_with(str(form.email.data), str(form.password.data))
    except TooManyAttemptsError as error:
        return {"message": str(error)}, 429
    if person is None:
        return {"message": WRONG}, 422
    db = request_session()
    actor = begin_session(db, _in_clinic(person, request.form.get("clinic_id", type=int)))
    record_change(db, by=actor, act=Act(action="accounts.signed_in"))
    return {"worker": actor.worker, "csrf_token": generate_csrf()}


def _in_clinic(person: SignedIn, clinic_id: int | None) -> SignedIn:
    """The person in this clinic when they work there, else in their first one."""
    places = list_places(request_session(), user_id=person.user_id)
    return next((place for place in places if place.clinic_id == clinic_id), person)
