"""Forms about patients: looking for one, registering, correcting, alerts."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from typing_extensions import override
from wtforms import BooleanField, HiddenField

from clinic_log.base.errors import InvalidInputError
from clinic_log.patients.rules import SEX_LABELS, AlertFacts, AlertLevel, Sex
from clinic_log.patients.rules.details import (
    ADDRESS_LIMIT,
    ALERT_DETAIL_LIMIT,
    ALERT_LABEL_LIMIT,
    EMAIL_LIMIT,
    NAME_LIMIT,
    PHONE_LIMIT,
    RECORD_NUMBER_LIMIT,
    PatientDetails,
    find_problems,
    tidy,
)
from clinic_log.patients.rules.searching import SEARCH_LIMIT_CHARACTERS
from clinic_log.patients.rules.similarity import NameAndBirth
from clinic_log.web.forms import ChoiceField, DayField, FieldsForm, NotesField, Required, TextField

_KEY_LIMIT = 64
_DIFFERENT = "Compare with the patients shown, then say that this is a different person"


class SearchForm(FieldsForm):
    """What to look for. It travels in the body: names do not belong into addresses."""

    text = TextField("Find a patient by name, date of birth or ID", limit=SEARCH_LIMIT_CHARACTERS)


class PatientForm(FieldsForm):
    """The details of a patient as typed."""

    family_name = TextField("Family name", [Required("Enter the family name, or the only name")], limit=NAME_LIMIT)
    given_names = TextField("Given names", limit=NAME_LIMIT)
    born_on = DayField("Date of birth", [Required("Enter the date of birth")])
    sex = ChoiceField(
        "Sex on record",
        [Required("Choose the sex on record")],
        choices=[(sex.value, SEX_LABELS[sex]) for sex in Sex],
    )
    record_number = TextField("Record number", limit=RECORD_NUMBER_LIMIT)
    phone = TextField("Phone", limit=PHONE_LIMIT)
    email = TextField("E-mail", limit=EMAIL_LIMIT)
    address = NotesField("Address", limit=ADDRESS_LIMIT)

    def is_valid(self, *, today: date) -> bool:
        """Whether the rules take the details; each problem stands beside its field."""
        is_valid = self.validate()
        if self.born_on.data is None or self.sex.data not in set(Sex):
            return False
        for name, problem in find_problems(tidy(self.details()), today=today).items():
            if not self[name].errors:
                self.refuse(name, problem)
            is_valid = False
        return is_valid

    def details(self) -> PatientDetails:
        """What was typed. Only for a form whose date of birth and sex could be read."""
        return PatientDetails(
            family_name=self.family_name.data or "",
            given_names=self.given_names.data or "",
            born_on=_read_day(self.born_on),
            sex=Sex(self.sex.data),
            record_number=self.record_number.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            address=self.address.data or "",
        )

    def person(self) -> NameAndBirth:
        details = tidy(self.details())
        return NameAndBirth(details.family_name, details.given_names, details.born_on)

    def refuse(self, name: str, problem: str) -> None:
        """Put a message beside a field."""
        self[name].errors = [*self[name].errors, problem]

    def take(self, error: InvalidInputError) -> None:
        """Put what a use case refused beside its field; raise it again when it names none of the form's."""
        if error.field is None or error.field not in self:
            raise error
        self.refuse(error.field, str(error))


class RegistrationForm(PatientForm):
    """A new patient. `answered_for` names the similar patients that were shown when the question was answered."""

    idempotency_key = HiddenField()
    answered_for = HiddenField()
    is_different = BooleanField("This is a different person")

    def give_key(self) -> "RegistrationForm":
        """Name the form, so that sending it twice registers one patient."""
        self.idempotency_key.data = self.key or secrets.token_urlsafe(24)
        return self

    @property
    def key(self) -> str | None:
        key = str(self.idempotency_key.data or "")
        return key if 0 < len(key) <= _KEY_LIMIT and key.isascii() and key.isprintable() else None

    def has_answer_for(self, patient_ids: Collection[int]) -> bool:
        """Whether the person saw all these patients and said that this is somebody else.

        An answer given for other patients, before a name was changed, does not count.
        """
        seen = set(str(self.answered_for.data or "").split())
        has_seen_all = seen >= {str(patient_id) for patient_id in patient_ids}
        if not patient_ids or (self.is_different.data and has_seen_all):
            return True
        self.ask_about(patient_ids)
        return False

    def ask_about(self, patient_ids: Iterable[int]) -> None:
        self.answered_for.data = " ".join(str(patient_id) for patient_id in patient_ids)
        self.is_different.data = False
        self.refuse("is_different", _DIFFERENT)


class CorrectionForm(PatientForm):
    """The details of a patient on record. `revision` is that of the record when the page was opened."""

    record_number = TextField("Record number", [Required("Enter the record number")], limit=RECORD_NUMBER_LIMIT)
    deceased_on = DayField("Date of death")
    revision = HiddenField()

    @override
    def details(self) -> PatientDetails:
        deceased_on = _read_day(self.deceased_on) if self.deceased_on.data else None
        return replace(super().details(), deceased_on=deceased_on)

    @property
    def seen_revision(self) -> int:
        """0, which no record has, when the form does not say."""
        text = str(self.revision.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def differences_from(self, kept: Any) -> list[tuple[str, str, str]]:
        """(label, in the record now, typed here) for each field in which the record and the form differ."""
        found = []
        for name, typed in vars(tidy(self.details())).items():
            now = getattr(kept, name)
            if now != typed:
                found.append((self[name].label.text, _in_words(now), _in_words(typed)))
        return found


class AlertForm(FieldsForm):
    """What must be seen before treating."""

    level = ChoiceField(
        "How much it matters",
        [Required("Choose how much it matters")],
        choices=[(AlertLevel.DANGER.value, "Danger"), (AlertLevel.CAUTION.value, "Caution")],
    )
    label = TextField(
        "What must be seen", [Required("Enter what must be seen before treating")], limit=ALERT_LABEL_LIMIT
    )
    detail = TextField("Why, or what to do", limit=ALERT_DETAIL_LIMIT)

    def alert(self) -> AlertFacts:
        return AlertFacts(level=AlertLevel(self.level.data), label=self.label.data or "", detail=self.detail.data or "")


def _read_day(field: DayField) -> date:
    day: Any = field.data
    if not isinstance(day, date):
        raise TypeError(f"{field.name} was not read")
    return day


def _in_words(value: object) -> str:
    if value is None or value == "":
        return "(empty)"
    return SEX_LABELS[value] if isinstance(value, Sex) else str(value)
