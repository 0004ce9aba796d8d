"""Beginning, moving on and ending login sessions. The person who acts is the person whose session it is."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from clinic_log.accounts.models import LoginSession
from clinic_log.accounts.rules import SignedIn
from clinic_log.accounts.rules.login_sessions import hash_token, make_token

_KEPT_AFTER_EXPIRY: Final = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A new login session. The token is known only here and in the person's cookie."""

    login_session_id: int
    token: str

    def give_to(self, actor: SignedIn, *, now: datetime, address: str | None) -> SignedIn:
        """The person at work in this session."""
        return replace(actor, login_session_id=self.login_session_id, address=address, confirmed_at=now)


@dataclass(frozen=True, kw_only=True)
class Lifetime:
    """From when and for how long a session lasts."""

    now: datetime
    absolute_limit: timedelta


def begin_login_session(
    db: Session, *, user_id: int, clinic_id: int, lifetime: Lifetime, address: str | None = None
) -> Begun:
    """Make a session with a new token, and remove rows that expired more than 30 days ago."""
    token, now = make_token(), lifetime.now
    row = LoginSession(
        token_hash=hash_token(token),
        user_id=user_id,
        clinic_id=clinic_id,
        created_at=now,
        last_input_at=now,
        confirmed_at=now,
        expires_at=now + lifetime.absolute_limit,
        address=address,
        data={},
    )
    db.add(row)
    db.execute(delete(LoginSession).where(LoginSession.expires_at < now - _KEPT_AFTER_EXPIRY))
    db.flush()
    return Begun(login_session_id=row.id, token=token)


def move_last_input(db: Session, *, login_session_id: int, now: datetime) -> None:
    db.execute(update(LoginSession).where(LoginSession.id == login_session_id).values(last_input_at=now))


def keep_data(db: Session, *, login_session_id: int, data: dict[str, object]) -> None:
    """Keep the CSRF secret and the messages that the next page shows."""
    db.execute(update(LoginSession).where(LoginSession.id == login_session_id).values(data=data))


def renew_proof(db: Session, *, login_session_id: int, now: datetime) -> str:
    """Note that the person just proved who they are, under a new token, which is returned."""
    token = make_token()
    db.execute(
        update(LoginSession)
        .where(LoginSession.id == login_session_id)
        .values(confirmed_at=now, last_input_at=now, token_hash=hash_token(token))
    )
    return token


def move_to_clinic(db: Session, *, login_session_id: int, clinic_id: int) -> str:
    """Go on in another clinic, under a new token, which is returned. Limits and the last proof stay as they are."""
    token = make_token()
    db.execute(
        update(LoginSession)
        .where(LoginSession.id == login_session_id)
        .values(clinic_id=clinic_id, token_hash=hash_token(token), data={})
    )
    return token


def end_login_session(db: Session, *, login_session_id: int, now: datetime) -> None:
    """End one session; ending it again changes nothing."""
    db.execute(
        update(LoginSession)
        .where(LoginSession.id == login_session_id, LoginSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_login_sessions_of(db: Session, *, user_id: int, now: datetime, but: int | None = None) -> None:
    """End every session of the person, in all clinics, except the one that they are working in."""
    db.execute(
        update(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None), LoginSession.id != (but or 0))
        .values(ended_at=now)
    )
