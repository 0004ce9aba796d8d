"""Proving who one is. Each step is a transaction of its own, and the password is checked between them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from clinic_log.accounts.actions.attempts import Transaction, count_attempt, forget_attempts
from clinic_log.accounts.actions.login_sessions import renew_proof
from clinic_log.accounts.actions.passwords import is_password
from clinic_log.accounts.queries import find_password_hash, find_user_by_email, list_places, signed_in_here_before
from clinic_log.accounts.rules import SignedIn
from clinic_log.accounts.rules.names import name_key
from clinic_log.accounts.rules.throttle import account_bucket, address_bucket, unknown_bucket
from clinic_log.audit.actions import Act, Somebody, record_change, record_event

_NO_ACCOUNT = "no such account"
_NOBODY = 0


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """The account that a name may stand for; without one, everything still takes its time."""

    somebody: Somebody
    password_hash: str | None
    buckets: tuple[str, str]
    place: SignedIn | None


def check_sign_in(
    transaction: Transaction, *, email: str, password: str, address: str | None, now: datetime
) -> SignedIn | None:
    """The person in the first of their clinics when name and password belong together, else None.

    None says the same for an unknown name, a wrong password, a disabled account and one without a clinic. The attempt
    and its refusal are kept whatever the request answers. Raises TooManyAttemptsError.
    """
    with transaction() as db:
        candidate = _find_candidate(db, email, address)
        count_attempt(db, buckets=candidate.buckets, now=now)
    is_right = is_password(password, candidate.password_hash)
    with transaction() as db:
        if not is_right or candidate.place is None:
            record_event(db, by=candidate.somebody, act=Act(action="accounts.sign_in_refused", outcome="refused"))
            return None
        forget_attempts(db, buckets=candidate.buckets, since=now)
    return candidate.place


def check_identity(transaction: Transaction, *, by: SignedIn, password: str, now: datetime) -> str | None:
    """Prove again who is at work: a new token of the login session, or None for a wrong password.

    Attempts count together with those at signing in. Raises TooManyAttemptsError.
    """
    if by.login_session_id is None:
        return None
    buckets = (account_bucket(by.user_id, at_known_address=True), address_bucket(by.address))
    with transaction() as db:
        count_attempt(db, buckets=buckets, now=now)
        password_hash = find_password_hash(db, user_id=by.user_id)
    is_right = is_password(password, password_hash)
    with transaction() as db:
        if not is_right:
            record_change(db, by=by, act=Act(action="accounts.identity_refused", outcome="refused"))
            return None
        forget_attempts(db, buckets=buckets, since=now)
        record_change(db, by=by, act=Act(action="accounts.identity_confirmed"))
        return renew_proof(db, login_session_id=by.login_session_id, now=now)


def _find_candidate(db: Session, email: str, address: str | None) -> _Candidate:
    """The same statements run for a name without an account, so that it takes as long."""
    user = find_user_by_email(db, email)
    user_id = user.id if user else _NOBODY
    is_known = signed_in_here_before(db, user_id=user_id, address=address)
    places = list_places(db, user_id=user_id)
    if user is None:
        return _Candidate(
            somebody=Somebody(name=_NO_ACCOUNT, address=address),
            password_hash=None,
            buckets=(unknown_bucket(name_key(email)), address_bucket(address)),
            place=None,
        )
    clinic_id = places[0].clinic_id if places else None
    return _Candidate(
        somebody=Somebody(name=user.display_name, user_id=user.id, clinic_id=clinic_id, address=address),
        password_hash=user.password_hash,
        buckets=(account_bucket(user.id, at_known_address=is_known), address_bucket(address)),
        place=places[0] if places and user.disabled_at is None else None,
    )
