"""What an administrator answers about the clinic, and says about a measure of its own."""

from typing import Final

import wtforms
from typing_extensions import override
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from clinic_log.base.errors import InvalidInputError
from clinic_log.base.wording import capitalised
from clinic_log.catalogue.measures import Better
from clinic_log.clinics.rules import (
    NAME_LIMIT,
    NUMBER_SETTINGS,
    SETTINGS,
    SOURCE_LIMIT,
    TEXT_SETTINGS,
    UNIT_LIMIT,
    NumberSetting,
    OwnMeasureDetails,
    Policy,
    TakenBy,
)
from clinic_log.web.forms import ChoiceField, FieldsForm, NotesField, NumberField, Required, TextField, WholeNumberField

_YES: Final = "yes"
_NO: Final = "no"
_CHOICES: Final = {setting.name: setting for setting in SETTINGS}
_NUMBERS: Final = {setting.name: setting for setting in NUMBER_SETTINGS}
_TEXTS: Final = {setting.name: setting for setting in TEXT_SETTINGS}


def _question(name: str) -> ChoiceField:
    setting = _CHOICES[name]
    return ChoiceField(
        setting.label,
        [Required("Choose one of the two")],
        choices=[(_NO, capitalised(setting.no)), (_YES, capitalised(setting.yes))],
    )


class _SettingField(WholeNumberField):
    """A number in the range of its setting, or 0 where that has a meaning of its own."""

    setting: NumberSetting

    def __init__(self, label: str, validators: list[object], *, setting: NumberSetting, **options: object) -> None:
        super().__init__(label, validators, low=setting.least, high=setting.most, unit=f"{setting.noun}s", **options)
        self.setting = setting

    @override
    def pre_validate(self, form: BaseForm) -> None:
        if self.data == 0 and self.setting.at_zero:
            return
        try:
            super().pre_validate(form)
        except ValidationError as refused:
            zero = f", or 0: {self.setting.at_zero}" if self.setting.at_zero else ""
            raise ValidationError(f"{refused}{zero}") from None


def _number(name: str) -> _SettingField:
    setting = _NUMBERS[name]
    return _SettingField(setting.label, [Required("Enter a number")], setting=setting, description=setting.hint)


def _text(name: str) -> NotesField:
    setting = _TEXTS[name]
    return NotesField(
        setting.label, [Required("Write what patients read")], limit=setting.limit, description=setting.hint
    )


class PolicyForm(FieldsForm):
    """A choice of two, a number or a text for each setting."""

    sides_count_apart = _question("sides_count_apart")
    parts_count_apart = _question("parts_count_apart")
    pounds_and_inches = _question("pounds_and_inches")
    hides_ten = _question("hides_ten")
    credentials_required = _question("credentials_required")
    review_at_visit = _number("review_at_visit")
    review_after_days = _number("review_after_days")
    visits_without_measure = _number("visits_without_measure")
    reassess_after_days = _number("reassess_after_days")
    review_hours = _number("review_hours")
    emergency_advice = _text("emergency_advice")
    cosign_students = _question("cosign_students")
    cosign_effects = _question("cosign_effects")
    cosign_overrides = _question("cosign_overrides")
    cosign_one_in = _number("cosign_one_in")
    supervisors_override = _question("supervisors_override")
    consent_days = _number("consent_days")
    adult_from_years = _number("adult_from_years")

    @classmethod
    def of(cls, policy: Policy) -> "PolicyForm":
        chosen = {name: _YES if getattr(policy, name) else _NO for name in _CHOICES}
        return cls(data=chosen | {name: getattr(policy, name) for name in (*_NUMBERS, *_TEXTS)})

    def to_policy(self) -> Policy:
        chosen = {name: self[name].data == _YES for name in _CHOICES}
        return Policy(**chosen, **{name: self[name].data for name in (*_NUMBERS, *_TEXTS)})


class OwnMeasureForm(FieldsForm):
    """A measure of the clinic. Nothing about importance has a default."""

    name = TextField("Name", [Required("Enter what the measure is called")], limit=NAME_LIMIT)
    unit = TextField("Unit", [Required("Enter the unit, such as kg, s or points")], limit=UNIT_LIMIT)
    minimum = NumberField("Lowest possible value", [Required("Enter the lowest possible value")])
    maximum = NumberField("Highest possible value", [Required("Enter the highest possible value")])
    better = ChoiceField(
        "Which change is better for the patient?",
        [Required("Choose which change is better")],
        choices=[(Better.HIGHER, "Higher"), (Better.LOWER, "Lower"), (Better.NONE, "Neither")],
    )
    taken_by = ChoiceField(
        "Who gives the value?",
        [Required("Choose who gives the value")],
        choices=[(TakenBy.PATIENT, "The patient answers"), (TakenBy.CLINICIAN, "Somebody measures it")],
    )
    is_sided = wtforms.BooleanField("Left and right are measured apart")
    mcid = NumberField("Smallest important change (MCID)")
    mcid_source = TextField("Source of the important change", limit=SOURCE_LIMIT)

    def details(self) -> OwnMeasureDetails:
        """What was entered. Only for a form whose fields are valid."""
        return OwnMeasureDetails(
            name=self.name.data or "",
            unit=self.unit.data or "",
            minimum=self.minimum.data,
            maximum=self.maximum.data,
            better=Better(self.better.data),
            taken_by=TakenBy(self.taken_by.data),
            is_sided=bool(self.is_sided.data),
            mcid=self.mcid.data,
            mcid_source=self.mcid_source.data or "",
        )

    def refuse(self, error: InvalidInputError) -> None:
        """Put what the rules refuse beside the field that it concerns."""
        self[error.field or "name"].errors = [str(error)]
