"""Favourites that a person may apply: their own and the clinic's."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from clinic_log.base.base_model import LARGEST_ID
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.treatments.models import Favourite


def list_favourites(db: Session, *, by: Actor) -> Sequence[Favourite]:
    """One's own first, then the clinic's, each by name."""
    return db.scalars(_scoped(by).order_by(Favourite.owner_key.desc(), Favourite.name_key)).all()


def get_favourite(db: Session, *, by: Actor, favourite_id: int) -> Favourite:
    """A favourite of this person or of the clinic, or NotFoundError."""
    found = db.scalars(_scoped(by).where(Favourite.id == min(favourite_id, LARGEST_ID))).one_or_none()
    if found is None:
        raise NotFoundError("There is no such favourite.")
    return found


def _scoped(by: Actor) -> Select[Favourite]:
    return select(Favourite).where(
        Favourite.clinic_id == by.clinic_id, or_(Favourite.owner_id.is_(None), Favourite.owner_id == by.user_id)
    )
