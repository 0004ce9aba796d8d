"""The page of rooms: choosing one, opening a box, putting it away."""

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.rooms.models import NeedleBox, Room
from tests.accounts.signed_in import SignedInClient, SignInFixture


@pytest.fixture
def administrator(sign_in: SignInFixture) -> SignedInClient:
    return sign_in(Role.ADMINISTRATOR)


@pytest.fixture
def ruth(administrator: SignedInClient, sign_in: SignInFixture) -> SignedInClient:
    return sign_in(clinic=administrator.actor.clinic_id)


def add_rooms(administrator: SignedInClient, engine: Engine) -> list[int]:
    for name in ("Room 1", "Room 2"):
        assert administrator.post("/rooms", data={"name": name}).status_code == 303
    with Session(engine) as db:
        return list(db.scalars(select(Room.id).order_by(Room.id)))


def test_an_empty_clinic_says_who_adds_rooms(administrator: SignedInClient, ruth: SignedInClient) -> None:
    assert "An administrator of the clinic adds rooms" in ruth.get("/rooms").text
    assert "Add a room or couch" in administrator.get("/rooms").text
    assert "Add a room or couch" not in ruth.get("/rooms").text


def test_a_room_is_chosen_and_its_box_opened_and_put_away(
    administrator: SignedInClient, ruth: SignedInClient, engine: Engine
) -> None:
    first, _second = add_rooms(administrator, engine)
    chosen = ruth.post(f"/rooms/{first}/choose", follow_redirects=True).text
    sent = {"product": "Seirin J", "lot": "LT 4711", "expires_on": "2020-01-31"}
    opened = ruth.post(f"/rooms/{first}/boxes/new", data=sent, follow_redirects=True).text
    with Session(engine) as db:
        box_id = db.scalars(select(NeedleBox.id)).one()

    assert "you work here" in chosen
    assert "This box has expired" in opened
    assert "1 box in use" in opened
    assert "lot LT 4711, use by 31 Jan 2020" in opened
    assert "1 box in use" not in ruth.post(f"/rooms/boxes/{box_id}/put-away", follow_redirects=True).text


def test_a_box_without_its_lot_is_refused_and_keeps_what_was_typed(
    administrator: SignedInClient, ruth: SignedInClient, engine: Engine
) -> None:
    first, _second = add_rooms(administrator, engine)

    undated = ruth.post(f"/rooms/{first}/boxes/new", data={"product": "Seirin J", "lot": "-", "expires_on": "31/1"})
    unnamed = ruth.post(f"/rooms/{first}/boxes/new", data={"product": "Seirin J", "lot": "-"})

    assert (undated.status_code, unnamed.status_code) == (422, 422)
    assert 'value="Seirin J"' in undated.text
    assert "Enter a date with year, month and day" in undated.text
    assert "Enter the lot as it stands on the box" in unnamed.text


def test_a_name_is_asked_and_taken_once(administrator: SignedInClient, engine: Engine) -> None:
    add_rooms(administrator, engine)

    blank = administrator.post("/rooms", data={"name": ""})
    taken = administrator.post("/rooms", data={"name": "room 1"})

    assert (blank.status_code, taken.status_code) == (422, 422)
    assert "There is a room of this name" in taken.text


def test_a_retired_room_can_be_used_again(administrator: SignedInClient, engine: Engine) -> None:
    first, _second = add_rooms(administrator, engine)

    retired = administrator.post(f"/rooms/{first}/retire", follow_redirects=True).text
    again = administrator.post(f"/rooms/{first}/restore", follow_redirects=True).text

    assert "1 retired room" in retired
    assert "1 retired room" not in again
