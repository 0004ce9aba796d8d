"""How a browser stays signed in, and when it no longer is."""

import dataclasses
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from clinic_log.accounts.login import LoginSessionInterface, connect_login
from clinic_log.accounts.models import LoginSession, Membership, User
from clinic_log.accounts.rules import Role
from clinic_log.accounts.rules.login_sessions import hash_token
from clinic_log.base.dates import now_utc
from clinic_log.base.settings import Settings
from tests.accounts.conftest import PASSWORD, AddPerson, Saving
from tests.accounts.signed_in import SignedInClient, SignInFixture

BACKGROUND = {"Clinic-Log-Background": "1"}
PAGE = "/account"


def is_signed_in(client: FlaskClient, **options: dict[str, str]) -> bool:
    return client.get(PAGE, **options).status_code == 200


def row_of(engine: Engine, client: SignedInClient) -> LoginSession:
    with Session(engine) as db:
        return db.get_one(LoginSession, client.actor.login_session_id)


def test_the_cookie_holds_only_a_token_of_which_the_database_keeps_the_hash(
    client: FlaskClient, engine: Engine, add_person: AddPerson
) -> None:
    add_person("ruth@example.org")

    answer = client.post("/sign-in", data={"email": "ruth@example.org", "password": PASSWORD})

    cookie = answer.headers["Set-Cookie"]
    token = cookie.split(";")[0].removeprefix("clinic_log=")
    assert len(token) == 43
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie
    with Session(engine) as db:
        assert db.scalars(select(LoginSession.token_hash)).all() == [hash_token(token)]


def test_behind_https_the_cookie_is_bound_to_the_host_and_secure(app: Flask, settings: Settings) -> None:
    connect_login(app, dataclasses.replace(settings, public_url="https://log.example.org"))
    interface = app.session_interface
    assert isinstance(interface, LoginSessionInterface)

    with app.test_request_context("/sign-in", base_url="https://localhost"):
        browser = interface.open_session(app, app.request_class({"PATH_INFO": "/sign-in", "REQUEST_METHOD": "GET"}))
        assert browser is not None
        browser["message"] = "hello"
        answer = app.response_class()
        interface.save_session(app, browser, answer)

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-clinic_log=a.")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_a_visitor_leaves_no_row_in_the_database(app: Flask, engine: Engine, add_person: AddPerson) -> None:
    add_person("ruth@example.org")
    app.config["WTF_CSRF_ENABLED"] = True

    answer = app.test_client().get("/sign-in")

    assert answer.headers["Set-Cookie"].startswith("clinic_log=a.")
    with Session(engine) as db:
        assert db.scalars(select(LoginSession)).all() == []


@pytest.mark.parametrize("cookie", ["a.", "a.e30.forged.signature", "a.\udcff", "x" * 4000, "é", "'; DROP TABLE"])
def test_a_forged_cookie_is_a_visitor_s(client: FlaskClient, add_person: AddPerson, cookie: str) -> None:
    add_person("ruth@example.org")
    raw = f"clinic_log={cookie}".encode("utf-8", "replace").decode("latin-1")

    answer = client.get(PAGE, headers={"Cookie": raw})

    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/account"


def test_a_cookie_of_another_program_does_not_sign_anybody_out(sign_in: SignInFixture) -> None:
    client = sign_in()

    client.set_cookie("remember_token", "1|abc")

    assert is_signed_in(client)


def test_a_static_file_opens_no_session(sign_in: SignInFixture, engine: Engine) -> None:
    client = sign_in()
    before = row_of(engine, client).last_input_at

    with time_machine.travel(now_utc() + timedelta(minutes=5), tick=False):
        answer = client.get(f"{client.application.static_url_path}/css/main.css")
        answer.close()

    assert "Set-Cookie" not in answer.headers
    assert row_of(engine, client).last_input_at == before


def test_a_session_ends_after_the_idle_limit(sign_in: SignInFixture) -> None:
    client = sign_in()

    with time_machine.travel(now_utc() + timedelta(minutes=15, seconds=1), tick=False):
        assert not is_signed_in(client)
        assert "Locked after 15 minutes" in client.get("/sign-in").text


def test_input_moves_the_idle_limit_but_never_the_absolute_one(sign_in: SignInFixture) -> None:
    client, start = sign_in(), now_utc()

    for minutes in range(10, 12 * 60, 10):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert is_signed_in(client)

    with time_machine.travel(start + timedelta(hours=12, seconds=1), tick=False):
        assert not is_signed_in(client)


def test_a_background_request_is_checked_and_never_counts_as_input(sign_in: SignInFixture) -> None:
    client, start = sign_in(), now_utc()

    with time_machine.travel(start + timedelta(minutes=14), tick=False):
        assert is_signed_in(client, headers=BACKGROUND)
    with time_machine.travel(start + timedelta(minutes=15, seconds=1), tick=False):
        assert not is_signed_in(client, headers=BACKGROUND)
        assert not is_signed_in(client)


def test_input_is_written_at_most_every_half_minute(sign_in: SignInFixture, engine: Engine) -> None:
    client = sign_in()
    start = row_of(engine, client).last_input_at

    def after(seconds: int) -> datetime:
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            client.get(PAGE)
        return row_of(engine, client).last_input_at

    assert after(29) == start
    assert after(31) == start + timedelta(seconds=31)


def test_a_disabled_person_is_out_at_the_next_request(sign_in: SignInFixture, saving: Saving) -> None:
    client = sign_in()

    with saving() as db:
        db.execute(update(User).values(disabled_at=now_utc()))

    assert not is_signed_in(client)


def test_a_person_without_a_role_in_the_clinic_is_out_at_the_next_request(
    sign_in: SignInFixture, saving: Saving
) -> None:
    client = sign_in()

    with saving() as db:
        db.execute(delete(Membership))

    assert not is_signed_in(client)


def test_a_role_counts_from_the_next_request_on(sign_in: SignInFixture, saving: Saving) -> None:
    client = sign_in(Role.PRACTITIONER)
    assert client.get("/people").status_code == 403

    with saving() as db:
        db.add(Membership(user_id=client.actor.user_id, clinic_id=client.actor.clinic_id, role=Role.ADMINISTRATOR))

    assert client.get("/people").status_code == 200


def test_signing_out_ends_the_session_and_tells_the_browser_to_forget(sign_in: SignInFixture, engine: Engine) -> None:
    client = sign_in()
    token = client.get_cookie("clinic_log")
    assert token is not None

    first = client.post("/sign-out")
    client.set_cookie("clinic_log", token.value)

    assert first.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert row_of(engine, client).ended_at is not None
    assert not is_signed_in(client)


def test_messages_and_the_csrf_secret_lie_in_the_row_and_not_in_the_cookie(
    app: Flask, sign_in: SignInFixture, engine: Engine
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = sign_in()

    answer = client.get(PAGE)

    assert "Set-Cookie" not in answer.headers
    assert list(row_of(engine, client).data) == ["csrf_token"]


def test_signing_in_again_takes_a_new_token_and_a_new_csrf_secret(
    app: Flask, engine: Engine, add_person: AddPerson
) -> None:
    person = add_person("ruth@example.org")
    client = app.test_client()
    credentials = {"email": person.email, "password": PASSWORD}
    client.post("/sign-in", data=credentials)
    first = client.get_cookie("clinic_log")

    client.post("/sign-in", data=credentials)

    second = client.get_cookie("clinic_log")
    assert first is not None
    assert second is not None
    assert first.value != second.value
    with Session(engine) as db:
        rows = db.scalars(select(LoginSession).order_by(LoginSession.id)).all()
    assert [row.ended_at is None for row in rows] == [False, True]
    assert rows[1].data == {}


def test_a_lost_database_is_told_of_and_nobody_is_signed_out(sign_in: SignInFixture, engine: Engine) -> None:
    client = sign_in()
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE login_session RENAME TO away")

    lost = client.get(PAGE)

    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO login_session")
    assert lost.status_code in {500, 503}
    assert "Set-Cookie" not in lost.headers
    assert is_signed_in(client)
