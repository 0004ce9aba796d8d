"""Reading accounts: who a token stands for, who works in a clinic, who holds a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from clinic_log.accounts.models import Clinic, Invitation, LoginSession, Membership, SignInAttempt, User
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.accounts.rules.login_sessions import Ending, LoginSessionFacts, find_ending, hash_token
from clinic_log.accounts.rules.names import name_key
from clinic_log.accounts.rules.people import Person
from clinic_log.accounts.rules.pins import PIN_TRIES
from clinic_log.accounts.rules.throttle import COUNTED_FOR, pin_bucket
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor


@dataclass(frozen=True, kw_only=True)
class OpenLoginSession:
    """A login session that counts at this moment."""

    actor: SignedIn
    last_input_at: datetime
    data: dict[str, object]


@dataclass(frozen=True, kw_only=True)
class SigningPin:
    """What is known of a person's signing PIN. Without a try left their password is asked for in its place."""

    set_at: datetime | None
    tries_left: int

    @property
    def is_set(self) -> bool:
        return self.set_at is not None


def has_users(db: Session) -> bool:
    """Whether anybody has an account: the set-up is over for ever."""
    return bool(db.scalar(select(exists(select(User.id)))))


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


def seconds_without_input(db: Session, *, by: SignedIn, now: datetime) -> int:
    """How long ago the person last did something in the session that they are working in."""
    last = db.scalar(select(LoginSession.last_input_at).where(LoginSession.id == by.login_session_id))
    return 0 if last is None else int((now - last).total_seconds())


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


def find_user_by_email(db: Session, email: str) -> User | None:
    """The account of an address however it is written. Loads nothing more: signing in must take as long without one."""
    return db.scalars(select(User).where(User.email_folded == name_key(email))).one_or_none()


def find_clinic_by_name(db: Session, name: str) -> Clinic | None:
    return db.scalars(select(Clinic).where(Clinic.name_folded == name_key(name))).one_or_none()


def find_password_hash(db: Session, *, user_id: int) -> str | None:
    return db.scalar(select(User.password_hash).where(User.id == user_id))


def find_pin(db: Session, *, user_id: int, now: datetime) -> SigningPin:
    set_at = db.scalar(select(User.pin_changed_at).where(User.id == user_id, User.pin_hash.is_not(None)))
    tries_left = max(0, PIN_TRIES - count_pin_refusals(db, user_id=user_id, now=now))
    return SigningPin(set_at=set_at, tries_left=tries_left)


def count_pin_refusals(db: Session, *, user_id: int, now: datetime) -> int:
    """How often the PIN was wrong in the last 24 hours since it, or the password in its place, was right."""
    of_pin = (SignInAttempt.bucket == pin_bucket(user_id), SignInAttempt.at > now - COUNTED_FOR)
    return db.scalars(select(func.count()).select_from(SignInAttempt).where(*of_pin)).one()


def signed_in_here_before(db: Session, *, user_id: int, address: str | None) -> bool:
    """Whether the person has signed in from this address in the last weeks."""
    if address is None:
        return False
    known = exists().where(LoginSession.user_id == user_id, LoginSession.address == address)
    return bool(db.scalar(select(known)))


def list_places(db: Session, *, user_id: int) -> list[SignedIn]:
    """The person in each clinic that they have a role in, in the order in which they joined."""
    rows = db.execute(
        select(Membership, User, Clinic)
        .join(User, User.id == Membership.user_id)
        .join(Clinic, Clinic.id == Membership.clinic_id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.id)
    ).all()
    clinics = {clinic.id: clinic for _membership, _user, clinic in rows}
    return [
        actor_of(rows[0][1], clinic, roles=frozenset(row[0].role for row in rows if row[2].id == clinic.id))
        for clinic in clinics.values()
    ]


def scoped(by: Actor) -> Select[User]:
    """The people who have a role in the actor's clinic."""
    here = exists().where(Membership.user_id == User.id, Membership.clinic_id == by.clinic_id)
    return select(User).where(here).options(_with_clinics())


def list_people(db: Session, *, by: Actor) -> list[Person]:
    """Everybody of the clinic by name."""
    people = [person_of(user, clinic_id=by.clinic_id) for user in db.scalars(scoped(by))]
    return sorted(people, key=lambda person: (name_key(person.display_name), person.user_id))


def get_user(db: Session, user_id: int, *, by: Actor) -> User:
    """Raises NotFoundError for somebody who does not work in the actor's clinic."""
    user = db.scalars(scoped(by).where(User.id == user_id)).one_or_none()
    if user is None:
        raise NotFoundError("There is no such person here.")
    return user


def get_person(db: Session, user_id: int, *, by: Actor) -> Person:
    """Raises NotFoundError for somebody who does not work in the actor's clinic."""
    return person_of(get_user(db, user_id, by=by), clinic_id=by.clinic_id)


def person_of(user: User, *, clinic_id: int) -> Person:
    """The user as the people of one clinic see them."""
    return Person(
        user_id=user.id,
        display_name=user.display_name,
        email=user.email,
        roles=frozenset(membership.role for membership in user.memberships if membership.clinic_id == clinic_id),
        has_password=user.password_hash is not None,
        is_disabled=user.disabled_at is not None,
        works_elsewhere=any(membership.clinic_id != clinic_id for membership in user.memberships),
    )


def find_open_invitation(db: Session, token: str, *, now: datetime) -> Invitation | None:
    """The invitation of a link; None alike for an unknown, a used and an old one, and for a disabled person."""
    return db.scalars(
        select(Invitation)
        .join(User, User.id == Invitation.user_id)
        .where(
            Invitation.token_hash == hash_token(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            User.disabled_at.is_(None),
        )
    ).one_or_none()


def names_around(db: Session, *, user_id: int) -> list[str]:
    """What a password of this person must not be made of: their name and address, the names of their clinics."""
    user = db.get_one(User, user_id, options=[_with_clinics()])
    return [user.display_name, user.email, *(membership.clinic.name for membership in user.memberships)]


def list_open_login_sessions(
    db: Session, *, user_id: int, now: datetime, idle_limit: timedelta
) -> Sequence[LoginSession]:
    """The browsers in which the person is signed in now, in every clinic, the latest first."""
    return db.scalars(
        select(LoginSession)
        .where(
            LoginSession.user_id == user_id,
            LoginSession.ended_at.is_(None),
            LoginSession.expires_at > now,
            LoginSession.last_input_at > now - idle_limit,
        )
        .options(selectinload(LoginSession.clinic))
        .order_by(LoginSession.last_input_at.desc(), LoginSession.id.desc())
    ).all()


def _with_clinics() -> ORMOption:
    return selectinload(User.memberships).selectinload(Membership.clinic)
