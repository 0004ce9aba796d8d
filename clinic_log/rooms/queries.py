"""Which rooms a clinic has, which boxes are in use in them, and in which one a person works."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from clinic_log.base.base_model import LARGEST_ID
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.rooms.models import NeedleBox, Room, RoomChoice
from clinic_log.rooms.rules import BoxDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomInUse:
    """A room with the boxes in use in it, the first opened first."""

    room_id: int
    name: str
    is_retired: bool
    boxes: tuple[NeedleBox, ...]


def scoped(by: Actor) -> Select[Room]:
    return select(Room).where(Room.clinic_id == by.clinic_id)


def list_rooms(db: Session, *, by: Actor, retired: bool = False) -> list[RoomInUse]:
    """By name; those in use, or the retired ones, too. One statement."""
    chosen = (
        scoped(by)
        .add_columns(NeedleBox)
        .outerjoin(NeedleBox, (NeedleBox.room_id == Room.id) & NeedleBox.put_away_at.is_(None))
        .order_by(Room.name, Room.id, NeedleBox.id)
    )
    if not retired:
        chosen = chosen.where(Room.retired_at.is_(None))
    boxes: dict[Room, list[NeedleBox]] = {}
    for room, box in db.execute(chosen):
        boxes.setdefault(room, []).extend([box] if box is not None else [])
    return [
        RoomInUse(room_id=room.id, name=room.name, is_retired=room.retired_at is not None, boxes=tuple(found))
        for room, found in boxes.items()
    ]


def get_room(db: Session, *, by: Actor, room_id: int) -> Room:
    """NotFoundError for one of another clinic."""
    room = db.scalars(scoped(by).where(Room.id == min(room_id, LARGEST_ID))).one_or_none()
    if room is None:
        raise NotFoundError("There is no such room.")
    return room


def get_box(db: Session, *, by: Actor, box_id: int) -> NeedleBox:
    """NotFoundError for one of another clinic."""
    chosen = select(NeedleBox).join(Room).where(NeedleBox.id == min(box_id, LARGEST_ID), Room.clinic_id == by.clinic_id)
    box = db.scalars(chosen).one_or_none()
    if box is None:
        raise NotFoundError("There is no such box.")
    return box


def find_own_room(db: Session, *, by: Actor) -> RoomInUse | None:
    """The room in which the person works: as chosen in this sign-in, else as chosen last at this address, else the only
    room that the clinic has. None while nobody said. At most two statements.
    """
    rooms = list_rooms(db, by=by)
    if len(rooms) < 2:
        return next(iter(rooms), None)
    here = _choice_here(db, by=by)
    return next((room for room in rooms if here is not None and room.room_id == here), None)


def boxes_in(room: RoomInUse | None) -> Sequence[BoxDetails]:
    return [box_of(box) for box in room.boxes] if room is not None else []


def box_of(row: NeedleBox) -> BoxDetails:
    return BoxDetails(product=row.product, lot=row.lot, expires_on=row.expires_on)


def _choice_here(db: Session, *, by: Actor) -> int | None:
    """The room of the newest choice of this sign-in; without one, of the newest at the same address."""
    is_here = RoomChoice.login_session_id == by.login_session_id
    chosen = (
        select(RoomChoice.room_id)
        .join(Room, Room.id == RoomChoice.room_id)
        .where(
            RoomChoice.user_id == by.user_id,
            Room.clinic_id == by.clinic_id,
            or_(is_here, RoomChoice.address.is_not_distinct_from(by.address)),
        )
        .order_by(is_here.desc().nulls_last(), RoomChoice.id.desc())
        .limit(1)
    )
    return db.scalar(chosen)
