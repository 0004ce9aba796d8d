"""Rows of the form that are made from other rows."""

from datetime import datetime
from typing import Final

from clinic_log.treatments.forms.fields_sent import Fields, with_row, with_values
from clinic_log.treatments.forms.origins import confirmed_text
from clinic_log.treatments.forms.writing import needling_data
from clinic_log.treatments.rules import NeedlingEntry

_OTHER_SIDE: Final = {"left": "right", "right": "left"}
# What one side says nothing about on the other, and what names the row itself.
_OF_ONE_SIDE: Final = frozenset(
    {
        *("uid", "twitch", "other_responses", "note", "insertions"),
        *("hazard_read", "long_needle_reason"),
        *("chart_version", "chart_view", "chart_x", "chart_y"),
    }
)
_ABOUT_THE_NEEDLE: Final = (
    *("diameter", "diameter_other", "length", "length_other", "needles"),
    *("technique", "depth_class", "patient_position", "approach"),
)


def row_texts(entry: NeedlingEntry) -> dict[str, str]:
    """The entry as texts of a row, by the last part of their names; what is empty is left out."""
    data = {name: value for name, value in needling_data(entry).items() if name != "uid"}
    return {name: _text(value) for name, value in data.items() if value not in (None, "", [])}


def with_other_side(fields: Fields, uid: str) -> Fields | None:
    """The fields with one more row for the other side, without the response; None when the row has no such side."""
    start = next((name.removesuffix("uid") for name, text in fields if name.endswith("-uid") and text == uid), "")
    row = {name.removeprefix(start): text for name, text in fields if start and name.startswith(start)}
    other = _OTHER_SIDE.get(row.get("side", ""))
    if other is None:
        return None
    values = {name: text for name, text in row.items() if name not in _OF_ONE_SIDE}
    return with_row(fields, "needlings", {**values, "side": other})


def with_needle_above(fields: Fields, uid: str) -> Fields:
    """The fields in which what was empty about the needle of a row is that of the row above; nothing without one."""
    starts = [name.removesuffix("uid") for name, _ in fields if name.startswith("needlings-") and name.endswith("-uid")]
    texts = {field[0]: field[1] for field in fields}
    at = next((place for place, start in enumerate(starts) if texts[f"{start}uid"] == uid), 0)
    if at == 0:
        return fields
    own, above = starts[at], starts[at - 1]
    filled = {
        f"{own}{name}": texts[f"{above}{name}"]
        for name in _ABOUT_THE_NEEDLE
        if texts.get(f"{above}{name}") and not texts.get(f"{own}{name}")
    }
    return with_values(fields, filled)


def with_values_confirmed(fields: Fields, uid: str, *, now: datetime) -> Fields:
    """The fields after the values of one row were confirmed."""
    start = next((name.removesuffix("uid") for name, text in fields if name.endswith("-uid") and text == uid), "")
    name = f"{start}origins" if start else ""
    return [[known, confirmed_text(text, now=now) if known == name else text] for known, text in fields]


def _text(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)
