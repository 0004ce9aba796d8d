"""Signing in: right and wrong, how often, and where it leads."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.attempts import count_attempt
from clinic_log.accounts.models import Membership, SignInAttempt, User
from clinic_log.accounts.rules import Role
from clinic_log.accounts.rules.throttle import KEPT_IN_BUCKET
from clinic_log.audit.models import AuditEntry
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import TooManyAttemptsError
from tests.accounts.conftest import PASSWORD, AddPerson, Saving
from tests.accounts.factories import make_clinic
from tests.accounts.signed_in import SignInFixture

WRONG = "one loud goose"


def send(client: FlaskClient, email: str = "ruth@example.org", password: str = PASSWORD, **fields: str) -> int:
    return client.post("/sign-in", data={"email": email, "password": password, **fields}).status_code


def audited(engine: Engine) -> list[tuple[str, str]]:
    with Session(engine) as db:
        rows = db.execute(select(AuditEntry.action, AuditEntry.outcome).order_by(AuditEntry.sequence))
        return [(action, outcome) for action, outcome in rows]


def test_a_person_signs_in_with_any_case_of_their_address(client: FlaskClient, add_person: AddPerson) -> None:
    add_person("ruth@example.org")

    answer = client.post("/sign-in", data={"email": " Ruth@Example.ORG ", "password": PASSWORD})

    assert answer.status_code == 302
    assert answer.location == "/"
    assert client.get("/account").status_code == 200


def test_a_password_typed_in_another_unicode_form_is_the_same(client: FlaskClient, add_person: AddPerson) -> None:
    add_person("ruth@example.org")

    assert send(client, password="three quiet heron\uff53") == 302


def test_signing_in_failing_and_signing_out_are_audited(
    client: FlaskClient, engine: Engine, add_person: AddPerson
) -> None:
    add_person("ruth@example.org")

    send(client, password=WRONG)
    send(client)
    client.post("/sign-out")

    assert audited(engine) == [
        ("accounts.sign_in_refused", "refused"),
        ("accounts.signed_in", "done"),
        ("accounts.signed_out", "done"),
    ]


def test_a_refusal_says_the_same_whatever_was_wrong(client: FlaskClient, add_person: AddPerson, saving: Saving) -> None:
    add_person("ruth@example.org")
    add_person("gone@example.org")
    add_person("invited@example.org")
    add_person("nowhere@example.org")
    with saving() as db:
        db.execute(update(User).where(User.email == "gone@example.org").values(disabled_at=now_utc()))
        db.execute(update(User).where(User.email == "invited@example.org").values(password_hash=None))
        nowhere = db.scalars(select(User).where(User.email == "nowhere@example.org")).one()
        db.delete(db.scalars(select(Membership).where(Membership.user_id == nowhere.id)).one())

    def refusal(email: str, password: str) -> tuple[int, str]:
        answer = client.post("/sign-in", data={"email": email, "password": password})
        page = re.sub(r'(nonce|name="csrf_token" value)="[^"]+"', "", answer.text)
        return answer.status_code, page.replace(email, "")

    expected = refusal("ruth@example.org", WRONG)
    assert expected[0] == 422
    assert refusal("nobody@example.org", WRONG) == expected
    assert refusal("gone@example.org", PASSWORD) == expected
    assert refusal("invited@example.org", PASSWORD) == expected
    assert refusal("nowhere@example.org", PASSWORD) == expected


@pytest.mark.parametrize(
    ("email", "password", "message"),
    [
        ("", PASSWORD, "Enter your e-mail address"),
        ("ruth@example.org", "", "Enter your password"),
        ("ru\x00th@example.org", PASSWORD, "U+0000"),
        ("r" * 300 + "@example.org", PASSWORD, "254 is the most"),
        ("ruth@example.org", "x" * 1025, "1,024 bytes"),
        ("ruth@example.org", "ﷺ" * 100, "1,024 bytes"),
        ("رُوث🙂@example.org", PASSWORD, "do not belong together"),
    ],
)
def test_what_cannot_be_a_sign_in_is_refused_beside_its_field(
    client: FlaskClient, add_person: AddPerson, *, email: str, password: str, message: str
) -> None:
    add_person("ruth@example.org")

    answer = client.post("/sign-in", data={"email": email, "password": password})

    assert answer.status_code == 422
    assert message in answer.text
    assert 'value="' + WRONG not in answer.text


def test_after_five_wrong_passwords_the_sixth_attempt_waits_beside_the_form(
    client: FlaskClient, add_person: AddPerson
) -> None:
    add_person("ruth@example.org")
    for _ in range(5):
        send(client, password=WRONG)

    answer = client.post("/sign-in", data={"email": "ruth@example.org", "password": PASSWORD})

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 10
    assert "Too many attempts. Wait " in answer.text
    assert 'value="ruth@example.org"' in answer.text


def test_nobody_is_locked_out_for_ever(client: FlaskClient, add_person: AddPerson) -> None:
    add_person("ruth@example.org")
    start = now_utc()
    for minutes in range(0, 400, 20):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            send(client, password=WRONG)

    with time_machine.travel(start + timedelta(minutes=380 + 15), tick=False):
        assert send(client) == 302


def test_attempts_at_one_account_do_not_slow_another_person(client: FlaskClient, add_person: AddPerson) -> None:
    add_person("ruth@example.org")
    add_person("helen@example.org")
    for _ in range(7):
        send(client, password=WRONG)

    assert send(client) == 429
    assert send(client, "helen@example.org") == 302


def test_guesses_from_elsewhere_do_not_keep_a_person_out_where_they_work(app: Flask, add_person: AddPerson) -> None:
    add_person("ruth@example.org")
    own, stranger = app.test_client(), app.test_client()
    assert send(own) == 302
    for _ in range(6):
        stranger.post(
            "/sign-in",
            data={"email": "ruth@example.org", "password": WRONG},
            environ_base={"REMOTE_ADDR": "203.0.113.9"},
        )

    assert send(own) == 302


def test_attempts_from_one_address_wait_after_twenty(client: FlaskClient, add_person: AddPerson) -> None:
    add_person("ruth@example.org")

    answers = [send(client, f"person{number}@example.org", WRONG) for number in range(21)]

    assert answers[:20].count(422) >= 18  # two of twenty invented names may share a bucket, not the rest
    assert answers[20] == 429


def test_attempts_of_a_name_without_an_account_wait_alike(client: FlaskClient, add_person: AddPerson) -> None:
    add_person("ruth@example.org")

    assert [send(client, "nobody@example.org", WRONG) for _ in range(6)] == [422] * 5 + [429]


def test_a_success_starts_the_count_anew(client: FlaskClient, add_person: AddPerson) -> None:
    add_person("ruth@example.org")
    for _ in range(4):
        send(client, password=WRONG)
    send(client)

    assert [send(client, password=WRONG) for _ in range(4)] == [422] * 4


def test_the_table_of_attempts_stays_small(db: Session) -> None:
    now = now_utc()

    for number in range(KEPT_IN_BUCKET + 30):
        count_attempt(db, buckets=["user:1", f"address:{number}"], now=now + timedelta(minutes=16 * number))

    kept = db.scalar(select(func.count()).select_from(SignInAttempt).where(SignInAttempt.bucket == "user:1"))
    assert kept == KEPT_IN_BUCKET


def test_attempts_older_than_a_day_are_removed(db: Session) -> None:
    now = now_utc()
    count_attempt(db, buckets=["user:1"], now=now - timedelta(days=1))

    count_attempt(db, buckets=["user:2"], now=now)

    assert db.scalars(select(SignInAttempt.bucket)).all() == ["user:2"]


def test_a_waiting_attempt_is_not_counted(db: Session) -> None:
    now = now_utc()
    for _ in range(5):
        count_attempt(db, buckets=["user:1"], now=now)

    with pytest.raises(TooManyAttemptsError):
        count_attempt(db, buckets=["user:1"], now=now)

    assert db.scalar(select(func.count()).select_from(SignInAttempt)) == 5


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/patients/7?tab=notes", "/patients/7?tab=notes"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\tevil", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_only_to_pages_of_this_application(
    client: FlaskClient, add_person: AddPerson, *, target: str, location: str
) -> None:
    add_person("ruth@example.org")

    answer = client.post("/sign-in", data={"email": "ruth@example.org", "password": PASSWORD, "next": target})

    assert answer.location == location


def test_without_a_csrf_proof_nobody_is_signed_in(app: Flask, add_person: AddPerson) -> None:
    add_person("ruth@example.org")
    app.config["WTF_CSRF_ENABLED"] = True

    assert send(app.test_client()) == 400


def test_the_sign_in_page_gives_a_csrf_proof_that_counts(app: Flask, add_person: AddPerson) -> None:
    add_person("ruth@example.org")
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    page = client.get("/sign-in").text
    proof = page.split('name="csrf_token" value="')[1].split('"')[0]

    assert send(client, csrf_token=proof) == 302


def test_somebody_signed_in_is_led_on_from_the_sign_in_page(sign_in: SignInFixture) -> None:
    answer = sign_in().get("/sign-in?next=/account")

    assert answer.location == "/account"


def test_a_person_with_two_clinics_starts_in_the_first_and_switches_under_a_new_token(
    client: FlaskClient, add_person: AddPerson, saving: Saving
) -> None:
    person = add_person("ruth@example.org")
    with saving() as db:
        second = make_clinic(db, name="Harbour Clinic").id
        db.add(Membership(user_id=person.user_id, clinic_id=second, role=Role.STUDENT))
    send(client)
    first_token = client.get_cookie("clinic_log")
    assert f'<p class="app-bar__clinic">{person.clinic_name}</p>' in client.get("/account").text

    client.post("/account/clinic", data={"clinic_id": str(second)})

    second_token = client.get_cookie("clinic_log")
    assert first_token is not None
    assert second_token is not None
    assert first_token.value != second_token.value
    assert '<p class="app-bar__clinic">Harbour Clinic</p>' in client.get("/account").text


def test_nobody_switches_to_a_clinic_in_which_they_do_not_work(sign_in: SignInFixture, saving: Saving) -> None:
    client = sign_in()
    with saving() as db:
        foreign = make_clinic(db).id

    assert client.post("/account/clinic", data={"clinic_id": str(foreign)}).status_code == 404
    assert client.post("/account/clinic", data={"clinic_id": "x"}).status_code == 404
