"""When a login session is over, and when it needs a fresh proof of who is there."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from clinic_log.base.errors import ForbiddenError

TOKEN_BYTES: Final = 32
INPUT_IS_KEPT_EVERY: Final = timedelta(seconds=30)
PROOF_LASTS: Final = timedelta(minutes=5)


class Ending(StrEnum):
    """Why a login session no longer counts."""

    UNKNOWN = "unknown"
    ENDED = "ended"
    IDLE = "idle"
    TOO_LONG = "too_long"
    DISABLED = "disabled"
    NO_ROLE = "no_role"


class ProofNeededError(ForbiddenError):
    """The act needs a proof of identity from the last five minutes."""


@dataclass(frozen=True, kw_only=True)
class LoginSessionFacts:
    """What the database says of a login session at one moment."""

    last_input_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    is_disabled: bool
    has_role: bool


def find_ending(facts: LoginSessionFacts, *, now: datetime, idle_limit: timedelta) -> Ending | None:
    """Why the session is over, or None while it lasts. A limit that is just reached is passed."""
    if facts.ended_at is not None:
        return Ending.ENDED
    if facts.is_disabled:
        return Ending.DISABLED
    if not facts.has_role:
        return Ending.NO_ROLE
    if now >= facts.expires_at:
        return Ending.TOO_LONG
    return Ending.IDLE if now - facts.last_input_at >= idle_limit else None


def needs_proof(confirmed_at: datetime | None, *, now: datetime) -> bool:
    """Whether the last proof of identity is older than five minutes, as for signing or changing roles."""
    return confirmed_at is None or now - confirmed_at >= PROOF_LASTS


def require_proof(confirmed_at: datetime | None, *, now: datetime) -> None:
    """Raise ProofNeededError when the last proof is too old."""
    if needs_proof(confirmed_at, now=now):
        raise ProofNeededError("Prove who you are first.")


def make_token() -> str:
    """256 random bits in 43 characters, safe in a cookie and in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """SHA-256 in hexadecimal: enough for a token that nobody can guess."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
