"""The first visit, which can never be made a second time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from clinic_log.accounts.actions import make_set_up_code
from clinic_log.accounts.models import Clinic, Membership, SetUpCode, User
from clinic_log.audit.models import AuditEntry
from clinic_log.base.dates import now_utc
from tests.accounts.conftest import PASSWORD, AddPerson, Saving


@pytest.fixture
def code(saving: Saving) -> str:
    with saving() as db:
        return make_set_up_code(db)


def fields(code: str, **changed: str) -> dict[str, str]:
    return {
        "code": code,
        "clinic_name": "Canal Street Physiotherapy",
        "zone": "Europe/London",
        "name": "Helen Novak",
        "email": "helen@canalstreet.example",
        "new_password": PASSWORD,
        "again": PASSWORD,
        "practitioner": "y",
        **changed,
    }


def test_every_page_leads_to_the_set_up_while_nobody_has_an_account(client: FlaskClient) -> None:
    assert client.get("/").location == "/set-up"
    assert client.get("/sign-in").location == "/set-up"
    assert client.post("/sign-in").location == "/set-up"
    assert client.get("/set-up").status_code == 200


def test_the_first_person_sets_up_the_clinic_and_is_signed_in(client: FlaskClient, engine: Engine, code: str) -> None:
    answer = client.post("/set-up", data=fields(code.lower().replace("-", " ")))

    assert answer.location == "/"
    with Session(engine) as db:
        roles = sorted(db.scalars(select(Membership.role)))
        assert (db.scalars(select(Clinic.zone)).one(), roles) == ("Europe/London", ["administrator", "practitioner"])
        assert db.scalars(select(AuditEntry.action)).all() == ["accounts.set_up"]
        assert db.scalars(select(SetUpCode)).all() == []
    assert "Helen Novak" in client.get("/account").text


def test_after_the_set_up_its_page_is_gone_for_ever(client: FlaskClient, code: str, app: Flask) -> None:
    client.post("/set-up", data=fields(code))

    assert client.get("/set-up").status_code == 404
    assert app.test_client().post("/set-up", data=fields(code)).status_code == 404


def test_the_set_up_is_over_as_soon_as_anybody_has_an_account(
    client: FlaskClient, add_person: AddPerson, code: str
) -> None:
    add_person("ruth@example.org")

    assert client.get("/set-up").status_code == 404
    assert client.post("/set-up", data=fields(code)).status_code == 404


def test_another_code_sets_nothing_up(client: FlaskClient, engine: Engine, code: str) -> None:
    answer = client.post("/set-up", data=fields("2222-2222"))

    assert answer.status_code == 422
    assert "This is not the code" in answer.text
    with Session(engine) as db:
        assert db.scalar(select(func.count()).select_from(User)) == 0


def test_only_the_newest_code_counts(client: FlaskClient, saving: Saving, code: str) -> None:
    with saving() as db:
        newest = make_set_up_code(db)

    assert client.post("/set-up", data=fields(code)).status_code == 422
    assert client.post("/set-up", data=fields(newest)).status_code == 302


def test_without_a_code_made_nothing_can_be_set_up(client: FlaskClient) -> None:
    assert client.post("/set-up", data=fields("")).status_code == 422
    assert client.post("/set-up", data=fields("2222-2222")).status_code == 422


def test_guessing_the_code_is_slowed_down_but_not_for_ever(client: FlaskClient, code: str) -> None:
    for _ in range(5):
        client.post("/set-up", data=fields("2222-2222"))

    waiting = client.post("/set-up", data=fields(code))
    with time_machine.travel(now_utc() + timedelta(seconds=11), tick=False):
        later = client.post("/set-up", data=fields(code))

    assert waiting.status_code == 429
    assert "Wait " in waiting.text
    assert later.status_code == 302


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"clinic_name": ""}, "Enter the name of the clinic"),
        ({"clinic_name": "\u200b"}, "Enter a name"),
        ({"clinic_name": "Canal\x00Street"}, "U+0000"),
        ({"clinic_name": "C" * 201}, "200 is the most"),
        ({"clinic_name": "ﷺ" * 100}, "more than 200 characters"),
        ({"zone": ""}, "Choose a time zone"),
        ({"zone": "Europe/Atlantis"}, "Choose from the list"),
        ({"zone": "../../etc/passwd"}, "Choose from the list"),
        ({"email": "helen"}, "Enter an e-mail address, such as"),
        ({"new_password": "short", "again": "short"}, "12 characters or more"),
        ({"again": "three quiet heronz"}, "The two passwords differ"),
        ({"new_password": "HelenNovak2026", "again": "HelenNovak2026"}, "easy to guess"),
        ({"new_password": "canalstreetphysiotherapy", "again": "canalstreetphysiotherapy"}, "easy to guess"),
        ({"new_password": "x" * 1025, "again": "x" * 1025}, "longer than 1,024 bytes"),
    ],
)
def test_what_is_refused_stands_beside_its_field_and_the_rest_is_kept(
    client: FlaskClient, code: str, *, changed: dict[str, str], message: str
) -> None:
    answer = client.post("/set-up", data=fields(code, **changed))

    assert answer.status_code == 422
    assert message in answer.text
    assert 'value="Helen Novak"' in answer.text
    assert PASSWORD not in answer.text


def test_names_in_any_script_are_kept(client: FlaskClient, engine: Engine, code: str) -> None:
    client.post("/set-up", data=fields(code, name="رُوث 🙂", clinic_name="診療所 🏥"))

    with Session(engine) as db:
        assert db.scalars(select(User.display_name)).one() == "رُوث 🙂"
        assert db.scalars(select(Clinic.name)).one() == "診療所 🏥"
    assert "رُوث 🙂" in client.get("/account").text


def test_of_two_people_who_set_up_at_once_one_does(app: Flask, engine: Engine, code: str) -> None:
    def send(number: int) -> int:
        changed = {"clinic_name": f"Clinic {number}", "email": f"person{number}@example.org"}
        return app.test_client().post("/set-up", data=fields(code, **changed)).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(send, range(4)))

    assert answers.count(302) == 1
    assert set(answers) <= {302, 404, 422, 429}
    with Session(engine) as db:
        assert db.scalar(select(func.count()).select_from(User)) == 1
        assert db.scalar(select(func.count()).select_from(Clinic)) == 1
