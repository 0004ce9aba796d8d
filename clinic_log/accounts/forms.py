"""What people type about accounts."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import available_timezones

import wtforms
from typing_extensions import override
from wtforms.validators import ValidationError

from clinic_log.accounts.rules import Role
from clinic_log.accounts.rules.credentials import (
    BODY_LIMIT,
    KIND_WORDS,
    NOTE_LIMIT,
    NUMBER_LIMIT,
    REGIONS,
    CredentialDetails,
    CredentialEnd,
    CredentialKind,
    technique_choices,
)
from clinic_log.accounts.rules.names import EMAIL_LIMIT, NAME_LIMIT
from clinic_log.accounts.rules.passwords import LIMIT_BYTES, find_password_fault, is_too_long
from clinic_log.accounts.rules.people import Newcomer
from clinic_log.accounts.rules.pins import find_pin_fault, normalise_pin
from clinic_log.base.errors import ClinicLogError, InvalidInputError
from clinic_log.web.forms import ChipsField, ChoiceField, DayField, FieldsForm, ListField, Required, TextField

_CHOOSE: Final = "Choose a time zone"
_NOT_REGIONS: Final = frozenset({"Etc", "SystemV", "US", "Brazil", "Canada", "Chile", "Mexico"})


def _zones() -> dict[str, list[tuple[str, str]]]:
    """Places of the IANA list by part of the world; without names for an offset or an older way of writing."""
    places: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        region, _, place = name.partition("/")
        if place and region not in _NOT_REGIONS:
            places.setdefault(region, []).append((name, place.replace("_", " ").replace("/", ", ")))
    return {**places, "Without a place": [("UTC", "UTC")]}


class AccountForm(FieldsForm):
    """A form whose use case can refuse more than the form itself knows."""

    def refuse(self, error: ClinicLogError, *, field: str | None = None) -> None:
        """Put the error beside its field, or above the form."""
        named = field or (error.field if isinstance(error, InvalidInputError) else None)
        if named in self._fields:
            self._fields[named].errors = [*self._fields[named].errors, str(error)]
        else:
            self.form_errors.append(str(error))


class SignInForm(AccountForm):
    email = TextField("Email", [Required("Enter your e-mail address")], limit=EMAIL_LIMIT)
    password = wtforms.PasswordField("Password", [Required("Enter your password")])
    next = wtforms.HiddenField()

    def validate_password(self, field: wtforms.Field) -> None:
        _refuse_too_long(field)


class ConfirmForm(AccountForm):
    """A fresh proof of who is there."""

    password = wtforms.PasswordField("Your password", [Required("Enter your password")])
    next = wtforms.HiddenField()

    def validate_password(self, field: wtforms.Field) -> None:
        _refuse_too_long(field)


class NewPasswordForm(AccountForm):
    """A password that somebody chooses, typed twice, since nobody can read it back to them.

    A form with more fields names these two again where they stand on the page: errors are listed in that order.
    """

    new_password = wtforms.PasswordField("New password", [Required("Choose a password")])
    again = wtforms.PasswordField("New password again", [Required("Type the password a second time")])

    def __init__(self, *data: Any, words: Iterable[str] = (), **values: Any) -> None:
        super().__init__(*data, **values)
        self.words = tuple(words)

    def names(self) -> Iterable[str]:
        """The names that the password must not be made of."""
        return self.words

    def validate_new_password(self, field: wtforms.Field) -> None:
        fault = find_password_fault(field.data or "", words=self.names())
        if fault is not None:
            raise ValidationError(fault)

    def validate_again(self, field: wtforms.Field) -> None:
        if field.data != self.new_password.data:
            raise ValidationError("The two passwords differ. Type both again")


class ChangePasswordForm(NewPasswordForm):
    password = wtforms.PasswordField("Present password", [Required("Enter your present password")])
    new_password = wtforms.PasswordField("New password", [Required("Choose a password")])
    again = wtforms.PasswordField("New password again", [Required("Type the new password a second time")])

    def validate_password(self, field: wtforms.Field) -> None:
        _refuse_too_long(field)


class PinForm(AccountForm):
    """A signing PIN that somebody chooses, typed twice, after their password."""

    password = wtforms.PasswordField("Your password", [Required("Enter your password")])
    new_pin = wtforms.PasswordField("New signing PIN", [Required("Choose a PIN")])
    again = wtforms.PasswordField("New signing PIN again", [Required("Type the PIN a second time")])
    next = wtforms.HiddenField()

    def validate_password(self, field: wtforms.Field) -> None:
        _refuse_too_long(field)

    def validate_new_pin(self, field: wtforms.Field) -> None:
        fault = find_pin_fault(field.data or "")
        if fault is not None:
            raise ValidationError(fault)

    def validate_again(self, field: wtforms.Field) -> None:
        if normalise_pin(field.data or "") != normalise_pin(self.new_pin.data or ""):
            raise ValidationError("The two PINs differ. Type both again")


class RolesForm(AccountForm):
    """A box for each role."""

    practitioner = wtforms.BooleanField("Practitioner")
    student = wtforms.BooleanField("Student")
    supervisor = wtforms.BooleanField("Supervisor")
    administrator = wtforms.BooleanField("Administrator")

    @classmethod
    def of(cls, roles: Iterable[Role]) -> "RolesForm":
        return cls(data={role.value: True for role in roles})

    def chosen_roles(self) -> frozenset[Role]:
        return frozenset(role for role in Role if role.value in self._fields and self._fields[role.value].data)

    def validate_practitioner(self, _field: wtforms.Field) -> None:
        """The first box speaks for all of them."""
        if not self.chosen_roles():
            raise ValidationError("Choose one role or more")


class InvitationForm(RolesForm):
    """`asks_proof` when the last proof of identity is too old: the password is then asked on this page.

    What was typed meanwhile stays, which it would not on the way over the page that asks for a proof alone.
    """

    name = TextField("Full name", [Required("Enter the person's name")], limit=NAME_LIMIT)
    email = TextField("Email", [Required("Enter the person's e-mail address")], limit=EMAIL_LIMIT)
    password = wtforms.PasswordField("Your password")

    def __init__(self, *data: Any, asks_proof: bool = False, **values: Any) -> None:
        super().__init__(*data, **values)
        self.asks_proof = asks_proof

    def validate_password(self, field: wtforms.Field) -> None:
        if self.asks_proof and not field.data:
            raise ValidationError("Enter your password: you last proved who you are over 5 minutes ago")
        _refuse_too_long(field)

    def newcomer(self) -> Newcomer:
        return Newcomer(name=str(self.name.data), email=str(self.email.data), roles=self.chosen_roles())


class SetUpForm(NewPasswordForm):
    code = TextField("Code", [Required("Enter the code that the server printed")], limit=40)
    clinic_name = TextField("Name of the clinic", [Required("Enter the name of the clinic")], limit=NAME_LIMIT)
    zone = ListField("Time zone", [Required(_CHOOSE)], choices=_zones(), empty_label=_CHOOSE)
    name = TextField("Full name", [Required("Enter your name")], limit=NAME_LIMIT)
    email = TextField("Email", [Required("Enter your e-mail address")], limit=EMAIL_LIMIT)
    new_password = wtforms.PasswordField("Password", [Required("Choose a password")])
    again = wtforms.PasswordField("Password again", [Required("Type the password a second time")])
    practitioner = wtforms.BooleanField("I treat patients: write and sign sessions")
    supervisor = wtforms.BooleanField("I supervise: see the outcomes of the team and its patients")

    @override
    def names(self) -> Iterable[str]:
        return (self.clinic_name.data or "", self.name.data or "", self.email.data or "")

    def administrator(self) -> Newcomer:
        roles = {Role.ADMINISTRATOR}
        roles |= {Role.PRACTITIONER} if self.practitioner.data else set()
        roles |= {Role.SUPERVISOR} if self.supervisor.data else set()
        return Newcomer(name=str(self.name.data), email=str(self.email.data), roles=frozenset(roles))


class CredentialForm(AccountForm):
    """A registration or certificate as the paper says it. No region or no technique chosen means all of them."""

    kind = ChoiceField("What it is", [Required("Choose what it is")], choices=list(KIND_WORDS.items()))
    issuing_body = TextField("Issued by", [Required("Enter who issued it")], limit=BODY_LIMIT)
    number = TextField("Number", [Required("Enter its number")], limit=NUMBER_LIMIT)
    valid_from = DayField("Valid from", [Required("Enter the first day on which it counts")])
    expires_on = DayField("Last day")
    regions = ChipsField("Only for these regions", choices=list(REGIONS.items()))
    techniques = ChipsField("Only for these techniques", choices=technique_choices())
    note = TextField("Note", limit=NOTE_LIMIT)

    @classmethod
    def of(cls, details: CredentialDetails) -> "CredentialForm":
        """What a renewal begins with: everything but its days."""
        same = asdict(details) | {"valid_from": None, "expires_on": None}
        if details.expires_on is not None and details.expires_on < date.max:
            same["valid_from"] = details.expires_on + timedelta(days=1)
        return cls(data=same)

    def details(self) -> CredentialDetails:
        """What was entered. Only for a form whose fields are valid."""
        return CredentialDetails(
            kind=CredentialKind(self.kind.data),
            issuing_body=self.issuing_body.data or "",
            number=self.number.data or "",
            valid_from=self.valid_from.data,
            expires_on=self.expires_on.data,
            regions=tuple(self.regions.data or ()),
            techniques=tuple(self.techniques.data or ()),
            note=self.note.data or "",
        )


class CredentialEndForm(AccountForm):
    ended_as = ChoiceField(
        "What happened",
        [Required("Choose what happened")],
        choices=[
            (CredentialEnd.WITHDRAWN, "It was given up or withdrawn|It counted until the day before the one below."),
            (CredentialEnd.MISTAKE, "It was entered by mistake|It never counted."),
        ],
    )
    on = DayField("First day on which it no longer counts")
    reason = TextField("Why", [Required("Say why")], limit=NOTE_LIMIT)


def _refuse_too_long(field: wtforms.Field) -> None:
    if is_too_long(field.data or ""):
        raise ValidationError(f"A password has {LIMIT_BYTES:,} bytes at most")
