"""Committed data and people with passwords, for tests that go through the pages."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache, partial

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.passwords import hash_password
from clinic_log.accounts.models import Clinic, Membership
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.base.database import own_transaction
from clinic_log.base.text import normalise
from tests.accounts.factories import actor_of, make_clinic, make_user

PASSWORD = "three quiet herons"
Saving = Callable[[], AbstractContextManager[Session]]
AddPerson = Callable[..., SignedIn]


@pytest.fixture
def saving(engine: Engine) -> Saving:
    """Opens a transaction that is committed at its end."""
    return partial(own_transaction, engine)


@pytest.fixture
def add_person(saving: Saving) -> AddPerson:
    """`add_person("ruth@example.org", Role.STUDENT, clinic=…)`: somebody with the password PASSWORD, committed."""

    def add(email: str, *roles: Role, clinic: int | None = None, name: str = "Ruth Adeyemi") -> SignedIn:
        with saving() as db:
            place = db.get_one(Clinic, clinic) if clinic else make_clinic(db)
            user = make_user(db, name=normalise(name), email=email)
            user.password_hash = _hash(PASSWORD)
            held = roles or (Role.PRACTITIONER,)
            db.add_all(Membership(user_id=user.id, clinic_id=place.id, role=role) for role in held)
            db.flush()
            return actor_of(user, place, *held)

    return add


@cache
def _hash(password: str) -> str:
    return hash_password(password)
