"""Keeping what is typed by the script of the page."""

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clinic_log.accounts.models import LoginSession
from clinic_log.accounts.rules import Role
from clinic_log.base.database import own_transaction
from tests.accounts.signed_in import SignInFixture
from tests.treatments.factories import days_ago
from tests.treatments.pages import Desk, NoteForm, begin_work, blank_note, form_in


@pytest.fixture
def desk(sign_in: SignInFixture, engine: Engine) -> Desk:
    return begin_work(sign_in(Role.PRACTITIONER), engine)


def _body(desk: Desk, note: NoteForm, revision: int = 0) -> dict[str, object]:
    fields = [list(pair) for pair in note.items(multi=True)]
    return {"fields": fields, "revision": revision, "author": desk.client.actor.user_id}


def test_a_draft_comes_back_exactly_as_it_was_typed_valid_or_not(desk: Desk) -> None:
    typed = blank_note(desk).with_values(notes="  Half a sent", start_clock="quarter past", needles_out="lots")

    answer = desk.client.put(desk.url("draft"), json=_body(desk, typed))
    page = desk.client.get(desk.edit_url)

    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["revision"] == 1
    assert len(answer.json["saved_at"]) == 5
    assert "Draft restored from" in page.text
    shown = form_in(page)
    assert shown["notes"].strip() == "Half a sent"
    assert shown["start_clock"] == "quarter past"
    assert shown["needles_out"] == "lots"


def test_the_answer_says_what_is_left_before_signing(desk: Desk) -> None:
    typed = blank_note(desk).with_values(kind="cancelled")

    answer = desk.client.put(desk.url("draft"), json=_body(desk, typed)).json

    assert answer is not None
    assert answer["steps"][0] == {"target": "visit", "state": "todo", "words": "enter the start"}
    assert answer["missing"] == [["visit", "visit"]]


def test_a_second_page_of_the_same_person_is_told_of_the_first(desk: Desk) -> None:
    note = blank_note(desk)
    desk.client.put(desk.url("draft"), json=_body(desk, note.with_values(notes="First")))

    answer = desk.client.put(desk.url("draft"), json=_body(desk, note.with_values(notes="Second")))

    assert answer.status_code == 409
    assert answer.json == {"revision": 1}


def test_the_last_word_of_a_page_that_goes_follows_what_it_sent_before(desk: Desk) -> None:
    """The page is gone before it hears the revision of the text that was on its way."""
    note = blank_note(desk)
    before = _body(desk, note.with_values(notes="Stiff"))
    desk.client.put(desk.url("draft"), json=before)
    last = _body(desk, note.with_values(notes="Stiff since Monday"))

    stranger = desk.client.put(desk.url("draft"), json={**last, "after": [["notes", "Typed elsewhere"]]})
    answer = desk.client.put(desk.url("draft"), json={**last, "after": before["fields"]})

    assert stranger.status_code == 409
    assert answer.status_code == 200
    assert form_in(desk.client.get(desk.edit_url))["notes"].strip() == "Stiff since Monday"


def test_a_page_can_ask_how_far_the_server_is(desk: Desk, sign_in: SignInFixture) -> None:
    colleague = sign_in(Role.PRACTITIONER, clinic=desk.client.actor.clinic_id)
    assert desk.client.get(desk.url("draft")).json == {"revision": 0}
    desk.client.put(desk.url("draft"), json=_body(desk, blank_note(desk)))

    assert desk.client.get(desk.url("draft")).json == {"revision": 1}
    assert colleague.get(desk.url("draft")).json == {"revision": 0}  # of one's own draft only


def test_a_draft_that_is_too_long_is_refused(desk: Desk) -> None:
    typed = blank_note(desk).with_values(notes="x" * 500_000)

    assert desk.client.put(desk.url("draft"), json=_body(desk, typed)).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"fields": {}},
        {"fields": [], "revision": 0},
        {"fields": [["a"]], "revision": 0, "author": 1},
        {"fields": [["a", 1]], "revision": 0, "author": 1},
        {"fields": [["a", "b"]], "revision": 0, "author": 1, "after": [["a"]]},
    ],
)
def test_what_is_no_draft_is_refused(desk: Desk, body: object) -> None:
    assert desk.client.put(desk.url("draft"), json=body).status_code == 422


def test_a_draft_needs_the_proof_against_forged_requests(desk: Desk, app: Flask) -> None:
    body = _body(desk, blank_note(desk))
    app.config["WTF_CSRF_ENABLED"] = True

    assert desk.client.put(desk.url("draft"), json=body).status_code == 400


def test_typing_lengthens_the_time_until_sign_out_and_a_repeated_attempt_does_not(desk: Desk) -> None:
    long_ago = days_ago(5 / 1440)
    body = _body(desk, blank_note(desk))

    moved = []
    for headers in ({"Clinic-Log-Background": "1"}, {}):
        with own_transaction(desk.engine) as db:
            db.get_one(LoginSession, desk.client.actor.login_session_id).last_input_at = long_ago
        desk.client.put(desk.url("draft"), json=body, headers=headers)
        with Session(desk.engine) as db:
            moved.append(db.get_one(LoginSession, desk.client.actor.login_session_id).last_input_at > long_ago)

    assert moved == [False, True]


def test_a_draft_of_a_foreign_or_unknown_session_is_refused_alike(desk: Desk, sign_in: SignInFixture) -> None:
    stranger = sign_in(Role.PRACTITIONER)
    body = _body(desk, blank_note(desk))

    assert stranger.put(desk.url("draft"), json={**body, "author": stranger.actor.user_id}).status_code == 404
    assert desk.client.put(desk.url("draft").replace("sessions/", "sessions/99"), json=body).status_code == 404


def test_a_page_of_one_person_writes_nothing_once_another_is_signed_in(desk: Desk, sign_in: SignInFixture) -> None:
    colleague = sign_in(Role.PRACTITIONER, clinic=desk.client.actor.clinic_id, name="Tom Brandt")
    typed = _body(desk, blank_note(desk).with_values(notes="Typed by Ruth"))

    assert colleague.put(desk.url("draft"), json=typed).status_code == 401
    assert "Typed by Ruth" not in colleague.get(desk.edit_url).text
    assert "Typed by Ruth" not in desk.client.get(desk.edit_url).text


def test_nobody_else_opens_a_draft(desk: Desk, sign_in: SignInFixture) -> None:
    colleague = sign_in(Role.PRACTITIONER, clinic=desk.client.actor.clinic_id, name="Tom Brandt")

    desk.client.put(desk.url("draft"), json=_body(desk, blank_note(desk).with_values(notes="Half a thought")))

    assert "Half a thought" in desk.client.get(desk.edit_url).text
    for page in ("edit", "", "sign"):
        assert "Half a thought" not in colleague.get(desk.url(page)).text


def test_a_signed_note_takes_no_draft(desk: Desk) -> None:
    note = blank_note(desk).with_values(kind="cancelled", start_day="2026-11-02", start_clock="09:00")
    desk.client.post(desk.edit_url, data=note)
    sign_page = desk.client.get(desk.url("sign"))
    assert desk.client.post(desk.url("sign"), data=form_in(sign_page, "sign")).status_code == 303

    assert desk.client.put(desk.url("draft"), json=_body(desk, note, 1)).status_code == 409
