"""The cookie, what it stands for, and who is at work: the only place that knows how a browser stays signed in.

A signed-in person's cookie holds a random token; the rest lies in their LoginSession row. A visitor's cookie holds a
small signed dictionary, so that the sign-in form has its CSRF proof and nobody fills the database from outside.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from flask import Flask, current_app, request, session
from flask.sessions import SecureCookieSession, SessionInterface, SessionMixin
from flask.wrappers import Request, Response
from flask_login import LoginManager
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from typing_extensions import override

from clinic_log.accounts.actions.login_sessions import (
    Lifetime,
    begin_login_session,
    end_login_session,
    keep_data,
    move_last_input,
    move_to_clinic,
)
from clinic_log.accounts.actions.sign_in import check_identity, check_sign_in
from clinic_log.accounts.queries import OpenLoginSession, find_login_session
from clinic_log.accounts.rules import SignedIn
from clinic_log.accounts.rules.login_sessions import INPUT_IS_KEPT_EVERY, Ending, hash_token
from clinic_log.base.dates import now_utc
from clinic_log.base.settings import Settings
from clinic_log.web.database import own_transaction, reading

BACKGROUND_HEADER: Final = "Clinic-Log-Background"
_VISITOR: Final = "a."
_CLEARED: Final = '"cache", "cookies", "storage"'
_log = structlog.get_logger()


class BrowserSession(SecureCookieSession):
    """What one browser's cookie stands for; as a dictionary it holds the CSRF secret and messages."""

    def __init__(self, initial: dict[str, Any] | None = None, *, actor: SignedIn | None = None) -> None:
        super().__init__(initial)
        self.actor = actor
        self.new_token: str | None = None
        self.ending: Ending | None = None
        self.has_signed_out = False
        self.failure: SQLAlchemyError | None = None


class LoginSessionInterface(SessionInterface):
    """Opens and keeps the session of each request; static files have none."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.cookie_name = "__Host-clinic_log" if settings.is_served_securely else "clinic_log"
        self._visitors = URLSafeTimedSerializer(settings.secret_key, salt="clinic_log.visitor")

    @override
    def open_session(self, app: Flask, request: Request) -> BrowserSession | None:
        if request.path.startswith(f"{app.static_url_path}/"):
            return None
        cookie = request.cookies.get(self.cookie_name, "")
        if not cookie:
            return BrowserSession()
        if cookie.startswith(_VISITOR):
            return BrowserSession(self._read_visitor(cookie))
        try:
            return self._open_signed_in(cookie)
        except SQLAlchemyError as error:
            browser = BrowserSession()
            browser.failure = error
            return browser

    @override
    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not isinstance(session, BrowserSession):
            return
        response.vary.add("Cookie")
        if session.actor is not None:
            self._keep_signed_in(session.actor, session, response)
        elif session.has_signed_out:
            response.headers["Clear-Site-Data"] = _CLEARED
            response.delete_cookie(self.cookie_name, secure=self.settings.is_served_securely, httponly=True)
        elif session.modified:
            self._set_cookie(response, _VISITOR + str(self._visitors.dumps(dict(session))))

    def _open_signed_in(self, token: str) -> BrowserSession:
        now = now_utc()
        with reading() as db:
            found = find_login_session(db, token_hash=hash_token(token), now=now, idle_limit=self.settings.idle_limit)
        if isinstance(found, Ending):
            browser = BrowserSession()
            browser.ending = found
            return browser
        _note_input(found, now)
        return BrowserSession(found.data, actor=found.actor)

    def _read_visitor(self, cookie: str) -> dict[str, Any]:
        try:
            content = self._visitors.loads(
                cookie.removeprefix(_VISITOR), max_age=int(self.settings.absolute_limit.total_seconds())
            )
        except BadData:
            return {}
        return content if isinstance(content, dict) else {}

    def _keep_signed_in(self, actor: SignedIn, browser: BrowserSession, response: Response) -> None:
        if browser.new_token is not None:
            self._set_cookie(response, browser.new_token)
        if not browser.modified or actor.login_session_id is None:
            return
        try:
            with own_transaction() as db:
                keep_data(db, login_session_id=actor.login_session_id, data=dict(browser))
        except SQLAlchemyError as error:
            # What the request did is committed; losing a message must not make it look as if it were not.
            _log.warning("session_data_not_kept", kind=type(error).__name__)

    def _set_cookie(self, response: Response, value: str) -> None:
        response.set_cookie(
            self.cookie_name,
            value,
            path="/",
            httponly=True,
            secure=self.settings.is_served_securely,
            samesite="Lax",
        )


class _Person:
    """What Flask-Login's current_user is."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, actor: SignedIn) -> None:
        self.actor = actor

    def get_id(self) -> str:
        return str(self.actor.login_session_id)


def connect_login(app: Flask, settings: Settings) -> None:
    """Give the application its cookie and Flask-Login its current_user."""
    app.session_interface = LoginSessionInterface(settings)
    # Flask-Login would let a cookie of this name, even one of another program on this machine, hide the person.
    app.config["REMEMBER_COOKIE_NAME"] = "clinic_log_has_no_such_cookie"
    manager = LoginManager()
    manager.session_protection = None
    manager.request_loader(_load_person)
    manager.init_app(app, add_context_processor=False)


def find_actor() -> SignedIn | None:
    """The person signed in, or None. Raises SQLAlchemyError, once, when the database could not be asked."""
    browser = _find_browser()
    if browser is None:
        return None
    if browser.failure is not None:
        failure, browser.failure = browser.failure, None
        raise failure
    return browser.actor


def current_person() -> SignedIn:
    """The person signed in. Call it only in a view that requires a permission."""
    actor = find_actor()
    if actor is None:
        raise LookupError("Nobody is signed in.")
    return actor


def find_last_ending() -> Ending | None:
    """Why the session that this browser had is over; None when it had none, or still has it."""
    return _browser().ending


def begin_session(db: Session, actor: SignedIn) -> SignedIn:
    """Sign the person in, in the request's transaction, with a new token and a new CSRF secret.

    A session that this browser already has ends. Returns the actor with the new session.
    """
    browser, now = _browser(), now_utc()
    if browser.actor is not None and browser.actor.login_session_id is not None:
        end_login_session(db, login_session_id=browser.actor.login_session_id, now=now)
    begun = begin_login_session(
        db,
        user_id=actor.user_id,
        clinic_id=actor.clinic_id,
        lifetime=Lifetime(now=now, absolute_limit=_interface().settings.absolute_limit),
        address=request.remote_addr,
    )
    browser.clear()
    browser.new_token = begun.token
    browser.actor = begun.give_to(actor, now=now, address=request.remote_addr)
    return browser.actor


def move_session(db: Session, place: SignedIn) -> SignedIn:
    """Let the person at work go on in another of their clinics, with a new token and a new CSRF secret."""
    browser = _browser()
    if browser.actor is None or browser.actor.login_session_id is None or browser.actor.user_id != place.user_id:
        raise LookupError("This person is not signed in.")
    moved = browser.actor.moved_to(place)
    browser.clear()
    browser.new_token = move_to_clinic(db, login_session_id=browser.actor.login_session_id, clinic_id=place.clinic_id)
    browser.actor = moved
    return moved


def end_session(db: Session) -> None:
    """Sign the person out in the request's transaction; the answer tells the browser to forget everything."""
    browser = _browser()
    if browser.actor is not None and browser.actor.login_session_id is not None:
        end_login_session(db, login_session_id=browser.actor.login_session_id, now=now_utc())
    browser.clear()
    browser.actor, browser.has_signed_out = None, True


def confirm_identity(password: str) -> bool:
    """Whether it is the password of the person at work. If so, their proof and their token are new.

    Runs in transactions of its own: call it before the request's begins. Raises TooManyAttemptsError.
    """
    browser, now = _browser(), now_utc()
    if browser.actor is None:
        return False
    token = check_identity(own_transaction, by=browser.actor, password=password, now=now)
    if token is None:
        return False
    browser.new_token, browser.actor = token, replace(browser.actor, confirmed_at=now)
    return True


def sign_in_with(email: str, password: str) -> SignedIn | None:
    """Whom name and password belong to, in the first of their clinics, not yet signed in. Raises TooManyAttemptsError.

    Runs in transactions of its own: call it before the request's begins.
    """
    return check_sign_in(own_transaction, email=email, password=password, address=request.remote_addr, now=now_utc())


def idle_limit() -> timedelta:
    """After how long without input a person is signed out."""
    return _interface().settings.idle_limit


def full_link(path: str) -> str:
    """The address of a path for a message: from the settings, else as this machine is reached now."""
    return (_interface().settings.public_url or request.host_url.rstrip("/")) + path


def _note_input(found: OpenLoginSession, now: datetime) -> None:
    """Count a person's own request as input. The page still answers when this cannot be kept."""
    login_session_id = found.actor.login_session_id
    is_background = request.headers.get(BACKGROUND_HEADER) == "1"
    if is_background or login_session_id is None or now - found.last_input_at < INPUT_IS_KEPT_EVERY:
        return
    try:
        with own_transaction() as db:
            move_last_input(db, login_session_id=login_session_id, now=now)
    except SQLAlchemyError as error:
        _log.warning("last_input_not_kept", kind=type(error).__name__)


def _load_person(_request: Request) -> _Person | None:
    actor = find_actor()
    return None if actor is None else _Person(actor)


def _browser() -> BrowserSession:
    browser = _find_browser()
    if browser is None:
        raise LookupError("This request has no session.")
    return browser


def _find_browser() -> BrowserSession | None:
    """The session behind Flask's proxy; static files have none."""
    browser = session._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 -- Werkzeug's documented way
    return browser if isinstance(browser, BrowserSession) else None


def _interface() -> LoginSessionInterface:
    interface = current_app.session_interface
    if not isinstance(interface, LoginSessionInterface):
        raise TypeError("This application has no login.")
    return interface
