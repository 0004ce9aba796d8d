"""When two spellings are one lot, and what a box must say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.rooms.rules import find_box_problems, find_room_problems, lot_key
from tests.rooms.factories import box

DAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    "typed", ["LT47-11", "lt 47 11", " Lt.47/11 ", "LT\N{FULLWIDTH DIGIT FOUR}7-11", "L T 4 7 1 1"]
)
def test_case_spaces_and_signs_make_no_difference(typed: str) -> None:
    assert lot_key(typed) == "lt4711"


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(text: str) -> None:
    assert lot_key(lot_key(text)) == lot_key(text)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"product": ""}, "product"), ({"lot": " - "}, "lot"), ({"expires_on": date(2206, 1, 1)}, "expires_on")],
)
def test_what_is_missing_or_cannot_be_is_refused(changes: dict[str, object], field: str) -> None:
    assert [problem.field for problem in find_box_problems(box(**changes), today=DAY)] == [field]


def test_an_expired_box_can_be_kept_and_says_so() -> None:
    old = box(expires_on=DAY)

    assert not list(find_box_problems(old, today=DAY))
    assert not old.is_expired(DAY)
    assert old.is_expired(date(2026, 11, 29))
    assert not box(expires_on=None).is_expired(DAY)
    assert box().words == "Seirin J 0.25 × 25, lot LT 47-11, use by 31 Mar 2031"


def test_a_room_has_a_name_of_its_own() -> None:
    assert [problem.field for problem in find_room_problems("ROOM 1", taken=["Room 1"])] == ["name"]
    assert not list(find_room_problems("Room 2", taken=["Room 1"]))
    assert [problem.field for problem in find_room_problems("", taken=[])] == ["name"]
