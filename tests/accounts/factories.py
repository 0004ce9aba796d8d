"""Clinics, people and their credentials for tests."""

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic, Membership, User
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.accounts.rules.credentials import CredentialDetails, CredentialKind
from clinic_log.base.text import fold

_numbers = count(1)


def make_clinic(db: Session, *, name: str | None = None, zone: str = "Europe/London") -> Clinic:
    name = name or f"Clinic {next(_numbers)}"
    clinic = Clinic(name=name, name_folded=fold(name), zone=zone)
    db.add(clinic)
    db.flush()
    return clinic


def make_user(db: Session, *, name: str = "Ruth Adeyemi", email: str | None = None) -> User:
    email = email or f"person{next(_numbers)}@example.org"
    user = User(display_name=name, email=email, email_folded=fold(email))
    db.add(user)
    db.flush()
    return user


def make_actor(db: Session, *roles: Role, clinic: Clinic | None = None, name: str = "Ruth Adeyemi") -> SignedIn:
    """A person with the roles in the clinic; a practitioner when none is named."""
    clinic = clinic or make_clinic(db)
    user = make_user(db, name=name)
    held = roles or (Role.PRACTITIONER,)
    db.add_all(Membership(user_id=user.id, clinic_id=clinic.id, role=role) for role in held)
    db.flush()
    return actor_of(user, clinic, *held)


def actor_of(user: User, clinic: Clinic, *roles: Role) -> SignedIn:
    return SignedIn(
        user_id=user.id,
        display_name=user.display_name,
        email=user.email,
        clinic_id=clinic.id,
        clinic_name=clinic.name,
        zone=clinic.zone,
        roles=frozenset(roles),
    )


def certificate(**changes: object) -> CredentialDetails:
    """A needling certificate of 2026 that covers everything."""
    known: dict[str, Any] = {
        "kind": CredentialKind.NEEDLING,
        "issuing_body": "Needling Academy",
        "number": "DN-4711",
        "valid_from": date(2026, 1, 1),
        "expires_on": date(2026, 12, 31),
    }
    return CredentialDetails(**known | changes)
