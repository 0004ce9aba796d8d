"""Two texts of one note: both are shown, only what one of them left as it was is suggested, and one note is made."""

import re

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from clinic_log.accounts.rules import Role
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.treatments.pages import Desk, NoteForm, begin_work, blank_note, form_in, needling_note, stored


@pytest.fixture
def desk(sign_in: SignInFixture, engine: Engine) -> Desk:
    """A needling visit that was saved once."""
    desk = begin_work(sign_in(Role.PRACTITIONER), engine)
    assert desk.client.post(desk.edit_url, data=needling_note(desk)).status_code == 303
    return desk


@pytest.fixture
def colleague(desk: Desk, sign_in: SignInFixture) -> SignedInClient:
    return sign_in(Role.PRACTITIONER, clinic=desk.client.actor.clinic_id, name="Tom Brandt")


def _note(client: SignedInClient, desk: Desk) -> NoteForm:
    return form_in(client.get(desk.edit_url))


def _save(client: SignedInClient, desk: Desk, note: NoteForm) -> TestResponse:
    return client.post(desk.edit_url, data=note)


def _choices(answer: TestResponse) -> dict[str, str]:
    """Every question of the page with what is chosen."""
    found: dict[str, str] = {}
    for control in re.findall(r"<input type=\"radio\"[^>]*>", answer.text):
        name = re.search(r'name="(keep:[^"]+)"', control)
        value = re.search(r'value="(\w+)"', control)
        assert name
        assert value
        found.setdefault(name[1], "")
        if " checked" in control:
            found[name[1]] = value[1]
    return found


def _settle(client: SignedInClient, desk: Desk, page: TestResponse, **choices: str) -> TestResponse:
    return client.post(desk.url("conflict"), data=form_in(page, "conflict").with_values(**choices))


def _conflict(desk: Desk, colleague: SignedInClient) -> TestResponse:
    """Ruth changed notes and needles; Tom changed notes and removed nothing."""
    mine, theirs = _note(desk.client, desk), _note(colleague, desk)
    theirs = theirs.with_values(notes="By Tom", **{"needlings-0-needles": "1", "measurements-0-after": "4"})
    assert _save(colleague, desk, theirs).status_code == 303
    return _save(desk.client, desk, mine.with_values(notes="By Ruth", **{"needlings-0-needles": "3"}))


def test_both_texts_stand_side_by_side_and_what_both_changed_is_not_chosen(
    desk: Desk, colleague: SignedInClient
) -> None:
    page = _conflict(desk, colleague)

    assert page.status_code == 409
    assert "By Ruth" in page.text
    assert "By Tom" in page.text
    choices = _choices(page)
    assert len(choices) == 3
    assert {key.rpartition(".")[2]: choice for key, choice in choices.items()} == {
        "keep:notes": "",
        "needles": "",
        "after": "theirs",
    }
    assert "Changed only in the other" in page.text
    assert re.search(r"Tom Brandt, \d\d:\d\d", page.text)
    assert re.search(r"Yours, \d\d:\d\d", page.text)
    assert "With yours: 3 in, 2 out. With the other: 1 in, 2 out." in page.text
    with Session(desk.engine) as db:
        assert stored(db, desk.session_id).notes == "By Tom"


def test_what_is_chosen_of_each_becomes_one_note_with_the_newest_revision(
    desk: Desk, colleague: SignedInClient
) -> None:
    page = _conflict(desk, colleague)
    keys = list(_choices(page))
    needles = next(key for key in keys if key.endswith(".needles"))
    after = next(key for key in keys if key.endswith(".after"))

    answer = _settle(desk.client, desk, page, **{"keep:notes": "mine", needles: "theirs", after: "theirs"})

    assert answer.status_code == 303
    with Session(desk.engine) as db:
        kept = stored(db, desk.session_id)
        assert (kept.notes, kept.needlings[0].needles, kept.measurements[0].after) == ("By Ruth", 1, 4)
        assert (kept.measurements[0].before, len(kept.needlings), len(kept.measurements)) == (7, 1, 1)
    assert "Draft restored" not in desk.client.get(desk.edit_url).text


def test_two_long_texts_can_both_stay(desk: Desk, colleague: SignedInClient) -> None:
    page = _conflict(desk, colleague)
    everything = dict.fromkeys(_choices(page), "mine")

    _settle(desk.client, desk, page, **{**everything, "keep:notes": "both"})

    with Session(desk.engine) as db:
        assert stored(db, desk.session_id).notes == "By Tom\n\nBy Ruth"


def test_a_missing_choice_saves_nothing_and_keeps_the_others(desk: Desk, colleague: SignedInClient) -> None:
    page = _conflict(desk, colleague)

    after = next(key for key in _choices(page) if key.endswith(".after"))

    answer = _settle(desk.client, desk, page, **{"keep:notes": "mine", after: ""})

    assert answer.status_code == 422
    assert _choices(answer)["keep:notes"] == "mine"
    assert "2 things to choose before this can be saved" in answer.text
    with Session(desk.engine) as db:
        assert stored(db, desk.session_id).notes == "By Tom"


@pytest.mark.parametrize(("side", "notes", "needles"), [("mine", "By Ruth", 3), ("theirs", "By Tom", 1)])
def test_a_button_chooses_everything_of_one_text(  # noqa: PLR0917 -- two fixtures and three values
    desk: Desk, colleague: SignedInClient, side: str, notes: str, needles: int
) -> None:
    page = _conflict(desk, colleague)

    chosen = _settle(desk.client, desk, page, keep_all=side)
    assert chosen.status_code == 200
    assert set(_choices(chosen).values()) == {side}
    assert _settle(desk.client, desk, chosen, **_choices(chosen)).status_code == 303

    with Session(desk.engine) as db:
        kept = stored(db, desk.session_id)
        assert (kept.notes, kept.needlings[0].needles) == (notes, needles)


def test_a_third_save_brings_the_page_again(desk: Desk, colleague: SignedInClient) -> None:
    page = _conflict(desk, colleague)
    _save(colleague, desk, _note(colleague, desk).with_values(notes="By Tom, later"))

    answer = _settle(desk.client, desk, page, **dict.fromkeys(_choices(page), "mine"))

    assert answer.status_code == 409
    assert "changed once more" in answer.text
    assert "By Tom, later" in answer.text
    assert _choices(answer)["keep:notes"] == ""
    assert _settle(desk.client, desk, answer, **dict.fromkeys(_choices(answer), "mine")).status_code == 303


def test_a_row_that_one_removed_is_a_question_of_its_own(desk: Desk, colleague: SignedInClient) -> None:
    mine, theirs = _note(desk.client, desk), _note(colleague, desk)
    uid = mine["needlings-0-uid"]
    without = NoteForm([(name, text) for name, text in theirs.items(multi=True) if not name.startswith("needlings-")])
    assert _save(colleague, desk, without).status_code == 303

    page = _save(desk.client, desk, mine.with_values(**{"needlings-0-needles": "4"}))

    assert "Not there" in page.text
    assert f"keep:needlings.{uid}" in _choices(page)
    _settle(desk.client, desk, page, **dict.fromkeys(_choices(page), "mine"))
    with Session(desk.engine) as db:
        (row,) = stored(db, desk.session_id).needlings
        assert (row.uid, row.needles) == (uid, 4)


def test_a_row_that_both_made_for_one_measure_is_one_row(sign_in: SignInFixture, engine: Engine) -> None:
    desk = begin_work(sign_in(Role.PRACTITIONER), engine)
    colleague = sign_in(Role.PRACTITIONER, clinic=desk.client.actor.clinic_id, name="Tom Brandt")
    mine, theirs = _note(desk.client, desk), _note(colleague, desk)
    _save(colleague, desk, theirs.with_values(**{"measurements-0-before": "6"}))

    page = _save(desk.client, desk, mine.with_values(**{"measurements-0-before": "7"}))

    keys = [key.rpartition(".")[2] for key in _choices(page)]
    assert keys == ["before", "rater"]  # saving said who had measured
    _settle(desk.client, desk, page, **dict.fromkeys(_choices(page), "mine"))
    with Session(desk.engine) as db:
        assert [row.before for row in stored(db, desk.session_id).measurements] == [7]


def test_a_row_that_only_one_added_is_suggested_and_still_asked(desk: Desk, colleague: SignedInClient) -> None:
    mine, theirs = _note(desk.client, desk), _note(colleague, desk)
    added = {"needlings-1-uid": "added", "needlings-1-muscle": "levator-scapulae", "needlings-1-side": "left"}
    _save(colleague, desk, theirs.with_values(**added, **{"needlings-1-needles": "1"}))

    page = _save(desk.client, desk, mine.with_values(notes="By Ruth"))

    assert _choices(page)["keep:needlings.added"] == "theirs"
    assert _choices(page)["keep:notes"] == "mine"
    assert _settle(desk.client, desk, page, **_choices(page)).status_code == 303
    with Session(desk.engine) as db:
        kept = stored(db, desk.session_id)
        assert (kept.notes, len(kept.needlings)) == ("By Ruth", 2)


def test_a_text_whose_beginning_is_not_known_has_nothing_chosen(desk: Desk, colleague: SignedInClient) -> None:
    mine, theirs = _note(desk.client, desk), _note(colleague, desk)
    _save(colleague, desk, theirs.with_values(home_programme="By Tom"))

    page = _save(desk.client, desk, mine.with_values(notes="By Ruth", base=None))

    assert _choices(page) == {"keep:notes": "", "keep:home_programme": ""}


def test_two_pages_of_one_person_are_settled_in_the_same_way(desk: Desk) -> None:
    old, later = blank_note(desk).with_values(notes="Old page"), blank_note(desk).with_values(notes="Later page")
    desk.client.post(desk.edit_url, data=later.with_values(add_row="needlings"))

    page = desk.client.post(desk.edit_url, data=old)

    assert page.status_code == 409
    assert "You changed this note on two pages" in page.text
    assert _settle(desk.client, desk, page, **dict.fromkeys(_choices(page), "mine")).status_code == 303
    with Session(desk.engine) as db:
        assert stored(db, desk.session_id).notes == "Old page"


def test_a_draft_that_was_overtaken_opens_with_both_texts(desk: Desk, colleague: SignedInClient) -> None:
    mine = blank_note(desk).with_values(notes="Typed by Ruth")
    fields = [list(pair) for pair in mine.items(multi=True)]
    revision = int(mine["draft_revision"])
    body = {"fields": fields, "revision": revision, "author": desk.client.actor.user_id}
    assert desk.client.put(desk.url("draft"), json=body).status_code == 200
    _save(colleague, desk, _note(colleague, desk).with_values(notes="Saved by Tom"))

    page = desk.client.get(desk.edit_url)

    assert page.status_code == 200
    assert list(_choices(page)) == ["keep:notes"]
    assert _settle(desk.client, desk, page, **{"keep:notes": "mine"}).status_code == 303


@pytest.mark.parametrize("mine", [None, "", "{", "5", "[[1]]"])
def test_a_page_without_ones_own_text_is_refused(desk: Desk, mine: str | None) -> None:
    assert desk.client.post(desk.url("conflict"), data={} if mine is None else {"mine": mine}).status_code == 422
