"""Reading what a clinic has decided."""

from dataclasses import fields

from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.clinics.models import ClinicPolicy
from clinic_log.clinics.rules import Policy


def get_policy(db: Session, *, by: Actor) -> Policy:
    """The policy of the clinic that the person works in: its own, else the defaults."""
    row = db.get(ClinicPolicy, by.clinic_id)
    return policy_of(row) if row is not None else Policy()


def policy_of(row: ClinicPolicy) -> Policy:
    return Policy(**{field.name: getattr(row, field.name) for field in fields(Policy)})
