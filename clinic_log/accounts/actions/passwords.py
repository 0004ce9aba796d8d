"""Hashing and checking passwords with argon2id. Slow on purpose: never call it inside a writing transaction."""

from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from clinic_log.accounts.rules.passwords import is_too_long, normalise_password

# OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(typed: str) -> str:
    """The argon2id hash of a password that `find_password_fault` found nothing against."""
    return _HASHER.hash(_keyed(normalise_password(typed)))


def is_password(typed: str, password_hash: str | None) -> bool:
    """Whether it is the password. Takes the same time for an account without a password, or without an account."""
    if is_too_long(typed):
        return False
    try:
        _HASHER.verify(password_hash or _hash_of_nothing(), _keyed(normalise_password(typed)))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def _keyed(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


@cache
def _hash_of_nothing() -> str:
    return _HASHER.hash("There is no account with this password.")


_hash_of_nothing()  # made at once, so that the first unknown name takes no longer than the next
