"""Filters under a name: one's own, renamed, removed, one of them shown first."""

import pytest
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.base.errors import ForbiddenError, InvalidInputError, NotFoundError
from clinic_log.supervision.actions import choose_default_view, keep_view, remove_view, rename_view
from clinic_log.supervision.queries.saved_views import get_view, list_views
from tests.accounts.factories import make_actor

NECK = {"period": "everything", "condition": "neck-pain"}


@pytest.fixture
def by(db: Session) -> SignedIn:
    return make_actor(db, Role.SUPERVISOR)


def test_views_are_ones_own_and_in_the_order_of_their_names(db: Session, by: SignedIn) -> None:
    other = make_actor(db, Role.SUPERVISOR, clinic=db.get_one(Clinic, by.clinic_id))
    keep_view(db, by=by, name="Neck", chosen=NECK)
    foreign = keep_view(db, by=other, name="Neck", chosen=NECK)
    keep_view(db, by=by, name="  all   of it ", chosen={"period": "everything"})

    assert [(view.name, view.filter["period"]) for view in list_views(db, by=by)] == [
        ("all of it", "everything"),
        ("Neck", "everything"),
    ]
    for act in (lambda: get_view(db, by=by, view_id=foreign.id), lambda: remove_view(db, by=by, view=foreign)):
        with pytest.raises(NotFoundError):
            act()


@pytest.mark.parametrize("name", ["", "   ", "neck", "x" * 81, "a\N{RIGHT-TO-LEFT OVERRIDE}b\N{NULL}"])
def test_a_view_needs_a_name_of_its_own(db: Session, by: SignedIn, name: str) -> None:
    keep_view(db, by=by, name="Neck", chosen=NECK)

    with pytest.raises(InvalidInputError):
        keep_view(db, by=by, name=name, chosen=NECK)

    assert len(list_views(db, by=by)) == 1


def test_a_view_can_be_renamed_and_removed(db: Session, by: SignedIn) -> None:
    neck, knee = (keep_view(db, by=by, name=name, chosen=NECK) for name in ("Neck", "Knee"))

    rename_view(db, by=by, view=neck, name="Necks")
    with pytest.raises(InvalidInputError, match="called necks already"):
        rename_view(db, by=by, view=knee, name="necks")
    db.refresh(knee)
    remove_view(db, by=by, view=neck)

    assert [view.name for view in list_views(db, by=by)] == ["Knee"]


def test_one_view_at_most_is_shown_first(db: Session, by: SignedIn) -> None:
    neck, knee = (keep_view(db, by=by, name=name, chosen=NECK) for name in ("Neck", "Knee"))

    for view in (neck, knee):
        choose_default_view(db, by=by, view=view, is_default=True)
    assert [view.name for view in list_views(db, by=by) if view.is_default] == ["Knee"]

    choose_default_view(db, by=by, view=knee, is_default=False)
    assert not any(view.is_default for view in list_views(db, by=by))


def test_only_who_may_see_the_figures_keeps_views(db: Session) -> None:
    with pytest.raises(ForbiddenError):
        keep_view(db, by=make_actor(db, Role.PRACTITIONER), name="Neck", chosen=NECK)
