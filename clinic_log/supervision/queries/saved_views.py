"""The views that a person kept."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from clinic_log.base.base_model import LARGEST_ID
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.supervision.models import SavedView


def list_views(db: Session, *, by: Actor) -> Sequence[SavedView]:
    """One's own, by name."""
    return db.scalars(_scoped(by).order_by(SavedView.name_key)).all()


def get_view(db: Session, *, by: Actor, view_id: int) -> SavedView:
    """One of one's own, or NotFoundError."""
    found = db.scalars(_scoped(by).where(SavedView.id == min(view_id, LARGEST_ID))).one_or_none()
    if found is None:
        raise NotFoundError("There is no such view.")
    return found


def _scoped(by: Actor) -> Select[SavedView]:
    return select(SavedView).where(SavedView.clinic_id == by.clinic_id, SavedView.owner_id == by.user_id)
