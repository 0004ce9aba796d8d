"""What a person does about their own account."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.invitations import void_links_of
from clinic_log.accounts.actions.login_sessions import end_login_session, end_login_sessions_of
from clinic_log.accounts.models import LoginSession, User
from clinic_log.accounts.rules import SignedIn
from clinic_log.accounts.rules.login_sessions import require_proof
from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Permission


def change_password(db: Session, *, by: SignedIn, password_hash: str) -> None:
    """Replace the person's own password, just after a proof of identity. Their other sessions end."""
    by.require(Permission.SIGNED_IN)
    now = now_utc()
    require_proof(by.confirmed_at, now=now)
    user = db.get_one(User, by.user_id)
    user.password_hash, user.password_changed_at = password_hash, now
    end_login_sessions_of(db, user_id=by.user_id, now=now, but=by.login_session_id)
    void_links_of(db, user_id=by.user_id, now=now)
    record_change(db, by=by, act=Act(action="accounts.password_changed", object_type="user", object_id=by.user_id))


def end_own_session(db: Session, *, by: SignedIn, login_session_id: int) -> None:
    """Sign out another browser of one's own. Raises NotFoundError for one that is not one's own."""
    by.require(Permission.SIGNED_IN)
    own = select(LoginSession.id).where(LoginSession.id == login_session_id, LoginSession.user_id == by.user_id)
    if db.scalar(own) is None:
        raise NotFoundError("There is no such session.")
    end_login_session(db, login_session_id=login_session_id, now=now_utc())
    record_change(
        db,
        by=by,
        act=Act(action="accounts.session_ended", object_type="login_session", object_id=login_session_id),
    )


def end_other_sessions(db: Session, *, by: SignedIn) -> None:
    """Sign out every browser of one's own but this one."""
    by.require(Permission.SIGNED_IN)
    end_login_sessions_of(db, user_id=by.user_id, now=now_utc(), but=by.login_session_id)
    record_change(db, by=by, act=Act(action="accounts.sessions_ended", object_type="user", object_id=by.user_id))
