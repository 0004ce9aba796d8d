"""Rows of the form that are made from other rows."""

from datetime import datetime
from typing import Final

from clinic_log.treatments.forms.fields_sent import Fields, with_row
from clinic_log.treatments.forms.origins import confirmed_text
from clinic_log.treatments.forms.writing import needling_data
from clinic_log.treatments.rules import NeedlingEntry

_OTHER_SIDE: Final = {"left": "right", "right": "left"}
# What one side says nothing about on the other, and what names the row itself.
_OF_ONE_SIDE: Final = frozenset(
    {"uid", "twitch", "other_responses", "note", "chart_version", "chart_view", "chart_x", "chart_y"}
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


def with_values_confirmed(fields: Fields, uid: str, *, now: datetime) -> Fields:
    """The fields after the values of one row were confirmed."""
    start = next((name.removesuffix("uid") for name, text in fields if name.endswith("-uid") and text == uid), "")
    name = f"{start}origins" if start else ""
    return [[known, confirmed_text(text, now=now) if known == name else text] for known, text in fields]


def _text(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)
