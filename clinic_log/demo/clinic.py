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
from clinic_log.accounts.actions.pins import hash_pin
from clinic_log.accounts.models import Clinic, User
from clinic_log.accounts.queries import actor_of, find_user_by_email
from clinic_log.accounts.rules import SignedIn
from clinic_log.accounts.rules.pins import PIN_DIGITS, find_pin_fault
from clinic_log.accounts.rules.roles import permissions_of
from clinic_log.audit.actions import Act, Somebody, export_head, give_key, record_event
from clinic_log.base.database import for_writing, own_transaction
from clinic_log.base.dates import now_utc, pretending
from clinic_log.base.errors import SettingsError
from clinic_log.base.permissions import Permission
from clinic_log.base.settings import Settings
from clinic_log.demo.build import Builder, last_moment_of, live
from clinic_log.demo.credentials import add_credentials
from clinic_log.demo.people import CLINIC_NAME, CLINIC_ZONE, COLLEAGUES, Colleague
from clinic_log.demo.plan import plan_clinic
from clinic_log.demo.rooms import add_rooms

_PASSWORD_WORDS: Final = 5
_WORDS: Final = (
    "amber", "basil", "cedar", "delta", "ember", "fjord", "grove", "heron", "ivory", "jetty", "kayak", "lilac", "maple",
    "north", "ocean", "pearl", "quilt", "raven", "slate", "tulip", "umber", "violet", "willow", "yarrow", "zephyr",
    "acorn", "birch", "coral", "dusk", "elder", "fern", "gale",
)  # fmt: skip
_BEFORE_OPENING: Final = timedelta(days=760)


@dataclass(frozen=True)
class Credentials:
    """A sign-in of the invented clinic. Password and signing PIN are fresh each time and stand nowhere else; who signs
    nothing has no PIN.
    """

    name: str
    email: str
    roles: str
    password: str
    pin: str = ""

    def give_to(self, user: User) -> None:
        now = now_utc()
        user.password_hash, user.password_changed_at = hash_password(self.password), now
        if self.pin:
            user.pin_hash, user.pin_changed_at = hash_pin(self.pin), now


def make_demonstration(
    engine: Engine, settings: Settings, *, seed: int, last_day: date, on_progress: Callable[[int, int], None]
) -> list[Credentials]:
    """Fill the empty database of the demonstration; the sign-ins of its people."""
    people = [_credentials(colleague) for colleague in COLLEAGUES]
    plan = plan_clinic(seed, last_day=last_day)
    with Session(for_writing(engine), expire_on_commit=False) as db:
        give_key(db, settings.audit_key)
        with pretending(last_moment_of(last_day - _BEFORE_OPENING)):
            team = _make_team(db, people)
            add_credentials(db, team, last_day=last_day)
            add_rooms(db, team, last_day=last_day)
        builder = Builder(db=db, plan=plan, team=team, seed=seed, last_moment=last_moment_of(last_day))
        live(builder, on_progress=on_progress)
        export_head(db, folder=settings.data_folder, key=settings.audit_key)
    return people


def renew_passwords(engine: Engine, settings: Settings) -> list[Credentials]:
    """Fresh passwords and PINs for the people of a demonstration that is there already."""
    made = []
    with own_transaction(engine) as db:
        give_key(db, settings.audit_key)
        for colleague in COLLEAGUES:
            user = find_user_by_email(db, colleague.email)
            if user is None:
                raise SettingsError("The demonstration folder holds other records. Choose another with --data.")
            person = _credentials(colleague)
            person.give_to(user)
            made.append(person)
        record_event(db, by=Somebody(name="demonstration"), act=Act(action="demonstration.passwords_renewed"))
    return made


def _credentials(colleague: Colleague) -> Credentials:
    roles = ", ".join(role.value for role in colleague.roles)
    pin = _pin() if Permission.SIGN_SESSION in permissions_of(colleague.roles) else ""
    return Credentials(colleague.name, colleague.email, roles, _password(), pin)


def _make_team(db: Session, people: list[Credentials]) -> tuple[SignedIn, ...]:
    clinic = add_clinic(db, name=CLINIC_NAME, zone=CLINIC_ZONE)
    team = tuple(
        _make_colleague(db, clinic, colleague, person=person)
        for colleague, person in zip(COLLEAGUES, people, strict=True)
    )
    act = Act(action="demonstration.made", object_type="clinic", object_id=clinic.id)
    record_event(db, by=Somebody(name="demonstration", clinic_id=clinic.id), act=act)
    return team


def _make_colleague(db: Session, clinic: Clinic, colleague: Colleague, *, person: Credentials) -> SignedIn:
    user = add_user(db, name=colleague.name, email=colleague.email)
    person.give_to(user)
    add_roles(db, user=user, clinic_id=clinic.id, roles=colleague.roles)
    return actor_of(user, clinic, roles=frozenset(colleague.roles))


def _password() -> str:
    return "-".join(secrets.choice(_WORDS) for _word in range(_PASSWORD_WORDS))


def _pin() -> str:
    while True:
        pin = "".join(secrets.choice("0123456789") for _digit in range(PIN_DIGITS))
        if find_pin_fault(pin) is None:
            return pin
