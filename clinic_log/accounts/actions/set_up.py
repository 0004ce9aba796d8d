"""The first visit: one clinic and its first administrator, by a code that the server printed. It never opens again."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.accounts import add_clinic, add_roles, add_user
from clinic_log.accounts.actions.attempts import Transaction, count_attempt, forget_attempts
from clinic_log.accounts.models import SetUpCode
from clinic_log.accounts.queries import actor_of, has_users
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.accounts.rules.login_sessions import hash_token
from clinic_log.accounts.rules.people import Newcomer
from clinic_log.accounts.rules.throttle import SET_UP_BUCKET, address_bucket
from clinic_log.audit.actions import Act, Somebody, record_event
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import InvalidInputError, NotFoundError

_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without what is misread for something else
_LENGTH: Final = 8
_WRONG: Final = "This is not the code that the server printed last"


@dataclass(frozen=True, kw_only=True)
class FirstClinic:
    """What the set-up page asks for."""

    clinic_name: str
    zone: str
    administrator: Newcomer
    password_hash: str


def make_set_up_code(db: Session) -> str:
    """A new code, such as 7KQ4-M2ZD, which replaces any earlier one; only its hash is kept."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    db.execute(delete(SetUpCode))
    db.add(SetUpCode(code_hash=hash_token(drawn), made_at=now_utc()))
    db.flush()
    return f"{drawn[: _LENGTH // 2]}-{drawn[_LENGTH // 2 :]}"


def check_set_up_code(transaction: Transaction, *, code: str, address: str | None, now: datetime) -> None:
    """Raises InvalidInputError for another code and TooManyAttemptsError after many; what was tried is kept."""
    buckets = (SET_UP_BUCKET, address_bucket(address))
    with transaction() as db:
        count_attempt(db, buckets=buckets, now=now)
        is_right = _is_code(db, code)
        if is_right:
            forget_attempts(db, buckets=buckets, since=now)
    if not is_right:
        raise InvalidInputError(_WRONG, field="code")


def set_up_clinic(db: Session, *, code: str, first: FirstClinic, address: str | None = None) -> SignedIn:
    """Make the clinic and its first administrator, and forget the code.

    Raises NotFoundError once anybody has an account, InvalidInputError for another code or a value that is refused.
    """
    db.scalars(select(SetUpCode).with_for_update()).all()  # of two at once, the second waits and then finds the first
    if has_users(db):
        raise NotFoundError("The set-up is over.")
    if not _is_code(db, code):
        raise InvalidInputError(_WRONG, field="code")
    clinic = add_clinic(db, name=first.clinic_name, zone=first.zone)
    user = add_user(db, name=first.administrator.name, email=first.administrator.email)
    user.password_hash, user.password_changed_at = first.password_hash, now_utc()
    roles = first.administrator.roles | {Role.ADMINISTRATOR}
    add_roles(db, user=user, clinic_id=clinic.id, roles=roles)
    db.execute(delete(SetUpCode))
    somebody = Somebody(name=user.display_name, clinic_id=clinic.id, user_id=user.id, address=address)
    record_event(db, by=somebody, act=Act(action="accounts.set_up", object_type="clinic", object_id=clinic.id))
    return actor_of(user, clinic, roles=frozenset(roles))


def _is_code(db: Session, code: str) -> bool:
    newest = db.scalar(select(SetUpCode.code_hash).order_by(SetUpCode.id.desc()).limit(1))
    typed = "".join(character for character in code.upper() if character.isalnum())
    return newest is not None and hmac.compare_digest(newest, hash_token(typed))
