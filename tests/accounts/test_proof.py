"""Proving once more who is there, before an act that needs it."""

from datetime import datetime, timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.accounts.rules import Role
from clinic_log.base.dates import now_utc
from tests.accounts.conftest import PASSWORD, AddPerson


def disabled_at(engine: Engine, user_id: int) -> datetime | None:
    with Session(engine) as db:
        return db.get_one(User, user_id).disabled_at


def test_an_act_without_a_fresh_proof_asks_for_the_password_and_comes_back(
    client: FlaskClient, add_person: AddPerson, engine: Engine
) -> None:
    own = add_person("helen@example.org", Role.ADMINISTRATOR)
    other = add_person("ruth@example.org", clinic=own.clinic_id)
    client.post("/sign-in", data={"email": own.email, "password": PASSWORD})
    path = f"/people/{other.user_id}/disable"

    with time_machine.travel(now_utc() + timedelta(minutes=6), tick=False):
        shown, sent = client.get(path), client.post(path)
        refused = client.post("/confirm", data={"password": "wrong", "next": path})
        confirmed = client.post("/confirm", data={"password": PASSWORD, "next": path})
        assert disabled_at(engine, other.user_id) is None
        done = client.post(path)

    assert shown.location == sent.location == f"/confirm?next={path}"
    assert refused.status_code == 422
    assert "This is not your password" in refused.text
    assert confirmed.location == path
    assert done.status_code == 302
    assert disabled_at(engine, other.user_id) is not None


def test_an_invitation_written_longer_than_a_proof_lasts_keeps_what_was_typed(
    client: FlaskClient, add_person: AddPerson
) -> None:
    own = add_person("helen@example.org", Role.ADMINISTRATOR)
    client.post("/sign-in", data={"email": own.email, "password": PASSWORD})
    typed = {"name": "Ruth Adeyemi", "email": "ruth@example.org", "student": "y"}

    with time_machine.travel(now_utc() + timedelta(minutes=6), tick=False):
        asked = client.post("/people/invite", data=typed)
        refused = client.post("/people/invite", data={**typed, "password": "wrong"})
        taken = client.post("/people/invite", data={**typed, "email": own.email, "password": PASSWORD})
        done = client.post("/people/invite", data=typed)

    assert [answer.status_code for answer in (asked, refused, taken, done)] == [422, 422, 422, 200]
    assert "Enter your password" in asked.text
    assert "This is not your password" in refused.text
    for page in (asked, refused):
        assert 'value="Ruth Adeyemi"' in page.text
        assert 'name="password"' in page.text
    assert 'name="password"' not in taken.text
    assert "/welcome/" in done.text


def test_a_proof_takes_a_new_token_and_the_old_one_is_worth_nothing(app: Flask, add_person: AddPerson) -> None:
    person = add_person("ruth@example.org")
    client, thief = app.test_client(), app.test_client()
    client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    stolen = client.get_cookie("clinic_log")
    assert stolen is not None
    thief.set_cookie("clinic_log", stolen.value)
    assert thief.get("/account").status_code == 200

    client.post("/confirm", data={"password": PASSWORD, "next": ""})

    assert thief.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


def test_proofs_are_throttled_like_signing_in(client: FlaskClient, add_person: AddPerson) -> None:
    person = add_person("ruth@example.org")
    client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    for _ in range(5):
        client.post("/confirm", data={"password": "wrong"})

    answer = client.post("/confirm", data={"password": PASSWORD})

    assert answer.status_code == 429
    assert "Too many attempts. Wait " in answer.text
