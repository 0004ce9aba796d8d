"""Rooms and boxes for tests."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.rooms.actions import add_room, open_box
from clinic_log.rooms.models import Room
from clinic_log.rooms.rules import BoxDetails
from tests.accounts.factories import make_actor


def box(**changes: object) -> BoxDetails:
    """A box that does not expire for years."""
    known: dict[str, Any] = {"product": "Seirin J 0.25 × 25", "lot": "LT 47-11", "expires_on": date(2031, 3, 31)}
    return BoxDetails(**known | changes)


def make_room(db: Session, *, by: SignedIn, name: str = "Room 1", boxes: tuple[BoxDetails, ...] = ()) -> Room:
    """A room of the clinic of `by`, who opens the boxes in it."""
    administrator = make_actor(db, Role.ADMINISTRATOR, clinic=db.get_one(Clinic, by.clinic_id))
    room = add_room(db, by=administrator, name=name)
    for one in boxes:
        open_box(db, by=by, room=room, box=one)
    return room
