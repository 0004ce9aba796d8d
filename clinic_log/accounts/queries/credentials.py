"""Which credentials a person has on record in a clinic, and which of them counted on a day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, Exists, Select, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from clinic_log.accounts.models import Credential, Membership, User
from clinic_log.accounts.rules.credentials import (
    WARNED_AHEAD,
    CredentialDetails,
    CredentialEnd,
    CredentialFacts,
    details_of,
)
from clinic_log.base.base_model import LARGEST_ID
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor, Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiringCredential:
    """One that expires soon, or has, and was not renewed."""

    credential: CredentialFacts
    user_id: int
    display_name: str


def list_credentials(db: Session, *, by: Actor, user_id: int) -> list[CredentialFacts]:
    """Every version that the actor's clinic has on record of the person, ended and replaced ones too, newest first."""
    return list(list_credentials_of(db, by=by, user_ids=(user_id,))[user_id])


def list_credentials_on(
    db: Session, *, by: Actor, user_ids: Collection[int], day: date
) -> Mapping[int, tuple[CredentialFacts, ...]]:
    """Which credentials of these people were valid on the day, as is known now. Each person has an entry, an empty one
    when none was. One statement.
    """
    held = list_credentials_of(db, by=by, user_ids=user_ids)
    return {user_id: tuple(one for one in known if one.is_valid_on(day)) for user_id, known in held.items()}


def list_credentials_of(
    db: Session, *, by: Actor, user_ids: Collection[int]
) -> Mapping[int, tuple[CredentialFacts, ...]]:
    """Every version of these people, ended and replaced ones too; each has an entry. One statement."""
    rows = db.execute(_of_people(), {"of_clinic": by.clinic_id, "of_users": list(user_ids)}) if user_ids else ()
    found = [facts_of(row, is_replaced=is_replaced) for row, is_replaced in rows]
    return {user_id: tuple(one for one in found if one.user_id == user_id) for user_id in user_ids}


def get_credential(db: Session, *, by: Actor, user_id: int, credential_id: int) -> Credential:
    """NotFoundError for one of another person or clinic."""
    chosen = scoped_credentials(by).where(
        Credential.id == min(credential_id, LARGEST_ID), Credential.user_id == min(user_id, LARGEST_ID)
    )
    found = db.execute(chosen).first()
    if found is None:
        raise NotFoundError("There is no such credential.")
    credential: Credential = found[0]
    return credential


def list_expiring(db: Session, *, by: Actor, today: date) -> list[ExpiringCredential]:
    """What expires within 60 days or has expired, and has no renewal, the first to expire first: the person's own;
    everybody's of the clinic for who supervises or manages people. One statement.
    """
    is_for_all = by.may(Permission.VIEW_SUPERVISION) or by.may(Permission.MANAGE_PEOPLE)
    works_here = exists().where(Membership.user_id == User.id, Membership.clinic_id == by.clinic_id)
    chosen = (
        scoped_credentials(by)
        .add_columns(User.display_name)
        .join(User, User.id == Credential.user_id)
        .where(
            Credential.expires_on <= today + WARNED_AHEAD,
            Credential.ended_as.is_(None),
            ~_was_renewed(),
            works_here,
            User.disabled_at.is_(None),
        )
        .order_by(Credential.expires_on, Credential.id)
    )
    if not is_for_all:
        chosen = chosen.where(Credential.user_id == by.user_id)
    return [
        ExpiringCredential(credential=facts_of(row), user_id=row.user_id, display_name=name)
        for row, _is_replaced, name in db.execute(chosen)
    ]


def scoped_credentials(by: Actor) -> Select[Credential, bool]:
    """What the actor's clinic has on record, each with whether a renewal took over from it."""
    return _with_renewal().where(Credential.clinic_id == by.clinic_id)


_DETAILS = [field.name for field in fields(CredentialDetails)]


def facts_of(row: Credential, *, is_replaced: bool = False) -> CredentialFacts:
    details = details_of(row)
    return CredentialFacts(
        **{name: getattr(details, name) for name in _DETAILS},
        credential_id=row.id,
        user_id=row.user_id,
        recorded_at=row.created_at,
        is_replaced=is_replaced,
        ended_as=row.ended_as,
        ended_on=row.ended_on,
        end_reason=row.end_reason,
    )


def counts(version: type[Credential] = Credential) -> ColumnElement[bool]:
    """Whether a version was not entered by mistake: such a one takes over nothing."""
    return or_(version.ended_as.is_(None), version.ended_as != CredentialEnd.MISTAKE)


@cache  # an alias made anew each time costs more than the statement
def _with_renewal() -> Select[Credential, bool]:
    return select(Credential, _was_renewed().label("is_replaced"))


@cache
def _was_renewed() -> Exists:
    newer = aliased(Credential)
    return exists().where(newer.replaces_id == Credential.id, counts(newer))


@cache
def _of_people() -> Select[Credential, bool]:
    """The newest first."""
    return (
        _with_renewal()
        .where(
            Credential.clinic_id == bindparam("of_clinic"),
            Credential.user_id.in_(bindparam("of_users", expanding=True)),
        )
        .order_by(Credential.valid_from.desc(), Credential.id.desc())
    )
