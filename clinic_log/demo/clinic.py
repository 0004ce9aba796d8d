"""Makes the invented clinic in an empty database: its people, their passwords, and two years of work."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.accounts import add_clinic, add_roles, add_user
from clinic_log.accounts.actions.passwords import hash_password
from clinic_log.accounts.models import Clinic
from clinic_log.accounts.queries import actor_of, find_user_by_email
from clinic_log.accounts.rules import SignedIn
from clinic_log.audit.actions import Act, Somebody, export_head, give_key, record_event
from clinic_log.base.database import for_writing, own_transaction
from clinic_log.base.dates import now_utc, pretending
from clinic_log.base.errors import SettingsError
from clinic_log.base.settings import Settings
from clinic_log.demo.build import Builder, last_moment_of, live
from clinic_log.demo.people import CLINIC_NAME, CLINIC_ZONE, COLLEAGUES, Colleague
from clinic_log.demo.plan import plan_clinic

_PASSWORD_WORDS: Final = 5
_WORDS: Final = (
    "amber", "basil", "cedar", "delta", "ember", "fjord", "grove", "heron", "ivory", "jetty", "kayak", "lilac", "maple",
    "north", "ocean", "pearl", "quilt", "raven", "slate", "tulip", "umber", "violet", "willow", "yarrow", "zephyr",
    "acorn", "birch", "coral", "dusk", "elder", "fern", "gale",
)  # fmt: skip
_BEFORE_OPENING: Final = timedelta(days=760)


@dataclass(frozen=True)
class Credentials:
    """A sign-in of the invented clinic. The password is fresh each time and stands nowhere else."""

    name: str
    email: str
    roles: str
    password: str


def make_demonstration(
    engine: Engine, settings: Settings, *, seed: int, last_day: date, on_progress: Callable[[int, int], None]
) -> list[Credentials]:
    """Fill the empty database of the demonstration; the sign-ins of its people."""
    passwords = [_password() for _colleague in COLLEAGUES]
    hashes = [hash_password(password) for password in passwords]
    plan = plan_clinic(seed, last_day=last_day)
    with Session(for_writing(engine), expire_on_commit=False) as db:
        give_key(db, settings.audit_key)
        with pretending(last_moment_of(last_day - _BEFORE_OPENING)):
            team = _make_team(db, hashes)
        builder = Builder(db=db, plan=plan, team=team, seed=seed, last_moment=last_moment_of(last_day))
        live(builder, on_progress=on_progress)
        export_head(db, folder=settings.data_folder, key=settings.audit_key)
    return [_credentials(colleague, password) for colleague, password in zip(COLLEAGUES, passwords, strict=True)]


def renew_passwords(engine: Engine, settings: Settings) -> list[Credentials]:
    """Fresh passwords for the people of a demonstration that is there already."""
    made = []
    with own_transaction(engine) as db:
        give_key(db, settings.audit_key)
        for colleague in COLLEAGUES:
            user = find_user_by_email(db, colleague.email)
            if user is None:
                raise SettingsError("The demonstration folder holds other records. Choose another with --data.")
            password = _password()
            user.password_hash, user.password_changed_at = hash_password(password), now_utc()
            made.append(_credentials(colleague, password))
        record_event(db, by=Somebody(name="demonstration"), act=Act(action="demonstration.passwords_renewed"))
    return made


def _credentials(colleague: Colleague, password: str) -> Credentials:
    return Credentials(colleague.name, colleague.email, ", ".join(role.value for role in colleague.roles), password)


def _make_team(db: Session, hashes: list[str]) -> tuple[SignedIn, ...]:
    clinic = add_clinic(db, name=CLINIC_NAME, zone=CLINIC_ZONE)
    team = tuple(
        _make_colleague(db, clinic, colleague, password_hash=password_hash)
        for colleague, password_hash in zip(COLLEAGUES, hashes, strict=True)
    )
    act = Act(action="demonstration.made", object_type="clinic", object_id=clinic.id)
    record_event(db, by=Somebody(name="demonstration", clinic_id=clinic.id), act=act)
    return team


def _make_colleague(db: Session, clinic: Clinic, colleague: Colleague, *, password_hash: str) -> SignedIn:
    user = add_user(db, name=colleague.name, email=colleague.email)
    user.password_hash, user.password_changed_at = password_hash, now_utc()
    add_roles(db, user=user, clinic_id=clinic.id, roles=colleague.roles)
    return actor_of(user, clinic, roles=frozenset(colleague.roles))


def _password() -> str:
    return "-".join(secrets.choice(_WORDS) for _word in range(_PASSWORD_WORDS))
