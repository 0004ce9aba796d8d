"""Patients for tests."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import TypedDict

from sqlalchemy.orm import Session
from typing_extensions import Unpack

from clinic_log.base.permissions import Actor
from clinic_log.patients.actions import register_patient
from clinic_log.patients.models import Patient
from clinic_log.patients.rules import Sex
from clinic_log.patients.rules.details import PatientDetails

_numbers = count(1)

DETAILS = PatientDetails(
    family_name="Lindqvist",
    given_names="Maja",
    born_on=date(1981, 3, 4),
    sex=Sex.FEMALE,
    phone="+44 20 7946 0018",
    email="maja@example.org",
    address="12 Mill Lane\nLondon",
)


class Changes(TypedDict, total=False):
    """What may differ from the ordinary patient."""

    family_name: str
    given_names: str
    born_on: date
    sex: Sex
    record_number: str
    phone: str
    email: str
    address: str
    deceased_on: date | None


def make_details(**changes: Unpack[Changes]) -> PatientDetails:
    """The details of an ordinary patient, with changes."""
    return replace(DETAILS, **changes)


def make_patient(db: Session, *, by: Actor, **changes: Unpack[Changes]) -> Patient:
    """A patient on record; with a family name of their own unless one is given."""
    changes.setdefault("family_name", f"Patient{next(_numbers)}")
    return register_patient(db, by=by, details=make_details(**changes))
