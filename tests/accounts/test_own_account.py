"""A person's own sessions and password."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.own_account import change_password
from clinic_log.accounts.models import LoginSession
from clinic_log.accounts.rules.login_sessions import ProofNeededError
from clinic_log.audit.models import AuditEntry
from clinic_log.base.dates import now_utc
from tests.accounts.conftest import PASSWORD, AddPerson
from tests.accounts.factories import make_actor
from tests.accounts.signed_in import SignInFixture

NEW_PASSWORD = "seven amber kettles"


@pytest.fixture
def two_browsers(app: Flask, add_person: AddPerson) -> tuple[FlaskClient, FlaskClient]:
    """Two browsers in which Ruth is signed in."""
    person = add_person("ruth@example.org")
    browsers = app.test_client(), app.test_client()
    for browser in browsers:
        browser.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    return browsers


def session_ids(engine: Engine) -> list[int]:
    with Session(engine) as db:
        return list(db.scalars(select(LoginSession.id).order_by(LoginSession.id)))


def test_a_person_sees_where_they_are_signed_in(two_browsers: tuple[FlaskClient, FlaskClient]) -> None:
    page = two_browsers[0].get("/account").text

    assert page.count("Last used") == 2
    assert page.count("this browser") == 1
    assert "from 127.0.0.1" in page


def test_a_person_signs_out_another_browser(two_browsers: tuple[FlaskClient, FlaskClient], engine: Engine) -> None:
    own, other = two_browsers

    own.post(f"/account/sessions/{session_ids(engine)[1]}/end")

    assert other.get("/account").status_code == 302
    assert own.get("/account").status_code == 200


def test_a_person_signs_out_all_other_browsers(two_browsers: tuple[FlaskClient, FlaskClient]) -> None:
    own, other = two_browsers

    own.post("/account/sessions/end-others")

    assert other.get("/account").status_code == 302
    assert own.get("/account").status_code == 200


def test_nobody_ends_a_session_of_somebody_else(sign_in: SignInFixture) -> None:
    own, stranger = sign_in(), sign_in()

    answer = own.post(f"/account/sessions/{stranger.actor.login_session_id}/end")

    assert answer.status_code == own.post("/account/sessions/999999/end").status_code == 404
    assert stranger.get("/account").status_code == 200


def test_a_new_password_ends_the_other_browsers(
    two_browsers: tuple[FlaskClient, FlaskClient], client: FlaskClient, engine: Engine
) -> None:
    own, other = two_browsers

    answer = own.post(
        "/account/password", data={"password": PASSWORD, "new_password": NEW_PASSWORD, "again": NEW_PASSWORD}
    )

    assert answer.location == "/account"
    assert own.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    assert client.post("/sign-in", data={"email": "ruth@example.org", "password": NEW_PASSWORD}).status_code == 302
    with Session(engine) as db:
        assert "accounts.password_changed" in db.scalars(select(AuditEntry.action)).all()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"password": "wrong", "new_password": NEW_PASSWORD, "again": NEW_PASSWORD}, "This is not your password"),
        ({"password": "", "new_password": NEW_PASSWORD, "again": NEW_PASSWORD}, "Enter your present password"),
        ({"password": PASSWORD, "new_password": "short", "again": "short"}, "12 characters or more"),
        ({"password": PASSWORD, "new_password": NEW_PASSWORD, "again": "other"}, "The two passwords differ"),
        ({"password": PASSWORD, "new_password": "ruthadeyemi1", "again": "ruthadeyemi1"}, "easy to guess"),
    ],
)
def test_a_password_is_not_changed_without_the_present_one_and_a_good_new_one(
    two_browsers: tuple[FlaskClient, FlaskClient], client: FlaskClient, *, fields: dict[str, str], message: str
) -> None:
    answer = two_browsers[0].post("/account/password", data=fields)

    assert answer.status_code == 422
    assert message in answer.text
    assert client.post("/sign-in", data={"email": "ruth@example.org", "password": PASSWORD}).status_code == 302


def test_the_use_case_itself_asks_for_a_fresh_proof(db: Session) -> None:
    with pytest.raises(ProofNeededError):
        change_password(db, by=make_actor(db), password_hash="hash")


def test_a_session_that_idled_out_is_not_listed(two_browsers: tuple[FlaskClient, FlaskClient]) -> None:
    own, _other = two_browsers
    start = now_utc()
    with time_machine.travel(start + timedelta(minutes=14), tick=False):
        own.get("/account")

    with time_machine.travel(start + timedelta(minutes=16), tick=False):
        page = own.get("/account").text

    assert page.count("Last used") == 1
