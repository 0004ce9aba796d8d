"""What a box of needles must say, and when two spellings are one lot.

Brand, lot and expiry of needles are missing in common records: record-fields.md, section 4.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from clinic_log.base.text import fold
from clinic_log.base.wording import day_words

NAME_LIMIT: Final = 80
PRODUCT_LIMIT: Final = 120
LOT_LIMIT: Final = 60
_LONGEST_YEARS: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxDetails:
    """What stands on the box. `expires_on` is the last day on which it may be used; None where nobody could read it."""

    product: str
    lot: str
    expires_on: date | None = None

    @property
    def words(self) -> str:
        """'Seirin J 0.25 × 25, lot 4711, use by 31 Mar 2027'."""
        until = f"use by {day_words(self.expires_on)}" if self.expires_on else ""
        return ", ".join(part for part in (self.product, f"lot {self.lot}", until) if part)

    def is_expired(self, day: date) -> bool:
        return self.expires_on is not None and day > self.expires_on


@dataclass(frozen=True, slots=True)
class RoomProblem:
    """What stops a room or box from being kept, for the field that it concerns."""

    field: str
    text: str


def lot_key(lot: str) -> str:
    """Equal for all spellings of one lot: letters and digits alone, without case. Never shown."""
    return "".join(character for character in fold(lot) if character.isalnum())


def find_room_problems(name: str, *, taken: Collection[str]) -> Iterator[RoomProblem]:
    if not name:
        yield RoomProblem("name", "Enter what the room or couch is called")
    elif fold(name) in {fold(other) for other in taken}:
        yield RoomProblem("name", "There is a room of this name. Choose another name")


def find_box_problems(box: BoxDetails, *, today: date) -> Iterator[RoomProblem]:
    """In the order of the form. An expired box can be kept: what was used must be said as it is."""
    if not box.product:
        yield RoomProblem("product", "Enter the product as it stands on the box")
    if not lot_key(box.lot):
        yield RoomProblem("lot", "Enter the lot as it stands on the box")
    if box.expires_on is not None and abs(box.expires_on.year - today.year) > _LONGEST_YEARS:
        yield RoomProblem("expires_on", f"This is more than {_LONGEST_YEARS} years away. Correct the day")
