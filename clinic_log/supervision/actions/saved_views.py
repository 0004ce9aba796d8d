"""Keeping, renaming and removing views of the team's figures."""

from collections.abc import Mapping

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act, record_change
from clinic_log.base.errors import InvalidInputError, NotFoundError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.base.text import fold
from clinic_log.supervision.models import SavedView
from clinic_log.supervision.queries.saved_views import list_views
from clinic_log.supervision.rules.saved_views import MOST_OF_ONE_PERSON, checked_view_name


def keep_view(db: Session, *, by: Actor, name: str, chosen: Mapping[str, str]) -> SavedView:
    """Keep a filter under a name. InvalidInputError when it has no name, or one that is used already."""
    by.require(Permission.VIEW_SUPERVISION)
    kept_name = checked_view_name(name)
    if len(list_views(db, by=by)) >= MOST_OF_ONE_PERSON:
        raise InvalidInputError(f"{MOST_OF_ONE_PERSON} views are the most. Remove one first", field="name")
    view = SavedView(
        clinic_id=by.clinic_id,
        owner_id=by.user_id,
        filter=dict(chosen),
        is_default=False,
        created_by_id=by.user_id,
    )
    _write(db, view, name=kept_name)
    record_change(db, by=by, act=_act("kept", view))
    return view


def rename_view(db: Session, *, by: Actor, view: SavedView, name: str) -> SavedView:
    by.require(Permission.VIEW_SUPERVISION)
    _require_own(by, view)
    _write(db, view, name=checked_view_name(name))
    record_change(db, by=by, act=_act("renamed", view))
    return view


def remove_view(db: Session, *, by: Actor, view: SavedView) -> None:
    """The figures themselves stay."""
    by.require(Permission.VIEW_SUPERVISION)
    _require_own(by, view)
    db.delete(view)
    db.flush()
    record_change(db, by=by, act=_act("removed", view))


def choose_default_view(db: Session, *, by: Actor, view: SavedView, is_default: bool) -> None:
    """What the page shows while no filter was chosen: this one, and no other one of the same person; or none."""
    by.require(Permission.VIEW_SUPERVISION)
    _require_own(by, view)
    own = (SavedView.clinic_id == by.clinic_id, SavedView.owner_id == by.user_id)
    db.execute(update(SavedView).where(*own, SavedView.is_default).values(is_default=False))
    db.refresh(view)
    view.is_default = is_default
    db.flush()
    record_change(db, by=by, act=_act("made_default" if is_default else "no_longer_default", view))


def _require_own(by: Actor, view: SavedView) -> None:
    if (view.clinic_id, view.owner_id) != (by.clinic_id, by.user_id):
        raise NotFoundError("There is no such view.")


def _write(db: Session, view: SavedView, *, name: str) -> None:
    """InvalidInputError when this person has another view of this name."""
    try:
        with db.begin_nested():
            view.name, view.name_key = name, fold(name)
            db.add(view)
            db.flush()
    except IntegrityError as error:
        text = f"There is a view called {name} already. Choose another name"
        raise InvalidInputError(text, field="name") from error


def _act(verb: str, view: SavedView) -> Act:
    return Act(action=f"view.{verb}", object_type="saved_view", object_id=view.id, version=view.revision)
