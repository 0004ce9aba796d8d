"""The base of every form: text normalised and checked, numbers read as people type them, errors in sentences."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any, Final

import wtforms
from typing_extensions import override
from wtforms import Field, Form
from wtforms.form import BaseForm
from wtforms.utils import unset_value
from wtforms.validators import InputRequired, StopValidation, ValidationError

from clinic_log.base.settings import NOTES_LIMIT_CHARACTERS
from clinic_log.base.text import forbidden_character, normalise
from clinic_log.web.template_tools import number

_NUMBER: Final = re.compile(r"[+-]?\d{1,9}([.,]\d{1,6})?")
_INTEGER: Final = re.compile(r"[+-]?\d{1,9}")


# Codes with labels, or groups of them.
Choices = Sequence[tuple[str, str]] | Mapping[str, Sequence[tuple[str, str]]]


class FieldsForm(Form):
    """A form, or a row in one. The CSRF proof is checked before any form is read."""

    def all_errors(self) -> list[tuple[str, str]]:
        """(id of the control, message) of every error, in the order of the page, rows included."""
        return list(_errors_of(self))


class Required(InputRequired):
    """The field needs a value; 0 is one."""

    def __init__(self, message: str) -> None:
        super().__init__(message)


class TextField(wtforms.StringField):
    """One line of text, NFC, trimmed. Refuses what a record cannot keep and says so; cuts nothing off."""

    def __init__(
        self, label: str = "", validators: list[Any] | None = None, *, limit: int = 200, **options: Any
    ) -> None:
        super().__init__(label, validators, **options)
        self.limit = limit

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = normalise(str(valuelist[0])).strip()

    @override
    def pre_validate(self, form: BaseForm) -> None:
        _refuse_unkeepable(self.data or "", self.limit)


class NotesField(wtforms.TextAreaField):
    """Text of several lines, at most 20,000 characters."""

    def __init__(
        self,
        label: str = "",
        validators: list[Any] | None = None,
        *,
        limit: int = NOTES_LIMIT_CHARACTERS,
        **options: Any,
    ) -> None:
        super().__init__(label, validators, **options)
        self.limit = limit

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = normalise(str(valuelist[0])).strip()

    @override
    def pre_validate(self, form: BaseForm) -> None:
        _refuse_unkeepable(self.data or "", self.limit)


class _TypedField(wtforms.StringField):
    """A field whose text is read as a value; what cannot be read stays in the field beside its message."""

    unreadable: str = "This cannot be read"

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.written(self.data)

    def written(self, value: Any) -> str:
        return str(value)

    @override
    def process_data(self, value: Any) -> None:
        self.data = value

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = str(valuelist[0]).strip() if valuelist else ""
        if text:
            self.data = self.read(text)


class NumberField(_TypedField):
    """A number with a point or a comma. `low` and `high` are refused when passed, with the unit in the message."""

    def __init__(
        self,
        label: str = "",
        validators: list[Any] | None = None,
        *,
        low: float | None = None,
        high: float | None = None,
        unit: str = "",
        **options: Any,
    ) -> None:
        super().__init__(label, validators, **options)
        self.low, self.high, self.unit = low, high, unit

    @override
    def read(self, text: str) -> float:
        plain = text.replace("\u2212", "-").replace(" ", "")
        if not _NUMBER.fullmatch(plain):
            raise ValueError("Enter a number, such as 12 or 12.5")
        return float(plain.replace(",", "."))

    @override
    def written(self, value: Any) -> str:
        return number(float(value)).replace("\u2212", "-")

    @override
    def pre_validate(self, form: BaseForm) -> None:
        if isinstance(self.data, int | float):
            _refuse_outside(self.data, low=self.low, high=self.high, unit=self.unit)


class WholeNumberField(NumberField):
    """A whole number within `low` and `high`."""

    @override
    def read(self, text: str) -> int:
        if not _INTEGER.fullmatch(text):
            raise ValueError("Enter a whole number, such as 4")
        return int(text)


class DayField(_TypedField):
    """A day as the browser sends it (2026-11-20)."""

    @override
    def read(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError("Enter a date with year, month and day, such as 2026-11-20") from None


class ClockField(_TypedField):
    """A time of day as the browser sends it (14:02)."""

    @override
    def read(self, text: str) -> time:
        try:
            return time.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            raise ValueError("Enter a time, such as 14:02") from None

    @override
    def written(self, value: Any) -> str:
        return f"{value:%H:%M}"


class ChoiceField(wtforms.RadioField):
    """One of a few codes, or nothing chosen: a real state with no default."""

    def __init__(
        self, label: str = "", validators: list[Any] | None = None, *, choices: Choices = (), **options: Any
    ) -> None:
        super().__init__(label, validators, choices=_as_options(choices), coerce=str, validate_choice=False, **options)

    def offer(self, choices: Choices) -> None:
        """Set the choices after the form was made, as when they depend on the record."""
        self.choices = _as_options(choices)

    @override
    def process_data(self, value: Any) -> None:
        self.data = None if value in {None, ""} else str(value)

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0]) if valuelist and valuelist[0] != "" else None

    @override
    def pre_validate(self, form: BaseForm) -> None:
        if self.data is not None and self.data not in _codes_of(self.choices):
            raise ValidationError("Choose one of the answers shown")


class ListField(wtforms.SelectField):
    """One of a longer list of codes, in groups or not; the empty choice, which it adds, means nothing chosen.

    A list that is searched by typing sends words that name nothing on it as `<name>-typed`: they are refused beside the
    field and stay readable in `typed`.
    """

    typed: str = ""

    def __init__(
        self,
        label: str = "",
        validators: list[Any] | None = None,
        *,
        choices: Choices = (),
        empty_label: str = "",
        **options: Any,
    ) -> None:
        self.empty_label = empty_label
        super().__init__(
            label, validators, choices=self._with_empty(choices), coerce=str, validate_choice=False, **options
        )

    def offer(self, choices: Choices) -> None:
        """Set the choices after the form was made, as when they depend on the record."""
        self.choices = self._with_empty(choices)

    def _with_empty(self, choices: Choices) -> dict[str, Any]:
        return {"": self.empty_label, **_as_options(choices)}

    @override
    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        self.typed = str(formdata.get(f"{self.name}-typed") or "").strip() if formdata and self.data is None else ""

    @override
    def process_data(self, value: Any) -> None:
        self.data = None if value in {None, ""} else str(value)

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0]) if valuelist and valuelist[0] != "" else None

    @override
    def pre_validate(self, form: BaseForm) -> None:
        if self.typed:
            raise StopValidation(f"“{self.typed[:80]}” is not on the list. Choose a name from it")
        if self.data is not None and self.data not in _codes_of(self.choices):
            raise ValidationError("Choose from the list")


class ChipsField(wtforms.SelectMultipleField):
    """Any number of a few codes, shown as chips."""

    def __init__(
        self, label: str = "", validators: list[Any] | None = None, *, choices: Choices = (), **options: Any
    ) -> None:
        super().__init__(label, validators, choices=_as_options(choices), coerce=str, validate_choice=False, **options)

    def offer(self, choices: Choices) -> None:
        self.choices = _as_options(choices)

    @override
    def pre_validate(self, form: BaseForm) -> None:
        if not set(self.data or ()) <= _codes_of(self.choices):
            raise ValidationError("Choose from what is shown")


def optional_when(condition: Callable[[Any], bool], message: str) -> Callable[[Any, Field], None]:
    """A validator: the field is needed when the condition holds for the form."""

    def check(form: Any, field: Field) -> None:
        if condition(form) and field.data in {None, ""}:
            raise StopValidation(message)

    return check


def _as_options(choices: Choices) -> dict[str, Any]:
    if isinstance(choices, Mapping):
        return {group: dict(members) for group, members in choices.items()}
    return dict(choices)


def _codes_of(options: Any) -> set[str]:
    """Every code in the options, with or without groups."""
    codes: set[str] = set()
    for code, label in options.items():
        codes |= set(label) if isinstance(label, Mapping) else {code}
    return codes


def _refuse_unkeepable(text: str, limit: int) -> None:
    character = forbidden_character(text)
    if character is not None:
        raise ValidationError(f"This text holds a character that cannot be kept ({character}). Remove it")
    if len(text) > limit:
        raise ValidationError(f"This text has {len(text):,} characters; {limit:,} is the most. Shorten it")


def _refuse_outside(value: float, *, low: float | None, high: float | None, unit: str) -> None:
    suffix = f" {unit}" if unit else ""
    if low is not None and high is not None and not low <= value <= high:
        raise ValidationError(f"Enter a value from {number(low)} to {number(high)}{suffix}")
    if low is not None and value < low:
        raise ValidationError(f"Enter {number(low)}{suffix} or more")
    if high is not None and value > high:
        raise ValidationError(f"Enter {number(high)}{suffix} or less")


def _errors_of(form: BaseForm) -> Iterator[tuple[str, str]]:
    for message in form.form_errors:
        yield "", str(message)
    for field in form:
        yield from _errors_in(field)


def _errors_in(field: Field) -> Iterator[tuple[str, str]]:
    if isinstance(field, wtforms.FormField):
        yield from _errors_of(field.form)
    elif isinstance(field, wtforms.FieldList):
        for entry in field.entries:
            yield from _errors_in(entry)
        yield from ((field.id, str(message)) for message in field.errors if isinstance(message, str))
    else:
        yield from ((field.id, str(message)) for message in field.errors)
