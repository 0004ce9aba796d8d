"""Pages for signing in and out."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from clinic_log.accounts.login import end_session
from clinic_log.audit.actions import Act, record_change
from clinic_log.base.permissions import Permission
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, public, requires

blueprint = Blueprint("accounts", __name__)


def redirect_to_set_up() -> Response | None:
    """Lead every page to the set-up while there is no user."""
    return None


@blueprint.get("/sign-in")
@public
def sign_in() -> str:
    return "Sign in"


@blueprint.post("/sign-out")
@requires(Permission.SIGNED_IN)
def sign_out() -> Response:
    db, actor = request_session(), current_actor()
    record_change(db, by=actor, act=Act(action="accounts.signed_out"))
    end_session(db)
    return redirect(url_for("accounts.sign_in"))
