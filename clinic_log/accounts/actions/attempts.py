"""Counting attempts to prove who one is. An attempt is counted before it is checked, so that many at once all count."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import SignInAttempt
from clinic_log.accounts.rules.throttle import COUNTED_FOR, KEPT_IN_ALL, KEPT_IN_BUCKET, wait_in_words, wait_left
from clinic_log.base.errors import TooManyAttemptsError

Transaction = Callable[[], AbstractContextManager[Session]]
"""Opens a transaction of its own, beside the request's."""


def count_attempt(db: Session, *, buckets: Sequence[str], now: datetime) -> None:
    """Count one attempt in each bucket. Raises TooManyAttemptsError, and counts nothing, while any of them waits."""
    require_no_wait(db, buckets=buckets, now=now)
    db.add_all(SignInAttempt(bucket=bucket, at=now) for bucket in buckets)
    db.flush()
    _prune(db, buckets, now)


def require_no_wait(db: Session, *, buckets: Sequence[str], now: datetime) -> None:
    """TooManyAttemptsError while any of the buckets waits."""
    for bucket in buckets:
        chosen = select(SignInAttempt.at).where(SignInAttempt.bucket == bucket, SignInAttempt.at > now - COUNTED_FOR)
        wait = wait_left(bucket, list(db.scalars(chosen)), now=now)
        if wait > timedelta(0):
            raise TooManyAttemptsError(
                f"Too many attempts. Wait {wait_in_words(wait)}, then try again.",
                retry_after_seconds=max(1, -(-wait // timedelta(seconds=1))),
            )


def forget_attempts(db: Session, *, buckets: Sequence[str], since: datetime) -> None:
    """After a success: the account's bucket starts anew; of the address, only this attempt is taken back."""
    account, *others = buckets
    db.execute(delete(SignInAttempt).where(SignInAttempt.bucket == account))
    db.execute(delete(SignInAttempt).where(SignInAttempt.bucket.in_(others), SignInAttempt.at == since))


def _prune(db: Session, buckets: Sequence[str], now: datetime) -> None:
    """Remove what no longer counts: old rows, all but the newest of each bucket, all but the newest of the table."""
    db.execute(delete(SignInAttempt).where(SignInAttempt.at <= now - COUNTED_FOR))
    newest = select(SignInAttempt.id).order_by(SignInAttempt.id.desc())
    for bucket in buckets:
        last_kept = db.scalar(newest.where(SignInAttempt.bucket == bucket).offset(KEPT_IN_BUCKET - 1).limit(1))
        if last_kept is not None:
            db.execute(delete(SignInAttempt).where(SignInAttempt.bucket == bucket, SignInAttempt.id < last_kept))
    last_kept = db.scalar(newest.offset(KEPT_IN_ALL - 1).limit(1))
    if last_kept is not None:
        db.execute(delete(SignInAttempt).where(SignInAttempt.id < last_kept))
