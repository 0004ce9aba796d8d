"""Two rooms of the invented clinic and the boxes in use in them, one of which expires soon after the last day."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.rooms.actions import add_room, choose_room, open_box
from clinic_log.rooms.rules import BoxDetails

_THIS_MACHINE: Final = "127.0.0.1"
_ROOMS: Final = (
    ("Room 1", (("Seirin J-Type 0.25 × 25 mm", "S25-0417", 400), ("Seirin J-Type 0.30 × 50 mm", "S30-2210", 300))),
    ("Room 2", (("Hwato 0.30 × 40 mm", "HW 8812 B", 20),)),
)


def add_rooms(db: Session, team: tuple[SignedIn, ...], *, last_day: date) -> None:
    """The practitioners work in the two rooms by turns, as they said at their first sign-in."""
    administrator = next(person for person in team if Role.ADMINISTRATOR in person.roles)
    practitioners = [person for person in team if Role.PRACTITIONER in person.roles]
    rooms = []
    for name, boxes in _ROOMS:
        room = add_room(db, by=administrator, name=name)
        rooms.append(room)
        for product, lot, days in boxes:
            box = BoxDetails(product=product, lot=lot, expires_on=last_day + timedelta(days=days))
            open_box(db, by=practitioners[0], room=room, box=box)
    for number, person in enumerate(practitioners):
        choose_room(db, by=replace(person, address=_THIS_MACHINE), room=rooms[number % len(rooms)])
