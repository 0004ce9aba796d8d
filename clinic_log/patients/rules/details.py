"""A patient's details as a person or another program gives them: put in order, and checked in one place."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from clinic_log.base.dates import age_on
from clinic_log.base.text import find_text_problem, fold, normalise
from clinic_log.patients.rules import Sex

OLDEST_AGE_YEARS: Final = 125  # beyond the longest life on record (122 years, Jeanne Calment, 1875 to 1997)
NAME_LIMIT: Final = 200
RECORD_NUMBER_LIMIT: Final = 40
PHONE_LIMIT: Final = 60
EMAIL_LIMIT: Final = 254  # RFC 3696, erratum 1690
ADDRESS_LIMIT: Final = 1000
ALERT_LABEL_LIMIT: Final = 120
ALERT_DETAIL_LIMIT: Final = 300

_SPACES: Final = re.compile(r"[^\S\x1c-\x1f\x85]+")  # the control characters among them are refused, not removed
_COUNTED: Final = re.compile(r"[0-9]{6,9}")
_LIMITS: Final = {
    "record_number": RECORD_NUMBER_LIMIT,
    "family_name": NAME_LIMIT,
    "given_names": NAME_LIMIT,
    "phone": PHONE_LIMIT,
    "email": EMAIL_LIMIT,
    "address": ADDRESS_LIMIT,
}


@dataclass(frozen=True, kw_only=True)
class PatientDetails:
    """What a record says about who a patient is. An empty record number asks for the next free one.

    A person with one name has it as the family name, and no given names.
    """

    family_name: str
    given_names: str
    born_on: date
    sex: Sex
    record_number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    deceased_on: date | None = None


def tidy(details: PatientDetails) -> PatientDetails:
    """The same details in the form in which they are kept: NFC, trimmed, one space between words of a line."""
    return replace(
        details,
        family_name=one_line(details.family_name),
        given_names=one_line(details.given_names),
        record_number=one_line(details.record_number),
        phone=one_line(details.phone),
        email=one_line(details.email),
        address=normalise(details.address).strip(),
    )


def find_problems(details: PatientDetails, *, today: date) -> dict[str, str]:
    """What keeps tidied details out of a record, by field. Empty when nothing does."""
    found = {}
    for name, limit in _LIMITS.items():
        problem = find_text_problem(getattr(details, name), limit=limit)
        if problem:
            found[name] = problem
    checks = {
        "family_name": _problem_of_name(details.family_name),
        "record_number": _problem_of_record_number(details.record_number),
        "email": _problem_of_email(details.email),
        "born_on": _problem_of_birth(details.born_on, today),
        "deceased_on": _problem_of_death(details.deceased_on, details.born_on, today),
    }
    return {**{name: problem for name, problem in checks.items() if problem}, **found}


def fold_record_number(record_number: str) -> str:
    """The form by which record numbers are compared: without case and space."""
    return fold(record_number).replace(" ", "")


def record_number_value(record_number: str) -> int | None:
    """The number that a record number of six to nine plain digits stands for; None for any other."""
    folded = fold_record_number(record_number)
    return int(folded) if _COUNTED.fullmatch(folded) else None


def next_record_number(highest: int) -> str:
    """The number after the highest one, in six digits, or as many as it needs."""
    return f"{highest + 1:06d}"


def one_line(text: str) -> str:
    """The text in NFC with one space between its words."""
    return _SPACES.sub(" ", normalise(text)).strip(" ")


def _problem_of_name(family_name: str) -> str | None:
    if any(unicodedata.category(character)[0] in "LNSP" for character in family_name):
        return None
    return "Enter the family name, or the only name"


def _problem_of_record_number(record_number: str) -> str | None:
    if not record_number:
        return None
    folded = fold_record_number(record_number)
    if not any(character.isalnum() for character in folded):
        return "A record number needs a letter or a digit"
    if len(folded) > RECORD_NUMBER_LIMIT:
        return f"A record number has at most {RECORD_NUMBER_LIMIT} characters"
    return None


def _problem_of_email(email: str) -> str | None:
    name, _at, host = email.rpartition("@")
    if email and (not name or not host or " " in email):
        return "Enter an e-mail address, such as name@example.org"
    return None


def _problem_of_birth(born_on: date, today: date) -> str | None:
    if born_on > today:
        return "The date of birth lies in the future"
    if age_on(today, born_on=born_on) > OLDEST_AGE_YEARS:
        return f"The date of birth lies more than {OLDEST_AGE_YEARS} years back"
    return None


def _problem_of_death(deceased_on: date | None, born_on: date, today: date) -> str | None:
    if deceased_on is None:
        return None
    if deceased_on < born_on:
        return "The date of death lies before the date of birth"
    return "The date of death lies in the future" if deceased_on > today else None
