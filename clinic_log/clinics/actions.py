"""Changing what a clinic has decided, and the measures that it has added."""

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.base.text import fold
from clinic_log.catalogue import measures
from clinic_log.clinics.models import ClinicMeasure, ClinicPolicy
from clinic_log.clinics.queries import get_policy, list_clinic_measures
from clinic_log.clinics.rules import OwnMeasureDetails, Policy, changes, find_measure_problems


def change_policy(db: Session, *, by: Actor, policy: Policy) -> tuple[str, ...]:
    """Decide for the clinic that the person works in. Gives what changed, in words; nothing, and no entry in the audit,
    when the clinic had decided the same before.
    """
    by.require(Permission.MANAGE_CLINIC)
    _take_turns(db, by)
    changed = changes(get_policy(db, by=by), policy)
    if not changed:
        return ()
    row = db.get(ClinicPolicy, by.clinic_id, populate_existing=True)
    if row is None:
        db.add(ClinicPolicy(clinic_id=by.clinic_id, created_by_id=by.user_id, **asdict(policy)))
    else:
        for name, value in asdict(policy).items():
            setattr(row, name, value)
    db.flush()
    reason = "; ".join(changed)
    record_change(
        db,
        by=by,
        act=Act(action="clinics.policy_changed", object_type="clinic", object_id=by.clinic_id, reason=reason),
    )
    return changed


def add_measure(db: Session, *, by: Actor, details: OwnMeasureDetails) -> ClinicMeasure:
    """Add a measure to those that this clinic can record. InvalidInputError for the first field that is wrong."""
    by.require(Permission.MANAGE_CLINIC)
    _take_turns(db, by)
    for problem in find_measure_problems(details, taken_names=_taken_names(db, by)):
        raise InvalidInputError(problem.text, field=problem.field)
    row = ClinicMeasure(clinic_id=by.clinic_id, created_by_id=by.user_id, **asdict(details))
    db.add(row)
    db.flush()  # the audit entry names its id
    record_change(db, by=by, act=_measure_act("added", row))
    return row


def retire_measure(db: Session, *, by: Actor, measure: ClinicMeasure) -> None:
    """Offer it no more. Its scores stay where they are. Retiring twice changes nothing."""
    by.require(Permission.MANAGE_CLINIC)
    _take_turns(db, by)
    db.refresh(measure)
    if measure.retired_at is None:
        measure.retired_at, measure.retired_by_id = now_utc(), by.user_id
        db.flush()
        record_change(db, by=by, act=_measure_act("retired", measure))


def restore_measure(db: Session, *, by: Actor, measure: ClinicMeasure) -> None:
    """Offer it again. ConflictError when another measure in use has its name by now."""
    by.require(Permission.MANAGE_CLINIC)
    _take_turns(db, by)
    db.refresh(measure)
    if measure.retired_at is None:
        return
    if fold(measure.name) in {fold(name) for name in _taken_names(db, by)}:
        raise ConflictError("Another measure has this name by now. Retire that one first.")
    measure.retired_at, measure.retired_by_id = None, None
    db.flush()
    record_change(db, by=by, act=_measure_act("restored", measure))


def _take_turns(db: Session, by: Actor) -> None:
    """Two who decide at once take turns, also for the row that the first of them makes."""
    db.execute(select(Clinic.id).where(Clinic.id == by.clinic_id).with_for_update())


def _taken_names(db: Session, by: Actor) -> set[str]:
    known = {name for measure in measures.all_measures() for name in (measure.name, measure.short_label)}
    return known | {row.name for row in list_clinic_measures(db, by=by) if row.retired_at is None}


def _measure_act(verb: str, row: ClinicMeasure) -> Act:
    return Act(action=f"clinics.measure_{verb}", object_type="clinic_measure", object_id=row.id)
