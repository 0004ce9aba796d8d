"""One-time links by which a person sets their own password; nobody else ever chooses it."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.login_sessions import end_login_sessions_of
from clinic_log.accounts.models import Invitation, User
from clinic_log.accounts.queries import find_open_invitation
from clinic_log.accounts.rules.login_sessions import hash_token, make_token
from clinic_log.audit.actions import Act, Somebody, record_event
from clinic_log.base.errors import NotFoundError

LINK_LASTS: Final = timedelta(days=7)


def make_link_token(db: Session, *, user: User, created_by_id: int | None, now: datetime) -> str:
    """A new link's token, valid for seven days; links that the person already has stop working."""
    void_links_of(db, user_id=user.id, now=now)
    token = make_token()
    db.add(
        Invitation(
            user_id=user.id, token_hash=hash_token(token), expires_at=now + LINK_LASTS, created_by_id=created_by_id
        )
    )
    db.flush()
    return token


def void_links_of(db: Session, *, user_id: int, now: datetime) -> None:
    db.execute(
        update(Invitation).where(Invitation.user_id == user_id, Invitation.used_at.is_(None)).values(used_at=now)
    )


def accept_invitation(
    db: Session, *, token: str, password_hash: str, now: datetime, address: str | None = None
) -> User:
    """Set the person's password by their link, which works once, and end every login session they have.

    Raises NotFoundError for a link that does not, or no longer, work.
    """
    invitation = find_open_invitation(db, token, now=now)
    if invitation is None or not _take(db, invitation, now):
        raise NotFoundError("This link does not work.")
    user = db.get_one(User, invitation.user_id)
    user.password_hash, user.password_changed_at = password_hash, now
    void_links_of(db, user_id=user.id, now=now)
    end_login_sessions_of(db, user_id=user.id, now=now)
    record_event(
        db,
        by=Somebody(name=user.display_name, user_id=user.id, address=address),
        act=Act(action="accounts.password_set", object_type="user", object_id=user.id),
    )
    return user


def _take(db: Session, invitation: Invitation, now: datetime) -> bool:
    """Use the link up. Of two people who send it at once, one gets it."""
    taken = db.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
        .values(used_at=now)
        .returning(Invitation.id)
    )
    return taken.one_or_none() is not None
