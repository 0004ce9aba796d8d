"""Fields with a list of codes: one of a few, one of many, any number; nothing chosen is a state of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

import wtforms
from typing_extensions import override
from wtforms.form import BaseForm
from wtforms.utils import unset_value
from wtforms.validators import StopValidation, ValidationError

# Codes with labels, or groups of them.
Choices = Sequence[tuple[str, str]] | Mapping[str, Sequence[tuple[str, str]]]


class _OneCode(wtforms.SelectField):
    """Takes one code; nothing and the empty code both mean that nothing is chosen."""

    @override
    def process_data(self, value: Any) -> None:
        self.data = None if value in {None, ""} else str(value)

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0]) if valuelist and valuelist[0] != "" else None


class ChoiceField(_OneCode, wtforms.RadioField):
    """One of a few codes, or nothing chosen: a real state with no default."""

    def __init__(
        self, label: str = "", validators: list[Any] | None = None, *, choices: Choices = (), **options: Any
    ) -> None:
        super().__init__(label, validators, choices=_as_options(choices), coerce=str, validate_choice=False, **options)

    def offer(self, choices: Choices) -> None:
        """Set the choices after the form was made, as when they depend on the record."""
        self.choices = _as_options(choices)

    @override
    def pre_validate(self, form: BaseForm) -> None:
        if self.data is not None and self.data not in _codes_of(self.choices):
            raise ValidationError("Choose one of the answers shown")


class ListField(_OneCode):
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
