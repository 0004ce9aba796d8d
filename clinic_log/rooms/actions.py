"""Which rooms there are, which boxes of needles are in use in them, and who works where."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.rooms.models import NeedleBox, Room, RoomChoice
from clinic_log.rooms.queries import list_rooms
from clinic_log.rooms.rules import BoxDetails, find_box_problems, find_room_problems, lot_key


def add_room(db: Session, *, by: Actor, name: str) -> Room:
    """InvalidInputError for a name that is missing or taken."""
    by.require(Permission.MANAGE_CLINIC)
    _take_turns(db, by)
    taken = [room.name for room in list_rooms(db, by=by, retired=True)]
    for problem in find_room_problems(name, taken=taken):
        raise InvalidInputError(problem.text, field=problem.field)
    room = Room(clinic_id=by.clinic_id, name=name, created_by_id=by.user_id)
    db.add(room)
    db.flush()  # the audit entry names its id
    record_change(db, by=by, act=_about_room(room, "added"))
    return room


def retire_room(db: Session, *, by: Actor, room: Room) -> None:
    """Offer it no more. Retiring twice changes nothing."""
    by.require(Permission.MANAGE_CLINIC)
    _take_turns(db, by)
    db.refresh(room)
    if room.retired_at is None:
        room.retired_at, room.retired_by_id = now_utc(), by.user_id
        db.flush()
        record_change(db, by=by, act=_about_room(room, "retired"))


def restore_room(db: Session, *, by: Actor, room: Room) -> None:
    """Offer it again, with the boxes that stood in it. Restoring twice changes nothing."""
    by.require(Permission.MANAGE_CLINIC)
    _take_turns(db, by)
    db.refresh(room)
    if room.retired_at is not None:
        room.retired_at, room.retired_by_id = None, None
        db.flush()
        record_change(db, by=by, act=_about_room(room, "restored"))


def choose_room(db: Session, *, by: Actor, room: Room) -> RoomChoice:
    """Say that one works here, on this browser. ConflictError for a room that was retired."""
    by.require(Permission.WRITE_SESSION)
    _require_in_use(room)
    choice = RoomChoice(
        room_id=room.id,
        user_id=by.user_id,
        created_by_id=by.user_id,
        login_session_id=by.login_session_id,
        address=by.address,
    )
    db.add(choice)
    db.flush()
    record_change(db, by=by, act=_about_room(room, "chosen"))
    return choice


def open_box(db: Session, *, by: Actor, room: Room, box: BoxDetails) -> NeedleBox:
    """Put a box in use in a room: it stands on every session begun there until it is put away. The same lot of the same
    product again gives the box that is there. InvalidInputError for what is missing, ConflictError in a retired room.
    """
    by.require(Permission.WRITE_SESSION)
    _take_turns(db, by)
    _require_in_use(room)
    for problem in find_box_problems(box, today=day_in_zone(now_utc(), by.zone)):
        raise InvalidInputError(problem.text, field=problem.field)
    standing = db.scalars(select(NeedleBox).where(NeedleBox.room_id == room.id, NeedleBox.put_away_at.is_(None)))
    known = next((one for one in standing if _is_same(one, box)), None)
    if known is not None:
        return known
    row = NeedleBox(
        room_id=room.id, product=box.product, lot=box.lot, expires_on=box.expires_on, created_by_id=by.user_id
    )
    db.add(row)
    db.flush()
    record_change(db, by=by, act=_about_box(row, "opened"))
    return row


def put_away(db: Session, *, by: Actor, box: NeedleBox) -> None:
    """Take a box out of use. Sessions that it stands on keep it. Twice changes nothing."""
    by.require(Permission.WRITE_SESSION)
    _take_turns(db, by)
    db.refresh(box)
    if box.put_away_at is None:
        box.put_away_at, box.put_away_by_id = now_utc(), by.user_id
        db.flush()
        record_change(db, by=by, act=_about_box(box, "put_away"))


def _is_same(row: NeedleBox, box: BoxDetails) -> bool:
    return (lot_key(row.lot), lot_key(row.product), row.expires_on) == (
        lot_key(box.lot),
        lot_key(box.product),
        box.expires_on,
    )


def _require_in_use(room: Room) -> None:
    if room.retired_at is not None:
        raise ConflictError("This room is retired. Choose another one.")


def _take_turns(db: Session, by: Actor) -> None:
    """Two who write at once take turns, so that a second tap finds what the first one made."""
    db.execute(select(Clinic.id).where(Clinic.id == by.clinic_id).with_for_update())


def _about_room(room: Room, verb: str) -> Act:
    return Act(action=f"rooms.room_{verb}", object_type="room", object_id=room.id)


def _about_box(box: NeedleBox, verb: str) -> Act:
    return Act(action=f"rooms.box_{verb}", object_type="needle_box", object_id=box.id)
