"""The raw fields of a note as a browser sends them: what a draft keeps, and rows added or removed without scripts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import uuid4

from clinic_log.catalogue import adverse_events

Fields = list[list[str]]

ROW_GROUPS: Final = (
    *("needlings", "stimulations", "measurements", "effects_before", "effects_since", "vital_signs", "lots"),
)

_ADD: Final = "add_row"
_REMOVE: Final = "remove_row"
_ADD_EFFECT: Final = "add_effect"
_MOVES: Final = {"move_up": -1, "move_down": 1}
# Buttons of which the page knows what they do to the rows.
BUTTONS: Final = (
    *("confirm_ghost", "drop_ghost", "undo_ghost", "repeat_ghosts", "drop_ghosts"),
    *("needle_above", "both_sides", "confirm_values", "apply_favourite", "save_favourite", "take_lots"),
)
# Proofs, buttons, the place on the page, the draft's own number and what was saved before are no part of what was
# written.
_NOT_WRITTEN: Final = frozenset(
    {
        *(
            "csrf_token",
            "act",
            "place",
            "draft_revision",
            "base",
            "idempotency_key",
            _ADD,
            _ADD_EFFECT,
            _REMOVE,
            *_MOVES,
        ),
        *("add_region", "chart_region", "remove_mark", "take_side", "add_line", "choose_line"),
        *BUTTONS,
    }
)


def new_uid() -> str:
    """A name for a row, unlike any other."""
    return uuid4().hex


def fields_of(sent: Iterable[tuple[str, Sequence[str]]]) -> Fields:
    """Pairs of name and text in the order of the page: of `request.form.lists()`, or of the items of a JSON object."""
    return [[name, str(text)] for name, texts in sent if name not in _NOT_WRITTEN for text in texts]


def with_row_button(sent: Iterable[tuple[str, Sequence[str]]]) -> Fields | None:
    """The fields after the button for one more row, for one row less or for another order was pressed; None when none
    was.

    `add_row` names the group, `add_effect` the group and the kind, the others the uid. An unknown name leaves the
    fields as they are.
    """
    lists = [(name, list(texts)) for name, texts in sent]
    pressed = {name: texts[0] for name, texts in lists if name in {_ADD, _ADD_EFFECT, _REMOVE, *_MOVES} and texts}
    if not pressed:
        return None
    fields = fields_of(lists)
    if pressed.get(_ADD) in ROW_GROUPS:
        return with_row(fields, pressed[_ADD], {})
    for name, step in _MOVES.items():
        if name in pressed:
            return _with_row_moved(fields, pressed[name], step)
    if (effect := _effect_named(pressed.get(_ADD_EFFECT, ""))) is not None:
        return with_row(fields, effect[0], {"kind": effect[1]})
    return _without_row(fields, pressed.get(_REMOVE, ""))


def uids_of(fields: Fields, group: str) -> set[str]:
    """The names of the rows of a group."""
    return {text for name, text in fields if _index(name, group) and name.endswith("-uid")}


def with_row(
    fields: Fields, group: str, values: Mapping[str, str | Sequence[str]], *, uid: str | None = None
) -> Fields:
    """The fields with one more row of the group at its end, which has these texts by the last part of their names."""
    prefix = f"{group}-{_next_index(fields, group)}-"
    texts = [
        [f"{prefix}{name}", text]
        for name, value in values.items()
        for text in ([value] if isinstance(value, str) else value)
    ]
    return [*fields, [f"{prefix}uid", uid or new_uid()], *texts]


def with_values(fields: Fields, values: Mapping[str, str]) -> Fields:
    """The fields in which each of these names has this one text."""
    return [*(field for field in fields if field[0] not in values), *([name, text] for name, text in values.items())]


def _effect_named(text: str) -> tuple[str, str] | None:
    """The group and the kind of the chip that was pressed; None for an unknown one."""
    group, _, kind = text.partition(":")
    is_known = group in {"effects_before", "effects_since"} and kind in adverse_events.by_slug()
    return (group, kind) if is_known else None


def _next_index(fields: Fields, group: str) -> int:
    used = [int(index) for name, _ in fields if (index := _index(name, group)).isdigit()]
    return max(used, default=-1) + 1


def _without_row(fields: Fields, uid: str) -> Fields:
    rows = {name.removesuffix("uid") for name, text in fields if name.endswith("-uid") and text == uid}
    return [[name, text] for name, text in fields if not any(name.startswith(row) for row in rows)]


def _with_row_moved(fields: Fields, uid: str, step: int) -> Fields:
    """The fields with the row one place on among those of its group: the order of rows is that of the page."""
    moved = next((name for name, text in fields if name.endswith("-uid") and text == uid), None)
    if moved is None:
        return fields
    group = moved.split("-", 1)[0]
    indices = list(dict.fromkeys(index for name, _ in fields if (index := _index(name, group))))
    place = indices.index(_index(moved, group))
    if not 0 <= place + step < len(indices):
        return fields
    indices[place], indices[place + step] = indices[place + step], indices[place]
    rows = (field for field in fields if _index(field[0], group))
    ordered = iter(sorted(rows, key=lambda field: indices.index(_index(field[0], group))))
    return [next(ordered) if _index(field[0], group) else field for field in fields]


def _index(name: str, group: str) -> str:
    parts = name.split("-", 2)
    return parts[1] if len(parts) == 3 and parts[0] == group else ""
