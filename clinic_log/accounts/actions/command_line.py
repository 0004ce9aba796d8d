"""What the command line does, in its own name: whoever may run it owns the machine."""

from typing import Final

from sqlalchemy.orm import Session

from clinic_log.accounts.actions.accounts import add_clinic, add_roles, add_user
from clinic_log.accounts.models import Clinic, User
from clinic_log.accounts.queries import find_clinic_by_name
from clinic_log.accounts.rules.people import Newcomer
from clinic_log.audit.actions import Act, Somebody, record_event
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import NotFoundError

COMMAND_LINE: Final = "command line"


def create_clinic(db: Session, *, name: str, zone: str) -> Clinic:
    """Raises InvalidInputError when the name is taken or the zone unknown."""
    clinic = add_clinic(db, name=name, zone=zone)
    by = Somebody(name=COMMAND_LINE, clinic_id=clinic.id)
    record_event(db, by=by, act=Act(action="accounts.clinic_created", object_type="clinic", object_id=clinic.id))
    return clinic


def create_user(db: Session, *, newcomer: Newcomer, clinic_name: str, password_hash: str | None) -> User:
    """Raises NotFoundError for an unknown clinic, InvalidInputError for a taken address and values refused."""
    clinic = find_clinic_by_name(db, clinic_name)
    if clinic is None:
        raise NotFoundError("There is no clinic of this name. Make it first: clinic-log clinic create.")
    user = add_user(db, name=newcomer.name, email=newcomer.email)
    user.password_hash = password_hash
    user.password_changed_at = now_utc() if password_hash else None
    add_roles(db, user=user, clinic_id=clinic.id, roles=newcomer.roles)
    by = Somebody(name=COMMAND_LINE, clinic_id=clinic.id)
    act = Act(
        action="accounts.user_created", object_type="user", object_id=user.id, reason=", ".join(sorted(newcomer.roles))
    )
    record_event(db, by=by, act=act)
    return user
