"""Changing what a clinic has decided."""

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.audit.actions import Act, record_change
from clinic_log.base.permissions import Actor, Permission
from clinic_log.clinics.models import ClinicPolicy
from clinic_log.clinics.queries import get_policy
from clinic_log.clinics.rules import Policy, changes


def change_policy(db: Session, *, by: Actor, policy: Policy) -> tuple[str, ...]:
    """Decide for the clinic that the person works in. Gives what changed, in words; nothing, and no entry in the audit,
    when the clinic had decided the same before.
    """
    by.require(Permission.MANAGE_CLINIC)
    # Two who decide at once take turns, also for the row that the first of them makes.
    db.execute(select(Clinic.id).where(Clinic.id == by.clinic_id).with_for_update())
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
