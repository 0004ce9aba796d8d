"""What may still happen to a signed session: an addendum with its reason, and a retraction with its reason."""

from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import record_change
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ForbiddenError, InvalidInputError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.base.settings import NOTES_LIMIT_CHARACTERS
from clinic_log.base.text import forbidden_character, normalise
from clinic_log.treatments.actions.steps.earlier import note_later_answer
from clinic_log.treatments.actions.steps.locking import act, lock, move
from clinic_log.treatments.actions.steps.versions import append_version
from clinic_log.treatments.models import SessionVersion, TreatmentSession
from clinic_log.treatments.rules import SessionStatus, SignatureMeaning, VersionKind
from clinic_log.treatments.rules.limits import REASON_LIMIT_CHARACTERS
from clinic_log.treatments.signals import session_changed


def add_addendum(db: Session, *, by: Actor, treatment: TreatmentSession, text: str, reason: str) -> SessionVersion:
    """Version n + 1: the signed content as it is, with a text added and why. ConflictError unless it is signed.

    Who wrote the session signs it as "I treated", anybody else as "I reviewed".
    """
    by.require(Permission.SIGN_SESSION)
    lock(db, by=by, treatment=treatment)
    move(treatment, to=SessionStatus.AMENDED)
    addendum = _needed(text, field="text", message="Enter what is to be added", limit=NOTES_LIMIT_CHARACTERS)
    why = _needed(reason, field="reason", message="Say why it is added now", limit=REASON_LIMIT_CHARACTERS)
    own = by.user_id == treatment.practitioner_id
    version = append_version(
        db,
        by=by,
        treatment=treatment,
        version=SessionVersion(
            kind=VersionKind.ADDENDUM,
            content=treatment.versions[-1].content,
            meaning=SignatureMeaning.TREATED if own else SignatureMeaning.REVIEWED,
            reason=why,
            addendum=addendum,
        ),
    )
    record_change(db, by=by, act=act("amended", treatment))
    session_changed.send(db, treatment=treatment, by=by)
    return version


def retract_session(db: Session, *, by: Actor, treatment: TreatmentSession, reason: str) -> TreatmentSession:
    """Take a session that was entered in error out of every figure; it stays readable, struck through.

    Its practitioner, whoever signed it, or a supervisor may. What it had told about the earlier visit is taken back.
    """
    by.require(Permission.RETRACT_SESSION)
    lock(db, by=by, treatment=treatment)
    _require_own_or_supervisor(treatment, by=by)
    why = _needed(reason, field="reason", message="Say why it is retracted", limit=REASON_LIMIT_CHARACTERS)
    move(treatment, to=SessionStatus.RETRACTED)
    treatment.retracted_at = now_utc()
    treatment.retracted_by_id = by.user_id
    treatment.retraction_reason = why
    db.flush()
    record_change(db, by=by, act=act("retracted", treatment, reason=why))
    session_changed.send(db, treatment=treatment, by=by)
    if treatment.previous_session_id is not None:
        earlier = db.get_one(TreatmentSession, treatment.previous_session_id)
        note_later_answer(db, by=by, earlier=earlier)
    return treatment


def _require_own_or_supervisor(treatment: TreatmentSession, *, by: Actor) -> None:
    authors = {treatment.practitioner_id, *(version.signer_id for version in treatment.versions)}
    if by.user_id not in authors and Role.SUPERVISOR.value not in by.role_names:
        raise ForbiddenError("Only who treated or signed, or a supervisor, can retract a session.")


def _needed(text: str, *, field: str, message: str, limit: int) -> str:
    kept = normalise(text).strip()
    character = forbidden_character(kept)
    if not kept:
        raise InvalidInputError(message, field=field)
    if character is not None:
        raise InvalidInputError(
            f"This text holds a character that cannot be kept ({character}). Remove it", field=field
        )
    if len(kept) > limit:
        raise InvalidInputError(
            f"This text has {len(kept):,} characters; {limit:,} is the most. Shorten it", field=field
        )
    return kept
