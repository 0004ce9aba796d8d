"""Fields whose text is read as a number, a day or a time; what cannot be read stays in the field."""

import re
from datetime import date, time
from typing import Any, Final

import wtforms
from typing_extensions import override
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from clinic_log.web.template_tools import number

_NUMBER: Final = re.compile(r"[+-]?\d{1,9}([.,]\d{1,6})?")
_MOST_DECIMALS: Final = 6  # as many as are read, so that a value shown and sent again is the same
# At the ends of the calendar no day follows and no zone can be taken off; what is too late for a field, its rules say.
_YEARS: Final = range(1900, 3000)
_INTEGER: Final = re.compile(r"[+-]?\d{1,9}")


class _TypedField(wtforms.StringField):
    """A field whose text is read as a value; what cannot be read stays in the field beside its message."""

    data: Any  # the value that was read; None when there is none

    def read(self, text: str) -> Any:
        """The value of what was typed; ValueError with the sentence to show. Each kind of value reads its own way."""
        return text

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
        return number(float(value), _MOST_DECIMALS).replace("\u2212", "-")

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
    """A day as the browser sends it (2026-11-20), of a year that somebody can mean."""

    @override
    def read(self, text: str) -> date:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise ValueError("Enter a date with year, month and day, such as 2026-11-20") from None
        if day.year not in _YEARS:
            raise ValueError("Enter a day between the years 1900 and 2999")
        return day


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


def _refuse_outside(value: float, *, low: float | None, high: float | None, unit: str) -> None:
    suffix = f" {unit}" if unit else ""
    if low is not None and high is not None and not low <= value <= high:
        raise ValidationError(f"Enter a value from {number(low)} to {number(high)}{suffix}")
    if low is not None and value < low:
        raise ValidationError(f"Enter {number(low)}{suffix} or more")
    if high is not None and value > high:
        raise ValidationError(f"Enter {number(high)}{suffix} or less")
