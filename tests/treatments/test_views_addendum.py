"""Adding to a signed note: a signature with its own proof, once, against the version that was read."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.treatments.models import TreatmentSession
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.treatments.pages import PASSWORD, Desk, NoteForm, begin_signed_work, forget_the_proof, form_in, stored


@pytest.fixture
def desk(sign_in: SignInFixture, engine: Engine) -> Desk:
    """A signed needling visit."""
    return begin_signed_work(sign_in(Role.PRACTITIONER), engine)


def _form(desk: Desk, client: SignedInClient | None = None, **changes: str | None) -> NoteForm:
    """The addendum's form as the page shows it now, filled in."""
    shown = form_in((client or desk.client).get(desk.url("")), "addendum")
    return shown.with_values(**{"kind": "addendum", "text": "Bruise of 2 cm", "reason": "Seen later", **changes})


def _addenda(desk: Desk) -> list[tuple[int, str]]:
    with Session(desk.engine) as db:
        treatment: TreatmentSession = stored(db, desk.session_id)
        return [(version.number, version.addendum) for version in treatment.versions[1:]]


def test_the_same_form_sent_twice_is_one_addendum(desk: Desk) -> None:
    form = _form(desk)

    answers = [desk.client.post(desk.url("addendum"), data=form) for _ in range(2)]

    assert [(answer.status_code, answer.location) for answer in answers] == [(303, desk.url(""))] * 2
    assert _addenda(desk) == [(2, "Bruise of 2 cm")]


def test_the_same_words_against_a_newer_version_are_another_addendum(desk: Desk) -> None:
    for _ in range(2):
        assert desk.client.post(desk.url("addendum"), data=_form(desk)).status_code == 303

    assert [number for number, _ in _addenda(desk)] == [2, 3]


def test_another_text_against_an_old_version_is_kept_and_not_signed(desk: Desk, sign_in: SignInFixture) -> None:
    form = _form(desk)
    colleague = sign_in(Role.PRACTITIONER, clinic=desk.client.actor.clinic_id, name="Tom Brandt")
    colleague.post(desk.url("addendum"), data=_form(desk, colleague, text="She called back: well."))

    answer = desk.client.post(desk.url("addendum"), data=form)
    again = desk.client.post(desk.url("addendum"), data=form_in(answer, "addendum"))

    assert answer.status_code == 409
    assert "Somebody added to this note" in answer.text
    assert "She called back: well." in answer.text
    assert form_in(answer, "addendum").get("text") == "Bruise of 2 cm"
    assert form_in(answer, "addendum").get("reason") == "Seen later"
    assert again.status_code == 303
    assert _addenda(desk) == [(2, "She called back: well."), (3, "Bruise of 2 cm")]


def test_the_same_words_of_two_people_are_two_addenda(desk: Desk, sign_in: SignInFixture) -> None:
    form = _form(desk)
    colleague = sign_in(Role.PRACTITIONER, clinic=desk.client.actor.clinic_id, name="Tom Brandt")
    colleague.post(desk.url("addendum"), data=form)

    assert desk.client.post(desk.url("addendum"), data=form).status_code == 409


@pytest.mark.parametrize("version", [None, "", "one", "-1", "9" * 5_000, "\N{ARABIC-INDIC DIGIT ONE}", "0", "7"])
def test_a_page_that_does_not_say_what_it_read_adds_nothing(desk: Desk, version: str | None) -> None:
    answer = desk.client.post(desk.url("addendum"), data=_form(desk, version=version))

    assert answer.status_code == 409
    assert form_in(answer, "addendum").get("text") == "Bruise of 2 cm"
    assert form_in(answer, "addendum").get("version") == "1"
    assert _addenda(desk) == []


def test_a_note_that_was_retracted_meanwhile_keeps_the_words_on_the_page(desk: Desk) -> None:
    form = _form(desk)
    desk.client.post(desk.url("retract"), data={"reason": "Wrong patient"})

    answer = desk.client.post(desk.url("addendum"), data=form)

    assert answer.status_code == 409
    assert "Bruise of 2 cm" in answer.text
    assert _addenda(desk) == []


def test_an_addendum_asks_for_the_password_when_the_proof_is_old(desk: Desk) -> None:
    assert 'name="password"' not in desk.client.get(desk.url("")).text
    forget_the_proof(desk)
    assert 'name="password"' in desk.client.get(desk.url("")).text

    without = desk.client.post(desk.url("addendum"), data=_form(desk))
    wrong = desk.client.post(desk.url("addendum"), data=_form(desk, password="not this one"))
    right = desk.client.post(desk.url("addendum"), data=_form(desk, password=PASSWORD))

    assert (without.status_code, wrong.status_code, right.status_code) == (422, 422, 303)
    assert "Enter your password" in without.text
    assert "This is not your password" in wrong.text
    assert 'id="password-error"' in wrong.text
    assert form_in(wrong, "addendum").get("text") == "Bruise of 2 cm"
    assert "not this one" not in wrong.text
    assert _addenda(desk) == [(2, "Bruise of 2 cm")]


def test_who_only_added_to_a_note_does_not_retract_it(desk: Desk, sign_in: SignInFixture) -> None:
    colleague = sign_in(Role.PRACTITIONER, clinic=desk.client.actor.clinic_id, name="Tom Brandt")
    colleague.post(desk.url("addendum"), data=_form(desk, colleague))

    page = colleague.get(desk.url(""))

    assert "Bruise of 2 cm" in page.text
    assert "Retract session" not in page.text
    assert colleague.post(desk.url("retract"), data={"reason": "Wrong"}).status_code == 403
    assert "Retract session" in desk.client.get(desk.url("")).text
