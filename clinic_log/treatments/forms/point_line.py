"""The point line in the form: the values that its rows give to the controls, and its buttons without scripts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from clinic_log.base.text import normalise
from clinic_log.treatments.forms.fields_sent import Fields, fields_of, with_row
from clinic_log.treatments.forms.places import control_name
from clinic_log.treatments.forms.writing import size_in_list
from clinic_log.treatments.rules.point_line import LINE_FIELDS, LineRow, catalogue_vocabulary, read_line
from clinic_log.treatments.rules.point_line.numbers import number_text

LINE_FIELD: Final = "quick_entry"
_ADD: Final = "add_line"
_CHOOSE: Final = "choose_line"
LINE_BUTTONS: Final = frozenset({_ADD, _CHOOSE})
LINE_NOT_ADDED: Final = "The quick entry line still holds text. Add it or clear it"

Values = Mapping[str, str | Sequence[str]]

_GROUP: Final = "needlings"
_SIZES: Final = {"diameter_mm": ".2f", "length_mm": "g"}


def row_values(row: LineRow) -> Values:
    """What the row says, by the last part of the names of its controls; nothing for what it does not say."""
    values: dict[str, str | Sequence[str]] = {}
    for name in LINE_FIELDS:
        value = getattr(row, name)
        if value is None or value in ("", ()) or (name == "target_kind" and row.muscle_slug):
            continue
        if name in _SIZES:
            values |= _size(name, value)
        else:
            values[control_name(_GROUP, name)] = list(value) if isinstance(value, tuple) else _text(value)
    return values


def with_line_button(sent: Iterable[tuple[str, Sequence[str]]]) -> Fields | None:
    """The fields after a button of the line was pressed; None when none was.

    A whole line becomes rows and leaves the field empty; one that is not whole stays as it is. A chosen answer puts its
    line into the field.
    """
    lists = [(name, list(texts)) for name, texts in sent]
    pressed = {name: texts[0] for name, texts in lists if name in LINE_BUTTONS and texts}
    if not pressed:
        return None
    fields = fields_of(lists)
    if _CHOOSE in pressed:
        return _with_text(fields, pressed[_CHOOSE])
    read = read_line(line_in(fields), catalogue_vocabulary())
    if not read.is_whole:
        return fields
    for row in read.rows:
        fields = with_row(fields, _GROUP, row_values(row))
    return _with_text(fields, "")


def line_in(fields: Fields) -> str:
    """The text of the line as the field holds it."""
    return normalise(next((text for name, text in fields if name == LINE_FIELD), "")).strip()


def _with_text(fields: Fields, line: str) -> Fields:
    return [[name, line if name == LINE_FIELD else text] for name, text in fields]


def _size(name: str, value: float) -> dict[str, str]:
    control = control_name(_GROUP, name)
    listed, other = size_in_list(value, name, _SIZES[name])
    values = {control: listed} if listed else {}
    return values if other is None else values | {f"{control}_other": number_text(other)}


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else number_text(value)
