"""Where two texts of one note differ, field by field, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import wtforms
from wtforms.form import BaseForm

from clinic_log.web.template_tools import number

_NOT_SHOWN: Final = frozenset({"uid", "patient_id", "revision", "origins", "last_time"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two people filled differently."""

    name: str
    saved: str
    typed: str


def differences(saved: wtforms.Form, typed: wtforms.Form) -> list[Difference]:
    """Every field that is not the same in both; a row that only one of them has counts field by field."""
    here, there = dict(_texts(saved)), dict(_texts(typed))
    names = dict.fromkeys((*here, *there))
    return [
        Difference(name, here.get(name, ""), there.get(name, ""))
        for name in names
        if here.get(name, "") != there.get(name, "")
    ]


def _texts(form: BaseForm, lead: str = "") -> Iterator[tuple[str, str]]:
    for field in form:
        label = field.label.text
        if isinstance(field, wtforms.FieldList):
            for place, entry in enumerate(field.entries, start=1):
                yield from _texts(entry.form, f"{label} {place}: ")
        elif isinstance(field, wtforms.FormField):
            yield from _texts(field.form, f"{label}: ")
        elif field.short_name not in _NOT_SHOWN and (text := _text(field)):
            yield f"{lead}{label}", text


def _text(field: wtforms.Field) -> str:
    if isinstance(field, wtforms.SelectField | wtforms.SelectMultipleField):
        chosen = field.data if isinstance(field.data, list) else [field.data or ""]
        labels = _labels(field.choices if isinstance(field.choices, dict) else {})
        return ", ".join(labels.get(code, code) for code in chosen if code)
    if isinstance(field.data, float | int) and not isinstance(field.data, bool):
        return number(field.data)
    return str(field.data or "")


def _labels(choices: Mapping[str, object]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for code, label in choices.items():
        labels.update(label if isinstance(label, dict) else {code: str(label)})
    return labels
