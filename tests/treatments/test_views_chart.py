"""The body chart of a note without scripts: its buttons do on the server what taps do in the browser."""

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.catalogue import body_chart
from clinic_log.treatments.models import SessionDraft
from tests.accounts.signed_in import SignInFixture
from tests.treatments.pages import Desk, NoteForm, begin_work, blank_note, needling_note, stored

CHART = {
    "needlings-0-chart_version": body_chart.version(),
    "needlings-0-chart_view": "back",
    "needlings-0-chart_x": "211.5",
    "needlings-0-chart_y": "164.9",
    "needlings-0-region": "Upper trapezius",
}


@pytest.fixture
def desk(sign_in: SignInFixture, engine: Engine) -> Desk:
    return begin_work(sign_in(Role.PRACTITIONER), engine)


def press(desk: Desk, note: NoteForm, **button: str) -> NoteForm:
    """The fields of the page after a button of the chart was pressed."""
    assert desk.client.post(desk.edit_url, data=note.with_values(**button)).status_code == 303
    return blank_note(desk)


def contradicting_note(desk: Desk) -> NoteForm:
    """The mark is on the right, the row says left."""
    return needling_note(desk).with_values(**CHART | {"needlings-0-side": "left"})


def test_a_region_adds_a_row_with_side_region_and_a_mark_in_its_middle(desk: Desk) -> None:
    note = press(desk, blank_note(desk), add_region="1", chart_region="back/upper-trapezius/right")

    assert {name: note[name] for name in CHART} == CHART
    assert note["needlings-0-side"] == "right"
    assert note["needlings-0-muscle"] == ""
    assert "Back: upper trapezius, right" in desk.client.get(desk.edit_url).text


def test_on_the_midline_left_and_right_are_two_choices(desk: Desk) -> None:
    note = press(desk, blank_note(desk), add_region="1", chart_region="front/sternum/left")

    assert note["needlings-0-side"] == "left"
    assert 'value="front/sternum/midline"' not in desk.client.get(desk.edit_url).text


@pytest.mark.parametrize(
    "place", ["", "back/upper-trapezius", "back/nowhere/right", "front/sternum/midline", "a/b/c/d"]
)
def test_a_place_that_is_not_drawn_adds_nothing(desk: Desk, place: str) -> None:
    note = press(desk, blank_note(desk), add_region="1", chart_region=place)

    assert "needlings-0-uid" not in note


def test_neither_the_field_nor_its_button_is_part_of_what_was_written(desk: Desk) -> None:
    press(desk, blank_note(desk), add_region="1", chart_region="back/upper-trapezius/right")

    with Session(desk.engine) as db:
        draft = db.scalars(select(SessionDraft)).one()
        assert not {"add_region", "chart_region"} & {name for name, _ in draft.fields}


def test_a_mark_is_saved_and_drawn_on_the_note_and_on_the_signed_page(desk: Desk) -> None:
    note = needling_note(desk).with_values(**CHART, act="save")

    assert desk.client.post(desk.edit_url, data=note).status_code == 303

    with Session(desk.engine) as db:
        row = stored(db, desk.session_id).needlings[0]
        assert (row.chart_version, row.chart_view, row.chart_x, row.chart_y) == ("1", "back", 211.5, 164.9)
        assert row.region == "Upper trapezius"
    assert "Back: upper trapezius, right" in desk.client.get(desk.url("")).text


def test_a_contradiction_of_the_sides_is_saved_asked_and_stops_signing(desk: Desk) -> None:
    note = contradicting_note(desk)

    saved = desk.client.post(desk.edit_url, data=note.with_values(act="save"))
    refused = desk.client.post(desk.edit_url, data=blank_note(desk).with_values(act="sign"))

    assert saved.status_code == 303
    assert refused.status_code == 422
    assert "Left and right disagree. The mark is on the right, the row says left" in refused.text


def test_the_side_of_the_row_is_kept_by_removing_the_mark_alone(desk: Desk) -> None:
    note = contradicting_note(desk)

    kept = press(desk, note, remove_mark=note["needlings-0-uid"])

    assert kept["needlings-0-side"] == "left"
    assert kept["needlings-0-chart_view"] == ""
    assert kept["needlings-0-muscle"] == "levator-scapulae"


def test_the_side_of_the_mark_is_taken_when_the_person_says_so(desk: Desk) -> None:
    note = contradicting_note(desk)

    taken = press(desk, note, take_side=f"{note['needlings-0-uid']}/right")

    assert taken["needlings-0-side"] == "right"
    assert taken["needlings-0-chart_view"] == "back"


@pytest.mark.parametrize("button", [{"remove_mark": "nobody"}, {"take_side": "nobody/left"}, {"take_side": "/up"}])
def test_a_row_that_is_not_there_changes_nothing(desk: Desk, button: dict[str, str]) -> None:
    note = contradicting_note(desk)

    left = press(desk, note, **button)

    assert left["needlings-0-side"] == "left"
    assert left["needlings-0-chart_view"] == "back"


def test_a_nearer_view_is_fetched_once_and_holds_no_patient(desk: Desk) -> None:
    view = desk.client.get(f"/body-chart/{body_chart.version()}/head-left")

    assert view.status_code == 200
    assert view.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert 'data-body-view="head-left"' in view.text
    assert "At risk" not in view.text
    assert 'data-at-risk="windpipe, thyroid gland and carotid artery"' in view.text


@pytest.mark.parametrize("path", ["/body-chart/1/inside", "/body-chart/0/head-left"])
def test_a_view_or_version_that_is_not_drawn_is_not_found_and_not_kept(desk: Desk, path: str) -> None:
    answer = desk.client.get(path)

    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
