"""Rooms, the boxes in use in them, and who works where; on both databases."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.login_sessions import Lifetime, begin_login_session
from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.models import AuditEntry
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from clinic_log.base.settings import Settings
from clinic_log.rooms.actions import add_room, choose_room, open_box, put_away, restore_room, retire_room
from clinic_log.rooms.queries import find_own_room, get_box, get_room, list_rooms
from tests.accounts.factories import make_actor
from tests.queries import count_queries
from tests.rooms.factories import box, make_room


@pytest.fixture
def by(db: Session) -> SignedIn:
    return make_actor(db)


def own_name(db: Session, by: SignedIn) -> str:
    room = find_own_room(db, by=by)
    return room.name if room else ""


def signed_in(db: Session, by: SignedIn, settings: Settings, *, address: str) -> SignedIn:
    """The person in a browser of their own."""
    lifetime = Lifetime(now=now_utc(), absolute_limit=settings.absolute_limit)
    begun = begin_login_session(db, user_id=by.user_id, clinic_id=by.clinic_id, lifetime=lifetime)
    return replace(begun.give_to(by, now=now_utc(), address=None), address=address)


def test_the_boxes_of_a_room_are_in_use_until_they_are_put_away(db: Session, by: SignedIn) -> None:
    room = make_room(db, by=by, boxes=(box(), box(lot="B 2")))
    first = room.boxes[0]
    put_away(db, by=by, box=first)
    put_away(db, by=by, box=first)

    (listed,) = list_rooms(db, by=by)
    assert [one.lot for one in listed.boxes] == ["B 2"]
    acts = db.scalars(select(AuditEntry.action).where(AuditEntry.action.like("rooms.%")).order_by(AuditEntry.sequence))
    assert list(acts) == ["rooms.room_added", "rooms.box_opened", "rooms.box_opened", "rooms.box_put_away"]


def test_the_same_box_is_opened_once(db: Session, by: SignedIn) -> None:
    room = make_room(db, by=by, boxes=(box(),))

    again = open_box(db, by=by, room=room, box=box(lot="lt4711"))

    (listed,) = list_rooms(db, by=by)
    assert [one.id for one in listed.boxes] == [again.id]


def test_a_clinic_with_one_room_asks_nobody(db: Session, by: SignedIn) -> None:
    assert own_name(db, by) == ""

    make_room(db, by=by)

    assert own_name(db, by) == "Room 1"


def test_a_browser_remembers_its_room_and_another_one_does_not(
    *, db: Session, engine: Engine, by: SignedIn, settings: Settings
) -> None:
    first, second = make_room(db, by=by), make_room(db, by=by, name="Room 2")
    here = signed_in(db, by, settings, address="10.0.0.1")
    elsewhere = signed_in(db, by, settings, address="10.0.0.2")
    assert own_name(db, here) == ""

    choose_room(db, by=here, room=first)
    choose_room(db, by=elsewhere, room=second)
    tomorrow = signed_in(db, by, settings, address="10.0.0.1")

    assert [own_name(db, who) for who in (here, elsewhere, tomorrow)] == ["Room 1", "Room 2", "Room 1"]
    with count_queries(engine) as statements:
        find_own_room(db, by=here)
    assert len(statements) == 2


def test_the_newest_choice_counts(db: Session, by: SignedIn) -> None:
    first, second = make_room(db, by=by), make_room(db, by=by, name="Room 2")
    for room in (first, second):
        choose_room(db, by=by, room=room)

    assert own_name(db, by) == "Room 2"


def test_a_retired_room_is_offered_no_more(db: Session, by: SignedIn) -> None:
    room = make_room(db, by=by)
    administrator = make_actor(db, Role.ADMINISTRATOR, clinic=db.get_one(Clinic, by.clinic_id))
    retire_room(db, by=administrator, room=room)

    assert own_name(db, by) == ""
    with pytest.raises(ConflictError):
        choose_room(db, by=by, room=room)
    with pytest.raises(ConflictError):
        open_box(db, by=by, room=room, box=box())
    restore_room(db, by=administrator, room=room)
    assert own_name(db, by) == "Room 1"


def test_a_name_is_taken_once(db: Session, by: SignedIn) -> None:
    make_room(db, by=by)
    administrator = make_actor(db, Role.ADMINISTRATOR, clinic=db.get_one(Clinic, by.clinic_id))

    with pytest.raises(InvalidInputError, match="room of this name"):
        add_room(db, by=administrator, name="room 1")


def test_rooms_are_those_of_the_clinic_and_of_who_may(db: Session, by: SignedIn) -> None:
    room = make_room(db, by=by, boxes=(box(),))
    stranger, supervisor = make_actor(db), make_actor(db, Role.SUPERVISOR)

    with pytest.raises(NotFoundError):
        get_room(db, by=stranger, room_id=room.id)
    with pytest.raises(NotFoundError):
        get_box(db, by=stranger, box_id=room.boxes[0].id)
    with pytest.raises(ForbiddenError):
        add_room(db, by=by, name="Mine")
    with pytest.raises(ForbiddenError):
        open_box(db, by=supervisor, room=room, box=box())
    assert list_rooms(db, by=stranger) == []
