"""Proof at each signature: the PIN where one is set, else the password."""

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.pins import hash_pin
from clinic_log.accounts.models import User
from clinic_log.accounts.rules import Role
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.base.dates import now_utc
from tests.accounts.signed_in import SignInFixture
from tests.treatments.pages import PASSWORD, Desk, begin_work, forget_the_proof, form_in, needling_note

PIN = "284613"


@pytest.fixture
def desk(sign_in: SignInFixture, engine: Engine) -> Desk:
    """A visit that can be signed, by somebody who has a PIN and proved their password just now."""
    desk = begin_work(sign_in(Role.PRACTITIONER), engine)
    assert desk.client.post(desk.edit_url, data=needling_note(desk)).status_code == 303
    with own_transaction(engine) as db:
        user = db.get_one(User, desk.client.actor.user_id)
        user.pin_hash, user.pin_changed_at = hash_pin(PIN), now_utc()
    return desk


def _sign(desk: Desk, **changes: str) -> tuple[int, str]:
    form = form_in(desk.client.get(desk.url("sign")), "sign")
    answer = desk.client.post(desk.url("sign"), data=form.with_values(**changes))
    return answer.status_code, answer.text


def test_the_pin_is_asked_for_however_fresh_the_password_is(desk: Desk) -> None:
    page = desk.client.get(desk.url("sign")).text

    none, wrong, right = _sign(desk), _sign(desk, pin="111222"), _sign(desk, pin="284 613")

    assert 'inputmode="numeric"' in page
    assert 'autocomplete="off"' in page
    assert "one-time-code" not in page
    assert "Set a signing PIN" not in page
    assert (none[0], wrong[0], right[0]) == (422, 422, 303)
    assert "Enter your signing PIN" in none[1]
    assert 'id="pin-error"' in wrong[1]
    assert "4 tries are left" in wrong[1]
    assert "111222" not in wrong[1]


def test_the_password_alone_does_not_sign_in_place_of_the_pin(desk: Desk) -> None:
    forget_the_proof(desk)

    assert _sign(desk, password=PASSWORD)[0] == 422


def test_after_five_wrong_pins_the_password_signs_and_the_pin_is_asked_for_again(desk: Desk) -> None:
    forget_the_proof(desk)
    answers = [_sign(desk, pin="111222") for _ in range(5)]

    suspended, wrong, signed = _sign(desk, pin=PIN), _sign(desk, password="wrong"), _sign(desk, password=PASSWORD)

    assert [answer[0] for answer in answers] == [422] * 5
    assert "was wrong too often" in answers[-1][1]
    assert 'name="password"' in answers[-1][1]
    assert (suspended[0], wrong[0], signed[0]) == (422, 422, 303)
    assert 'name="pin"' in desk.client.get(desk.url("")).text


def test_guessing_the_password_in_place_of_the_pin_is_slowed_down_on_the_page(desk: Desk) -> None:
    forget_the_proof(desk)
    for _ in range(5):
        _sign(desk, pin="111222")

    answers = [_sign(desk, password="wrong") for _ in range(7)]

    assert answers[-1][0] == 429
    assert "Too many attempts. Wait" in answers[-1][1]
    assert "Sign and lock" in answers[-1][1]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("addendum", "Addendum"),
        ("late_entry", "Late entry"),
        ("clarification", "Clarification"),
        ("correction", "Correction"),
    ],
)
def test_each_kind_of_later_version_takes_the_same_proof_and_a_reason(desk: Desk, kind: str, name: str) -> None:
    _sign(desk, pin=PIN)
    form = form_in(desk.client.get(desk.url("")), "addendum")
    sent = form.with_values(kind=kind, text="The bruise was on the left", reason="Seen on the photograph")

    without = desk.client.post(desk.url("addendum"), data=sent)
    no_kind = desk.client.post(desk.url("addendum"), data=sent.with_values(kind=None, pin=PIN))
    original = desk.client.post(desk.url("addendum"), data=sent.with_values(kind="original", pin=PIN))
    done = desk.client.post(desk.url("addendum"), data=sent.with_values(pin=PIN))
    shown = desk.client.get(desk.url("")).text

    assert [answer.status_code for answer in (without, no_kind, original, done)] == [422, 422, 422, 303]
    assert "Enter your signing PIN" in without.text
    assert form_in(without, "addendum").get("kind") == kind
    assert "Choose what it is" in no_kind.text
    assert f"{name}, version 2" in shown
    assert "Seen on the photograph" in shown


def test_two_versions_are_compared_sentence_by_sentence(desk: Desk) -> None:
    _sign(desk, pin=PIN)
    alone = desk.client.get(desk.url("versions/compare"))
    form = form_in(desk.client.get(desk.url("")), "addendum")
    for number in range(2):
        sent = form.with_values(kind="late_entry", text=f"Heat pack {number}", reason="Left out", pin=PIN)
        sent = sent.with_values(version=str(number + 1))
        assert desk.client.post(desk.url("addendum"), data=sent).status_code == 303

    whole = desk.client.get(desk.url("versions/compare")).text
    second = desk.client.get(desk.url("versions/compare?first=3&second=2")).text

    assert alone.status_code == 404
    assert "2 sentences added, 0 removed" in whole
    assert '<span class="compare__mark">Added</span>' in whole
    assert "1 sentence added, 0 removed" in second
    assert "Late entry (version 3): Heat pack 1" in second
    for query in ("first=9", "second=x", "first=-1"):
        assert desk.client.get(desk.url(f"versions/compare?{query}")).status_code == 404


def test_no_answer_of_the_audit_holds_what_was_typed(desk: Desk, engine: Engine) -> None:
    _sign(desk, pin="906718")
    _sign(desk, pin=PIN)

    with Session(engine) as db:
        entries = db.scalars(select(AuditEntry)).all()
    assert {"accounts.pin_refused", "accounts.pin_confirmed", "session.signed"} <= {one.action for one in entries}
    assert all(typed not in f"{one.reason} {one.action}" for one in entries for typed in ("906718", PIN))
