"""Rows stand in the order of the page, whatever their names are, and are moved by buttons without scripts."""

import pytest

from clinic_log.treatments.forms.fields_sent import Fields, with_row_button

FIELDS: Fields = [
    ["kind", "needling"],
    *(["needlings-4-uid", "first"], ["needlings-4-muscle", "soleus"]),
    *(["needlings-0-uid", "second"], ["needlings-0-muscle", "infraspinatus"]),
    ["measurements-0-uid", "measure"],
    ["notes", "calm"],
]


def _pressed(name: str, uid: str) -> Fields:
    moved = with_row_button([*((field, [text]) for field, text in FIELDS), (name, [uid])])
    assert moved is not None
    return moved


@pytest.mark.parametrize(("name", "uid"), [("move_up", "second"), ("move_down", "first")])
def test_a_row_moves_one_place_with_all_that_is_in_it(name: str, uid: str) -> None:
    moved = _pressed(name, uid)

    assert moved == [FIELDS[0], *FIELDS[3:5], *FIELDS[1:3], *FIELDS[5:]]


@pytest.mark.parametrize(
    ("name", "uid"), [("move_up", "first"), ("move_down", "second"), ("move_up", "measure"), ("move_up", "nothing")]
)
def test_a_row_at_the_end_and_an_unknown_one_stay(name: str, uid: str) -> None:
    assert _pressed(name, uid) == FIELDS
