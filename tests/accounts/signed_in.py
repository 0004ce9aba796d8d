"""A browser that is signed in, made without the sign-in page, so that a test costs no password hashing."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from clinic_log.accounts.actions.login_sessions import Lifetime, begin_login_session
from clinic_log.accounts.login import LoginSessionInterface
from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.base.database import own_transaction
from clinic_log.base.dates import now_utc
from tests.accounts.factories import make_actor


class SignedInClient(FlaskClient):
    """A test client with the cookie of one person, who is `actor`."""

    actor: SignedIn


class SignInFixture:
    """`sign_in(Role.STUDENT)` makes a person, their clinic and a signed-in browser, all committed.

    `clinic` is a clinic, or its id, when two people must share one. Everything is committed on the test's database, so
    the `db` fixture must not have begun a transaction on SQLite.
    """

    def __init__(self, app: Flask, engine: Engine) -> None:
        self._app = app
        self._engine = engine

    def __call__(self, *roles: Role, clinic: Clinic | int | None = None, name: str = "Ruth Adeyemi") -> SignedInClient:
        with own_transaction(self._engine) as db:
            shared = db.get_one(Clinic, clinic) if isinstance(clinic, int) else clinic
            actor = make_actor(db, *roles, clinic=shared, name=name)
        return self.as_person(actor)

    def as_person(self, actor: SignedIn) -> SignedInClient:
        """A signed-in browser of somebody whose account is committed."""
        interface = self._app.session_interface
        assert isinstance(interface, LoginSessionInterface)
        now = now_utc()
        lifetime = Lifetime(now=now, absolute_limit=interface.settings.absolute_limit)
        with own_transaction(self._engine) as db:
            begun = begin_login_session(db, user_id=actor.user_id, clinic_id=actor.clinic_id, lifetime=lifetime)
        client = SignedInClient(self._app, self._app.response_class, use_cookies=True)
        client.actor = begun.give_to(actor, now=now, address=None)
        client.set_cookie(interface.cookie_name, begun.token, secure=interface.settings.is_served_securely)
        return client
