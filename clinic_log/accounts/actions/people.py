"""What an administrator does about the people of a clinic."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.accounts import add_roles, add_user
from clinic_log.accounts.actions.invitations import make_link_token, void_links_of
from clinic_log.accounts.actions.login_sessions import end_login_sessions_of
from clinic_log.accounts.models import Clinic, Membership, User
from clinic_log.accounts.queries import find_user_by_email, get_user, list_people
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.accounts.rules.login_sessions import require_proof
from clinic_log.accounts.rules.names import checked_email
from clinic_log.accounts.rules.people import Newcomer
from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError
from clinic_log.base.permissions import Permission


def invite_person(db: Session, *, by: SignedIn, newcomer: Newcomer) -> str | None:
    """Give somebody roles in the actor's clinic. The token of their link, or None when they already have an account.

    Raises InvalidInputError for somebody who already works here and for values that are refused.
    """
    by.require(Permission.MANAGE_PEOPLE)
    require_proof(by.confirmed_at, now=now_utc())
    email = checked_email(newcomer.email, field="email")
    known = find_user_by_email(db, email)
    if known is not None and any(membership.clinic_id == by.clinic_id for membership in known.memberships):
        raise InvalidInputError("Somebody with this address already works in your clinic", field="email")
    user = known or add_user(db, name=newcomer.name, email=email, created_by_id=by.user_id)
    add_roles(db, user=user, clinic_id=by.clinic_id, roles=newcomer.roles, created_by_id=by.user_id)
    record_change(db, by=by, act=_about(user, "accounts.invited", reason=_in_words(newcomer.roles)))
    if known is not None:
        return None
    return make_link_token(db, user=user, created_by_id=by.user_id, now=now_utc())


def change_roles(db: Session, *, by: SignedIn, user_id: int, roles: frozenset[Role]) -> User:
    """Give the person exactly these roles in the actor's clinic; they hold from the person's next request on.

    Raises ConflictError when the clinic would have no administrator left, InvalidInputError when no role is named.
    """
    user = _begin(db, by, user_id)
    if not roles:
        raise InvalidInputError("Choose one role or more", field="roles")
    if Role.ADMINISTRATOR not in roles:
        _require_another_administrator(db, by, user)
    held = {membership.role: membership for membership in user.memberships if membership.clinic_id == by.clinic_id}
    gone = [membership.id for role, membership in held.items() if role not in roles]
    db.execute(delete(Membership).where(Membership.id.in_(gone)))
    new = roles - held.keys()
    if new:
        add_roles(db, user=user, clinic_id=by.clinic_id, roles=new, created_by_id=by.user_id)
    record_change(
        db, by=by, act=_about(user, "accounts.roles_changed", reason=f"{_in_words(held)} → {_in_words(roles)}")
    )
    db.expire(user, ["memberships"])
    return user


def remove_person(db: Session, *, by: SignedIn, user_id: int) -> User:
    """Take every role in the actor's clinic away; the account, and roles in other clinics, stay."""
    user = _begin(db, by, user_id)
    _refuse_oneself(by, user)
    _require_another_administrator(db, by, user)
    db.execute(delete(Membership).where(Membership.user_id == user.id, Membership.clinic_id == by.clinic_id))
    record_change(db, by=by, act=_about(user, "accounts.removed"))
    return user


def disable_person(db: Session, *, by: SignedIn, user_id: int) -> User:
    """Close the account: no sign-in, every session ends, links stop working. Nothing that they wrote changes."""
    user = _begin(db, by, user_id)
    _refuse_oneself(by, user)
    _require_authority(db, by, user)
    _require_another_administrator(db, by, user)
    now = now_utc()
    user.disabled_at = user.disabled_at or now
    end_login_sessions_of(db, user_id=user.id, now=now)
    void_links_of(db, user_id=user.id, now=now)
    record_change(db, by=by, act=_about(user, "accounts.disabled"))
    return user


def enable_person(db: Session, *, by: SignedIn, user_id: int) -> User:
    """Open a closed account again, with the password that it had."""
    user = _begin(db, by, user_id)
    _require_authority(db, by, user)
    user.disabled_at = None
    record_change(db, by=by, act=_about(user, "accounts.enabled"))
    return user


def start_password_reset(db: Session, *, by: SignedIn, user_id: int) -> str:
    """The token of a new link by which the person sets a password. The old one stops working, sessions end."""
    user = _begin(db, by, user_id)
    _refuse_oneself(by, user)
    _require_authority(db, by, user)
    if user.disabled_at is not None:
        raise ConflictError("This account is disabled. Enable it first.")
    now = now_utc()
    user.password_hash = None
    end_login_sessions_of(db, user_id=user.id, now=now)
    record_change(db, by=by, act=_about(user, "accounts.reset_started"))
    return make_link_token(db, user=user, created_by_id=by.user_id, now=now)


def end_sessions_of_person(db: Session, *, by: SignedIn, user_id: int) -> User:
    """Sign the person out everywhere."""
    user = _begin(db, by, user_id)
    end_login_sessions_of(db, user_id=user.id, now=now_utc(), but=by.login_session_id)
    record_change(db, by=by, act=_about(user, "accounts.sessions_ended"))
    return user


def _begin(db: Session, by: SignedIn, user_id: int) -> User:
    """What every one of these acts asks first. Locks the clinic, so that two administrators act one after another."""
    by.require(Permission.MANAGE_PEOPLE)
    db.scalars(select(Clinic).where(Clinic.id == by.clinic_id).with_for_update()).one()
    user = get_user(db, user_id, by=by)
    require_proof(by.confirmed_at, now=now_utc())
    return user


def _refuse_oneself(by: SignedIn, user: User) -> None:
    if user.id == by.user_id:
        raise ConflictError("You cannot do this to your own account. Ask another administrator.")


def _require_another_administrator(db: Session, by: SignedIn, user: User) -> None:
    people = list_people(db, by=by)
    is_administrator = any(person.user_id == user.id and person.can_administer for person in people)
    if is_administrator and not any(person.can_administer for person in people if person.user_id != user.id):
        raise ConflictError("This is the last administrator of your clinic. Make somebody else one first.")


def _require_authority(db: Session, by: SignedIn, user: User) -> None:
    """The account as a whole may be changed by somebody who administers every clinic that it works in."""
    administered = set(
        db.scalars(
            select(Membership.clinic_id).where(Membership.user_id == by.user_id, Membership.role == Role.ADMINISTRATOR)
        )
    )
    if not {membership.clinic_id for membership in user.memberships} <= administered:
        raise ForbiddenError(
            "This person also works in a clinic that you do not administer. Take away their roles here instead."
        )


def _in_words(roles: Iterable[Role]) -> str:
    return ", ".join(sorted(roles))


def _about(user: User, action: str, reason: str | None = None) -> Act:
    return Act(action=action, object_type="user", object_id=user.id, reason=reason)
