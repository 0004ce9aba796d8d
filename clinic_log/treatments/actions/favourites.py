"""Keeping, renaming and removing favourites."""

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act, record_change
from clinic_log.base.errors import InvalidInputError, NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.treatments.models import Favourite
from clinic_log.treatments.rules.favourites import (
    MOST_OF_ONE_OWNER,
    FavouriteSet,
    checked_name,
    name_key,
    permission_to_change,
    to_plain,
)


def save_favourite(db: Session, *, by: Actor, name: str, chosen: FavouriteSet, for_clinic: bool) -> Favourite:
    """Keep a set under a name, for oneself or for the whole clinic. InvalidInputError when it is empty, has no name, or
    has a name that the owner uses already.
    """
    by.require(permission_to_change(is_clinics=for_clinic))
    kept_name = checked_name(name)
    if chosen.is_empty:
        raise InvalidInputError("This note has no needling, measure or other treatment to keep")
    owner_id = None if for_clinic else by.user_id
    count = select(func.count()).where(Favourite.clinic_id == by.clinic_id, Favourite.owner_key == (owner_id or 0))
    if (db.scalar(count) or 0) >= MOST_OF_ONE_OWNER:
        raise InvalidInputError(f"{MOST_OF_ONE_OWNER} favourites are the most. Remove one first")
    favourite = Favourite(
        clinic_id=by.clinic_id,
        owner_id=owner_id,
        owner_key=owner_id or 0,
        name=kept_name,
        name_key=name_key(kept_name),
        content=to_plain(chosen),
        created_by_id=by.user_id,
    )
    _write(db, favourite)
    record_change(db, by=by, act=_act("saved", favourite))
    return favourite


def rename_favourite(db: Session, *, by: Actor, favourite: Favourite, name: str) -> Favourite:
    """Rows that were filled from it keep the name that it had."""
    by.require(permission_to_change(is_clinics=favourite.owner_id is None))
    _require_own(by, favourite)
    favourite_name = checked_name(name)
    with db.no_autoflush:
        favourite.name, favourite.name_key = favourite_name, name_key(favourite_name)
        _write(db, favourite)
    record_change(db, by=by, act=_act("renamed", favourite))
    return favourite


def remove_favourite(db: Session, *, by: Actor, favourite: Favourite) -> None:
    """Notes that were filled from it stay as they are."""
    by.require(permission_to_change(is_clinics=favourite.owner_id is None))
    _require_own(by, favourite)
    db.delete(favourite)
    db.flush()
    record_change(db, by=by, act=_act("removed", favourite))


def _require_own(by: Actor, favourite: Favourite) -> None:
    if favourite.clinic_id != by.clinic_id or favourite.owner_id not in {None, by.user_id}:
        raise NotFoundError("There is no such favourite.")


def _write(db: Session, favourite: Favourite) -> None:
    """InvalidInputError when the owner has another favourite of this name."""
    name = favourite.name
    try:
        with db.begin_nested():
            db.add(favourite)
            db.flush()
    except IntegrityError as error:
        text = f"There is a favourite called {name} already. Choose another name"
        raise InvalidInputError(text, field="name") from error


def _act(verb: str, favourite: Favourite) -> Act:
    return Act(action=f"favourite.{verb}", object_type="favourite", object_id=favourite.id, version=favourite.revision)
