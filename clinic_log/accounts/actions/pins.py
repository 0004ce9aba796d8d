"""The signing PIN: choosing it, taking it away, and checking it at each signature."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.attempts import Transaction
from clinic_log.accounts.actions.passwords import hash_password, is_password
from clinic_log.accounts.models import SignInAttempt, User
from clinic_log.accounts.queries import count_pin_refusals
from clinic_log.accounts.rules import SignedIn
from clinic_log.accounts.rules.login_sessions import require_proof
from clinic_log.accounts.rules.pins import PIN_TRIES, is_pin, normalise_pin
from clinic_log.accounts.rules.throttle import pin_bucket
from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Permission


@dataclass(frozen=True, slots=True)
class PinCheck:
    """Whether it was the PIN, and how many tries are left; with none left the password is asked for instead."""

    is_right: bool
    tries_left: int


def hash_pin(typed: str) -> str:
    """The argon2id hash of a PIN that `find_pin_fault` found nothing against. Slow on purpose, as for passwords."""
    return hash_password(normalise_pin(typed))


def set_pin(db: Session, *, by: SignedIn, pin_hash: str) -> None:
    """Set or replace the person's own signing PIN, just after a proof of identity."""
    by.require(Permission.SIGN_SESSION)
    now = now_utc()
    require_proof(by.confirmed_at, now=now)
    user = db.get_one(User, by.user_id)
    verb = "changed" if user.pin_hash else "set"
    user.pin_hash, user.pin_changed_at = pin_hash, now
    _forget_refusals(db, by)
    record_change(db, by=by, act=Act(action=f"accounts.pin_{verb}", object_type="user", object_id=by.user_id))


def remove_pin(db: Session, *, by: SignedIn) -> None:
    """From now on the password signs. Removing it twice changes nothing more."""
    by.require(Permission.SIGN_SESSION)
    require_proof(by.confirmed_at, now=now_utc())
    user = db.get_one(User, by.user_id)
    if user.pin_hash is None:
        return
    user.pin_hash = user.pin_changed_at = None
    _forget_refusals(db, by)
    record_change(db, by=by, act=Act(action="accounts.pin_removed", object_type="user", object_id=by.user_id))


def check_pin(transaction: Transaction, *, by: SignedIn, typed: str, now: datetime) -> PinCheck:
    """Check the PIN of the person at work, between two transactions of its own, since the hash takes long.

    A try is counted before it is checked, so that many at once all count; without a try left nothing is checked. What
    cannot be a PIN is no try.
    """
    with transaction() as db:
        # Tries at the same moment take turns.
        pin_hash = db.scalar(select(User.pin_hash).where(User.id == by.user_id).with_for_update())
        left = PIN_TRIES - count_pin_refusals(db, user_id=by.user_id, now=now)
        if pin_hash is None or left <= 0:
            return PinCheck(is_right=False, tries_left=0)
        if not is_pin(typed):
            return PinCheck(is_right=False, tries_left=left)
        db.add(SignInAttempt(bucket=pin_bucket(by.user_id), at=now))
    is_right = is_password(normalise_pin(typed), pin_hash)
    with transaction() as db:
        if not is_right:
            record_change(db, by=by, act=Act(action="accounts.pin_refused", outcome="refused"))
            return PinCheck(is_right=False, tries_left=left - 1)
        _forget_refusals(db, by)
        record_change(db, by=by, act=Act(action="accounts.pin_confirmed"))
    return PinCheck(is_right=True, tries_left=PIN_TRIES)


def trust_pin_again(transaction: Transaction, *, by: SignedIn) -> None:
    """After the right password: the PIN is asked for again at the next signature."""
    with transaction() as db:
        _forget_refusals(db, by)


def _forget_refusals(db: Session, by: SignedIn) -> None:
    db.execute(delete(SignInAttempt).where(SignInAttempt.bucket == pin_bucket(by.user_id)))
