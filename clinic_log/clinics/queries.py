"""Reading what a clinic has decided and added."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from clinic_log.base.base_model import LARGEST_ID
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.catalogue.measures import Measure
from clinic_log.clinics.models import ClinicMeasure, ClinicPolicy
from clinic_log.clinics.rules import OwnMeasureDetails, Policy, measure_of

_HELD: Final = "clinic_policy"


def get_policy(db: Session, *, by: Actor) -> Policy:
    """The policy of the clinic that the person works in: its own, else the defaults."""
    row = db.get(ClinicPolicy, by.clinic_id)
    db.info[_HELD] = row  # else it is let go at once, and each of many looks in one request asks the database
    return policy_of(row) if row is not None else Policy()


def policy_of(row: ClinicPolicy) -> Policy:
    return Policy(**{field.name: getattr(row, field.name) for field in fields(Policy)})


def scoped(by: Actor) -> Select[ClinicMeasure]:
    """The measures of the clinic in which the person works."""
    return select(ClinicMeasure).where(ClinicMeasure.clinic_id == by.clinic_id)


def list_clinic_measures(db: Session, *, by: Actor) -> Sequence[ClinicMeasure]:
    """All of the clinic's, retired ones too, in the order in which they were added."""
    return db.scalars(scoped(by).order_by(ClinicMeasure.id)).all()


def read_own_measures(db: Session, *, by: Actor) -> list[Measure]:
    """The clinic's measures as the pages use them, retired ones too."""
    return [
        measure_of(row.id, details_of(row), is_retired=row.retired_at is not None)
        for row in list_clinic_measures(db, by=by)
    ]


def get_clinic_measure(db: Session, *, by: Actor, measure_id: int) -> ClinicMeasure:
    """The measure, or NotFoundError: also for one of another clinic."""
    row = db.scalars(scoped(by).where(ClinicMeasure.id == min(measure_id, LARGEST_ID))).one_or_none()
    if row is None:
        raise NotFoundError("There is no such measure.")
    return row


def details_of(row: ClinicMeasure) -> OwnMeasureDetails:
    return OwnMeasureDetails(**{field.name: getattr(row, field.name) for field in fields(OwnMeasureDetails)})
