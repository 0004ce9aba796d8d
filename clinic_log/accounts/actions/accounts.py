"""Making clinics, users and memberships: what the set-up, an invitation and the command line have in common."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic, Membership, User
from clinic_log.accounts.queries import find_clinic_by_name, find_user_by_email
from clinic_log.accounts.rules import Role
from clinic_log.accounts.rules.names import checked_email, checked_name, name_key
from clinic_log.base.dates import is_known_zone
from clinic_log.base.errors import InvalidInputError


def add_clinic(db: Session, *, name: str, zone: str, created_by_id: int | None = None) -> Clinic:
    """Raises InvalidInputError when the name is taken or cannot be kept, or the zone is unknown."""
    kept = checked_name(name, field="clinic_name")
    if find_clinic_by_name(db, kept) is not None:
        raise InvalidInputError("There is a clinic of this name already", field="clinic_name")
    if not is_known_zone(zone):
        raise InvalidInputError("Choose a time zone, such as Europe/London", field="zone")
    clinic = Clinic(name=kept, name_folded=name_key(kept), zone=zone, created_by_id=created_by_id)
    db.add(clinic)
    db.flush()
    return clinic


def add_user(db: Session, *, name: str, email: str, created_by_id: int | None = None) -> User:
    """An account without a password and without roles. Raises InvalidInputError when the address has one already."""
    kept_name, kept_email = checked_name(name, field="name"), checked_email(email, field="email")
    if find_user_by_email(db, kept_email) is not None:
        raise InvalidInputError("There is an account with this address already", field="email")
    user = User(
        display_name=kept_name, email=kept_email, email_folded=name_key(kept_email), created_by_id=created_by_id
    )
    db.add(user)
    db.flush()
    return user


def add_roles(
    db: Session, *, user: User, clinic_id: int, roles: Iterable[Role], created_by_id: int | None = None
) -> None:
    """Raises InvalidInputError when no role is named."""
    chosen = sorted(set(roles))
    if not chosen:
        raise InvalidInputError("Choose one role or more", field="roles")
    db.add_all(
        Membership(user_id=user.id, clinic_id=clinic_id, role=role, created_by_id=created_by_id) for role in chosen
    )
    db.flush()
