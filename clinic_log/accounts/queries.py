"""Reading accounts: who a token stands for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic, LoginSession, Membership, User
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.accounts.rules.login_sessions import Ending, LoginSessionFacts, find_ending


@dataclass(frozen=True, kw_only=True)
class OpenLoginSession:
    """A login session that counts at this moment."""

    actor: SignedIn
    last_input_at: datetime
    data: dict[str, object]


def find_login_session(
    db: Session, *, token_hash: str, now: datetime, idle_limit: timedelta
) -> OpenLoginSession | Ending:
    """The session that the token stands for, with the roles as they are now, or why there is none. One statement."""
    chosen = (
        select(LoginSession, User, Clinic, Membership.role)
        .join(User, User.id == LoginSession.user_id)
        .join(Clinic, Clinic.id == LoginSession.clinic_id)
        .outerjoin(
            Membership,
            and_(Membership.user_id == LoginSession.user_id, Membership.clinic_id == LoginSession.clinic_id),
        )
        .where(LoginSession.token_hash == token_hash)
    )
    rows = db.execute(chosen).all()
    if not rows:
        return Ending.UNKNOWN
    login, user, clinic, _role = rows[0]
    roles = frozenset(filter(None, (row[3] for row in rows)))
    facts = LoginSessionFacts(
        last_input_at=login.last_input_at,
        expires_at=login.expires_at,
        ended_at=login.ended_at,
        is_disabled=user.disabled_at is not None,
        has_role=bool(roles),
    )
    ending = find_ending(facts, now=now, idle_limit=idle_limit)
    if ending is not None:
        return ending
    return OpenLoginSession(
        actor=actor_of(user, clinic, roles=roles, login=login), last_input_at=login.last_input_at, data=dict(login.data)
    )


def actor_of(user: User, clinic: Clinic, *, roles: frozenset[Role], login: LoginSession | None = None) -> SignedIn:
    """The person as an actor: facts that outlive the database session."""
    return SignedIn(
        user_id=user.id,
        display_name=user.display_name,
        email=user.email,
        clinic_id=clinic.id,
        clinic_name=clinic.name,
        zone=clinic.zone,
        roles=roles,
        login_session_id=login.id if login else None,
        address=login.address if login else None,
        confirmed_at=login.confirmed_at if login else None,
    )
