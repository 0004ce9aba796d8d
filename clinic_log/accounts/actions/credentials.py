"""Keeping the credentials of a clinic's people on record: a new one, a renewal, and an end."""

from dataclasses import asdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic, Credential
from clinic_log.accounts.queries import get_user
from clinic_log.accounts.queries.credentials import counts, get_credential, scoped_credentials
from clinic_log.accounts.rules.credentials import (
    CredentialDetails,
    CredentialEnd,
    details_of,
    find_credential_problems,
)
from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Actor, Permission


def record_credential(db: Session, *, by: Actor, user_id: int, details: CredentialDetails) -> Credential:
    """Put a credential of somebody of the clinic on record. The same once more gives the one that is there."""
    by.require(Permission.MANAGE_PEOPLE)
    _take_turns(db, by)
    get_user(db, user_id, by=by)
    return _keep(db, by=by, user_id=user_id, details=details, replaces=None)


def renew_credential(
    db: Session, *, by: Actor, user_id: int, credential_id: int, details: CredentialDetails
) -> Credential:
    """Put the version on record that takes over from another one, which stays readable and counts until its last day.

    ConflictError when that one has a renewal already or was ended, InvalidInputError for another kind.
    """
    by.require(Permission.MANAGE_PEOPLE)
    _take_turns(db, by)
    get_user(db, user_id, by=by)
    replaced = get_credential(db, by=by, user_id=user_id, credential_id=credential_id)
    if details.kind is not replaced.kind:
        raise InvalidInputError("A renewal is of the same kind. Add another kind as a new credential", field="kind")
    known = db.scalar(select(Credential).where(Credential.replaces_id == replaced.id, counts()))
    if known is not None and details_of(known) == details:
        return known
    if known is not None or replaced.ended_as is not None:
        raise ConflictError("This version was renewed or ended meanwhile. Look at the person's credentials again.")
    return _keep(db, by=by, user_id=user_id, details=details, replaces=replaced)


def end_credential(  # noqa: PLR0913 -- whose, which, how, from when and why
    db: Session,
    *,
    by: Actor,
    user_id: int,
    credential_id: int,
    ended_as: CredentialEnd,
    reason: str,
    ended_on: date | None = None,
) -> Credential:
    """Say that a credential counts no more from a day on, or that it was entered by mistake and never counted. It stays
    readable. ConflictError when that was said before.
    """
    by.require(Permission.MANAGE_PEOPLE)
    _take_turns(db, by)
    row = get_credential(db, by=by, user_id=user_id, credential_id=credential_id)
    if row.ended_as is not None:
        raise ConflictError("This credential was ended already.")
    is_withdrawn = ended_as is CredentialEnd.WITHDRAWN
    if is_withdrawn and (ended_on is None or ended_on < row.valid_from):
        raise InvalidInputError("Enter the first day on which it no longer counts, not before it began", field="on")
    row.ended_as, row.end_reason = ended_as, reason
    row.ended_on = ended_on if is_withdrawn else None
    row.ended_at, row.ended_by_id = now_utc(), by.user_id
    db.flush()
    record_change(db, by=by, act=_about(row, "ended", reason=ended_as.value))
    return row


def _keep(
    db: Session, *, by: Actor, user_id: int, details: CredentialDetails, replaces: Credential | None
) -> Credential:
    for problem in find_credential_problems(details):
        raise InvalidInputError(problem.text, field=problem.field)
    same = scoped_credentials(by).where(Credential.user_id == user_id, Credential.ended_as.is_(None))
    known = next((row for row, _ in db.execute(same) if details_of(row) == details), None)
    if known is not None:
        return known
    row = Credential(
        clinic_id=by.clinic_id,
        user_id=user_id,
        created_by_id=by.user_id,
        replaces_id=replaces.id if replaces else None,
        **asdict(details) | {"regions": list(details.regions), "techniques": list(details.techniques)},
    )
    db.add(row)
    db.flush()  # the audit entry names its id
    record_change(db, by=by, act=_about(row, "renewed" if replaces else "recorded"))
    return row


def _take_turns(db: Session, by: Actor) -> None:
    """Two who write at once take turns, so that a second tap finds what the first one made."""
    db.execute(select(Clinic.id).where(Clinic.id == by.clinic_id).with_for_update())


def _about(row: Credential, verb: str, *, reason: str | None = None) -> Act:
    return Act(action=f"accounts.credential_{verb}", object_type="credential", object_id=row.id, reason=reason)
