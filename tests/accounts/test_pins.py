"""The signing PIN: chosen after the password, checked with few tries, never in the way for ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.pins import check_pin, hash_pin, remove_pin, set_pin, trust_pin_again
from clinic_log.accounts.models import User
from clinic_log.accounts.queries import find_pin
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.accounts.rules.login_sessions import ProofNeededError
from clinic_log.accounts.rules.pins import PIN_TRIES, find_pin_fault
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ForbiddenError
from tests.accounts.conftest import PASSWORD, AddPerson
from tests.accounts.factories import make_actor
from tests.conftest import AUDIT_KEY

PIN = "284613"


@contextmanager
def _writing(engine: Engine) -> Iterator[Session]:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        yield db


@pytest.mark.parametrize("pin", ["284613", "284 613", "907531", "120938", "987653"])
def test_a_pin_without_a_pattern_can_be_chosen(pin: str) -> None:
    assert find_pin_fault(pin) is None


@pytest.mark.parametrize(
    "pin",
    [
        *("", "12345", "1234567", "12a456", "१२३४५६", "١٢٣٤٥٦"),
        *("000000", "999999", "123456", "456789", "654321", "987654", "012345", "543210"),
        *("121212", "112211", "111112", "123123", "907907"),
    ],
)
def test_a_pin_that_is_none_or_easy_to_guess_is_refused(pin: str) -> None:
    assert find_pin_fault(pin) is not None


@given(st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_few_pins_are_refused(pin: str) -> None:
    """What is refused has a pattern that can be named."""
    has_pattern = len(set(pin)) <= 2 or pin[:3] == pin[3:] or pin in "0123456789" or pin in "9876543210"

    assert (find_pin_fault(pin) is not None) is has_pattern


@pytest.fixture
def person(add_person: AddPerson, engine: Engine) -> SignedIn:
    """A practitioner with a PIN."""
    by = add_person("ruth@example.org")
    with own_transaction(engine) as db:
        user = db.get_one(User, by.user_id)
        user.pin_hash, user.pin_changed_at = hash_pin(PIN), now_utc()
    return by


def test_the_pin_is_checked_and_wrong_ones_are_counted(person: SignedIn, engine: Engine) -> None:
    check = partial(check_pin, partial(_writing, engine), by=person, now=now_utc())

    assert [check(typed="000001").tries_left for _ in range(3)] == [4, 3, 2]
    assert check(typed="not digits").tries_left == 2
    assert check(typed="284 613").is_right
    assert check(typed="000001").tries_left == PIN_TRIES - 1


def test_after_five_wrong_tries_the_right_pin_is_not_taken_until_the_password_was_right(
    person: SignedIn, engine: Engine
) -> None:
    check = partial(check_pin, partial(_writing, engine), by=person, now=now_utc())
    for _ in range(PIN_TRIES):
        check(typed="000001")

    suspended = check(typed=PIN)
    trust_pin_again(partial(_writing, engine), by=person)

    assert (suspended.is_right, suspended.tries_left) == (False, 0)
    assert check(typed=PIN).is_right


def test_tries_are_forgotten_after_a_day(person: SignedIn, engine: Engine) -> None:
    check = partial(check_pin, partial(_writing, engine), by=person)
    for _ in range(PIN_TRIES):
        check(typed="000001", now=now_utc())

    assert not check(typed=PIN, now=now_utc()).is_right
    assert check(typed=PIN, now=now_utc() + timedelta(hours=24, minutes=1)).is_right


def test_one_persons_tries_are_not_anothers(person: SignedIn, add_person: AddPerson, engine: Engine) -> None:
    other = add_person("tom@example.org")
    for _ in range(PIN_TRIES):
        check_pin(partial(_writing, engine), by=person, typed="000001", now=now_utc())

    with Session(engine) as db:
        assert find_pin(db, user_id=person.user_id, now=now_utc()).tries_left == 0
        assert find_pin(db, user_id=other.user_id, now=now_utc()).tries_left == PIN_TRIES


def test_no_entry_of_the_audit_holds_a_pin(person: SignedIn, engine: Engine) -> None:
    check_pin(partial(_writing, engine), by=person, typed="906718", now=now_utc())
    check_pin(partial(_writing, engine), by=person, typed=PIN, now=now_utc())

    with Session(engine) as db:
        entries = db.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
    assert [entry.action for entry in entries] == ["accounts.pin_refused", "accounts.pin_confirmed"]
    assert all(typed not in str(vars(entry)) for entry in entries for typed in ("906718", PIN))


def test_a_pin_needs_a_fresh_proof(db: Session) -> None:
    by = make_actor(db)

    with pytest.raises(ProofNeededError):
        set_pin(db, by=by, pin_hash="hash")
    with pytest.raises(ProofNeededError):
        remove_pin(db, by=by)


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ADMINISTRATOR])
def test_who_signs_nothing_has_no_pin(db: Session, role: Role) -> None:
    with pytest.raises(ForbiddenError):
        set_pin(db, by=make_actor(db, role), pin_hash="hash")


def _pages(client: FlaskClient, path: str, **fields: str) -> tuple[int, str]:
    answer = client.post(path, data=fields)
    return answer.status_code, answer.text


def test_the_pages_set_change_and_remove_it_after_the_password(
    client: FlaskClient, add_person: AddPerson, engine: Engine
) -> None:
    by = add_person("ruth@example.org")
    client.post("/sign-in", data={"email": by.email, "password": PASSWORD})
    assert "None set" in client.get("/account").text

    wrong = _pages(client, "/account/pin", password="wrong", new_pin=PIN, again=PIN)
    easy = _pages(client, "/account/pin", password=PASSWORD, new_pin="123456", again="123456")
    differs = _pages(client, "/account/pin", password=PASSWORD, new_pin=PIN, again="284614")
    done = _pages(client, "/account/pin", password=PASSWORD, new_pin=PIN, again="284 613")
    changed = _pages(client, "/account/pin", password=PASSWORD, new_pin="906718", again="906718")
    shown = client.get("/account").text
    removed = _pages(client, "/account/pin/remove", password=PASSWORD)

    assert [answer[0] for answer in (wrong, easy, differs, done, changed, removed)] == [422, 422, 422, 302, 302, 302]
    assert "This is not your password" in wrong[1]
    assert "easy to guess" in easy[1]
    assert "The two PINs differ" in differs[1]
    assert all(PIN not in answer[1] for answer in (wrong, differs))
    assert "Change the PIN" in shown
    with Session(engine) as db:
        actions = db.scalars(select(AuditEntry.action).where(AuditEntry.action.like("accounts.pin%"))).all()
        assert db.get_one(User, by.user_id).pin_hash is None
    assert actions == ["accounts.pin_set", "accounts.pin_changed", "accounts.pin_removed"]


def test_setting_a_pin_leads_back_to_the_note(client: FlaskClient, add_person: AddPerson) -> None:
    by = add_person("ruth@example.org")
    client.post("/sign-in", data={"email": by.email, "password": PASSWORD})
    fields = {"password": PASSWORD, "new_pin": PIN, "again": PIN}

    back = client.post("/account/pin", data={**fields, "next": "/patients/1/sessions/2/sign"})
    away = client.post("/account/pin", data={**fields, "next": "https://elsewhere.example/"})

    assert back.location == "/patients/1/sessions/2/sign"
    assert away.location == "/"


def test_a_wrong_password_sets_no_pin_however_fresh_the_last_proof_is(
    client: FlaskClient, add_person: AddPerson, engine: Engine
) -> None:
    by = add_person("ruth@example.org")
    client.post("/sign-in", data={"email": by.email, "password": PASSWORD})

    with time_machine.travel(now_utc() + timedelta(seconds=5), tick=False):
        _pages(client, "/account/pin", password="wrong", new_pin=PIN, again=PIN)

    with Session(engine) as db:
        assert db.get_one(User, by.user_id).pin_hash is None
