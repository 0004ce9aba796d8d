"""The filter of the team's page. It stands in the address, so that it can be shared; it names no patient."""

from datetime import date
from typing import Any, Final, Self

from typing_extensions import override
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField
from wtforms.validators import ValidationError

from clinic_log.base.errors import InvalidInputError
from clinic_log.biostatistics.responders import ResponderRule
from clinic_log.supervision.rules import OWN_WORDS, PERIOD_WORDS, Names, Period, Wanted, period_days
from clinic_log.supervision.rules.course_looks import LOOK_NOTE_LIMIT
from clinic_log.supervision.rules.saved_views import NAME_LIMIT_CHARACTERS
from clinic_log.web.forms import Choices, DayField, FieldsForm, ListField, Required, TextField

EVERY_CLINIC: Final = "all"

_FIRST_DAY: Final = date(1900, 1, 1)
_LAST_DAY: Final = date(2200, 1, 1)

_RULES: Final = {
    ResponderRule.EITHER.value: "2 points or 30 %",
    ResponderRule.BOTH.value: "2 points and 30 %",
}


class _PresetField(ListField):
    """A list in which one answer always stands: the first, while nothing else is chosen."""

    @override
    def _with_empty(self, choices: Choices) -> dict[str, Any]:
        return dict(choices)


class FilterForm(FieldsForm):
    """Everything is optional: without an answer the last 12 months of everyone are counted."""

    period = _PresetField("Period", choices=[(period.value, words) for period, words in PERIOD_WORDS.items()])
    since = DayField("From")
    until = DayField("To")
    clinic = _PresetField("Clinic")
    practitioner = ListField("Practitioner", empty_label="Everyone")
    condition = ListField("Condition", empty_label="All conditions")
    region = ListField("Region", empty_label="All regions")
    chronicity = ListField("Duration at the start", empty_label="Any")
    technique = ListField("Technique", empty_label="All techniques")
    muscle = ListField("Muscle", empty_label="All muscles")
    rule = _PresetField("Responder rule (NPRS)", choices=list(_RULES.items()))

    @classmethod
    def of(cls, arguments: MultiDict[str, str], names: Names) -> Self:
        """The form with what the clinic has to choose from; `arguments` are those of the address."""
        form = cls(arguments, data={"period": Period.MONTHS_12, "rule": ResponderRule.EITHER})
        form.clinic.offer(list(names.clinics.items()))
        form.clinic.data = form.clinic.data or names.clinic or None
        form.practitioner.offer([(str(key), name) for key, name in names.practitioners.items() if key is not None])
        form.condition.offer([(key or OWN_WORDS, name) for key, name in names.conditions.items()])
        form.region.offer(list(names.regions.items()))
        form.chronicity.offer(list(names.chronicities.items()))
        form.technique.offer(list(names.techniques.items()))
        form.muscle.offer(list(names.muscles.items()))
        return form

    def validate_since(self, field: Field) -> None:
        self._require_day(field, "Enter the first day")

    def validate_until(self, field: Field) -> None:
        self._require_day(field, "Enter the last day")
        if self._takes_dates and self.since.data and field.data and field.data < self.since.data:
            raise ValidationError("The last day lies before the first: check the two days")

    def wanted(self, *, today: date) -> Wanted:
        """What the filled-in form asks for; call it only when it is valid."""
        period = Period(self.period.data or Period.MONTHS_12)
        first, last = period_days(period, today=today)
        if period is Period.DATES:
            first, last = self.since.data, self.until.data
        return Wanted(
            first_day=first,
            last_day=last,
            practitioner_id=int(self.practitioner.data) if self.practitioner.data else None,
            condition=self.condition.data,
            region=self.region.data,
            chronicity=self.chronicity.data,
            technique=self.technique.data,
            muscle=self.muscle.data,
            rule=ResponderRule(self.rule.data or ResponderRule.EITHER),
        )

    def in_address(self) -> dict[str, str]:
        """The answers as they stand in an address; what was left open, or could not be chosen, is left out."""
        left_out = () if self.has_clinics else ("clinic",)
        return {name: str(value) for name, value in self.data.items() if value is not None and name not in left_out}

    @property
    def has_clinics(self) -> bool:
        """Whether there is more than one to choose from."""
        return len(self.clinic.choices or ()) > 1

    @property
    def _takes_dates(self) -> bool:
        return bool(self.period.data == Period.DATES)

    def _require_day(self, field: Field, message: str) -> None:
        if field.data is None:
            if self._takes_dates and not field.errors:
                raise ValidationError(message)
        elif not _FIRST_DAY <= field.data <= _LAST_DAY:
            raise ValidationError("Enter a day between the years 1900 and 2200")


class OverTimeForm(FilterForm):
    """The filter of the control charts, and which months set their limits."""

    baseline = ListField(
        "Limits from",
        choices=[("6", "The first 6 months"), ("12", "The first 12 months")],
        empty_label="All months shown",
    )

    @property
    def baseline_months(self) -> int | None:
        return int(self.baseline.data) if self.baseline.data else None


class ViewForm(FieldsForm):
    """The name of a view."""

    name = TextField("Name", limit=NAME_LIMIT_CHARACTERS)

    def take(self, error: InvalidInputError) -> None:
        """Put what the rules refuse beside its field."""
        self.name.errors = [*self.name.errors, str(error)]


class CourseLookForm(FieldsForm):
    """What a supervisor says of a course; `seen` is the course that the page showed."""

    key = HiddenField()
    seen = HiddenField()
    note = TextField("Note", [Required("Write what you found or decided")], limit=LOOK_NOTE_LIMIT)
