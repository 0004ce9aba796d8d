"""The rooms of a clinic: in which one a person works, and which boxes of needles are in use."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.rooms import actions
from clinic_log.rooms.forms import BoxForm, RoomForm
from clinic_log.rooms.queries import box_of, find_own_room, get_box, get_room, list_rooms
from clinic_log.web.database import request_session
from clinic_log.web.guards import current_actor, requires

if TYPE_CHECKING:
    from clinic_log.rooms.models import Room

blueprint = Blueprint("rooms", __name__)

Answer = str | Response | tuple[str, int]


@blueprint.get("/rooms")
@requires(Permission.SIGNED_IN)
def index() -> str:
    return _page(RoomForm())


@blueprint.post("/rooms")
@requires(Permission.MANAGE_CLINIC)
def add_room() -> Answer:
    form = RoomForm(request.form)
    if not form.validate():
        return _page(form, page_error=True), 422
    try:
        room = actions.add_room(request_session(), by=current_actor(), name=form.name.data or "")
    except InvalidInputError as error:
        form.refuse(error)
        return _page(form, page_error=True), 422
    return _done(f"{room.name} added")


@blueprint.post("/rooms/<int:room_id>/retire")
@requires(Permission.MANAGE_CLINIC)
def retire_room(room_id: int) -> Response:
    room = _change(room_id, actions.retire_room)
    return _done(f"{room.name} retired")


@blueprint.post("/rooms/<int:room_id>/restore")
@requires(Permission.MANAGE_CLINIC)
def restore_room(room_id: int) -> Response:
    room = _change(room_id, actions.restore_room)
    return _done(f"{room.name} is offered again")


@blueprint.post("/rooms/<int:room_id>/choose")
@requires(Permission.WRITE_SESSION)
def choose_room(room_id: int) -> Response:
    room = _change(room_id, actions.choose_room)
    return _done(f"You work in {room.name}: its boxes stand on every session that you begin")


@blueprint.get("/rooms/<int:room_id>/boxes/new")
@requires(Permission.WRITE_SESSION)
def box(room_id: int) -> str:
    return _box_page(room_id, BoxForm())


@blueprint.post("/rooms/<int:room_id>/boxes/new")
@requires(Permission.WRITE_SESSION)
def open_box(room_id: int) -> Answer:
    db, by, form = request_session(), current_actor(), BoxForm(request.form)
    room = get_room(db, by=by, room_id=room_id)
    if not form.validate():
        return _box_page(room_id, form, page_error=True), 422
    try:
        opened = box_of(actions.open_box(db, by=by, room=room, box=form.box()))
    except InvalidInputError as error:
        form.refuse(error)
        return _box_page(room_id, form, page_error=True), 422
    if opened.is_expired(day_in_zone(now_utc(), by.zone)):
        flash(f"This box has expired: {opened.words}. It is in use all the same", "warning")
    return _done(f"In use in {room.name}: {opened.words}")


@blueprint.post("/rooms/boxes/<int:box_id>/put-away")
@requires(Permission.WRITE_SESSION)
def put_away(box_id: int) -> Response:
    db, by = request_session(), current_actor()
    row = get_box(db, by=by, box_id=box_id)
    actions.put_away(db, by=by, box=row)
    return _done(f"Put away: {box_of(row).words}. Sessions that it stands on keep it")


def _change(room_id: int, act: Callable[..., object]) -> "Room":
    db, by = request_session(), current_actor()
    room = get_room(db, by=by, room_id=room_id)
    act(db, by=by, room=room)
    return room


def _page(form: RoomForm, **more: object) -> str:
    db, by = request_session(), current_actor()
    rooms = list_rooms(db, by=by, retired=True)
    own = find_own_room(db, by=by) if by.may(Permission.WRITE_SESSION) else None
    return render_template(
        "rooms/index.html",
        form=form,
        in_use=[room for room in rooms if not room.is_retired],
        retired=[room for room in rooms if room.is_retired],
        own_id=own.room_id if own else None,
        box_of=box_of,
        may_write=by.may(Permission.WRITE_SESSION),
        may_manage=by.may(Permission.MANAGE_CLINIC),
        may_trace=by.may(Permission.VIEW_SUPERVISION),
        **more,
    )


def _box_page(room_id: int, form: BoxForm, **more: object) -> str:
    room = get_room(request_session(), by=current_actor(), room_id=room_id)
    return render_template("rooms/box.html", form=form, room=room, **more)


def _done(words: str) -> Response:
    flash(words, "success")
    return redirect(url_for("rooms.index"), 303)
