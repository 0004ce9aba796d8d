"""What may still happen to a signed session: an addendum with its reason, and a retraction with its reason."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import record_changes
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.base.settings import NOTES_LIMIT_CHARACTERS
from clinic_log.base.text import forbidden_character, normalise
from clinic_log.treatments.actions.steps.earlier import settle_other_visits
from clinic_log.treatments.actions.steps.locking import act, lock, move
from clinic_log.treatments.actions.steps.telling import tell_changed
from clinic_log.treatments.actions.steps.versions import append_version, hash_in_words
from clinic_log.treatments.models import SessionVersion, TreatmentSession
from clinic_log.treatments.rules import SessionStatus, SignatureMeaning, VersionKind
from clinic_log.treatments.rules.limits import REASON_LIMIT_CHARACTERS
from clinic_log.treatments.rules.signing import Signer, may_retract


@dataclass(frozen=True, slots=True, kw_only=True)
class Addendum:
    """What is added to a signed note and why, and as which kind of version. `after` is the number of
    the newest version that the person saw, None when they add to whatever is newest.
    """

    text: str
    reason: str
    kind: VersionKind = VersionKind.ADDENDUM
    after: int | None = None


def add_addendum(db: Session, *, by: Actor, treatment: TreatmentSession, addendum: Addendum) -> SessionVersion:
    """Version n + 1: the signed content as it is, with a text added and why. ConflictError unless it is signed.

    Sent again, the same words give the version that they became; other words give ConflictError when somebody added to
    the note in the meantime. Who wrote the session signs it as "I treated", anybody else as "I reviewed".
    """
    by.require(Permission.SIGN_SESSION)
    if addendum.kind is VersionKind.ORIGINAL:
        raise InvalidInputError("Choose what it is", field="kind")
    lock(db, by=by, treatment=treatment)
    text = _needed(addendum.text, field="text", message="Enter what is to be added", limit=NOTES_LIMIT_CHARACTERS)
    why = _needed(addendum.reason, field="reason", message="Say why it is added now", limit=REASON_LIMIT_CHARACTERS)
    if addendum.after is not None and addendum.after != _newest(treatment):
        return _added_before(treatment, by=by, number=addendum.after + 1, said=(addendum.kind, text, why))
    move(treatment, to=SessionStatus.AMENDED)
    version = append_version(
        db,
        by=by,
        treatment=treatment,
        version=SessionVersion(
            kind=addendum.kind,
            content=treatment.versions[-1].content,
            meaning=_meaning(treatment, by=by),
            reason=why,
            addendum=text,
        ),
    )
    done = tell_changed(db, by=by, treatment=treatment, is_amended=True)
    record_changes(db, by=by, acts=(act("amended", treatment, reason=hash_in_words(version)), *done))
    return version


def retract_session(db: Session, *, by: Actor, treatment: TreatmentSession, reason: str) -> TreatmentSession:
    """Take a session that was entered in error out of every figure; it stays readable, struck through.

    Its practitioner, who signed the note itself, or a supervisor may. What it had told about the earlier visit is taken
    back; what a later visit told about this one is then told about the visit before it.
    """
    by.require(Permission.RETRACT_SESSION)
    lock(db, by=by, treatment=treatment)
    _require_own_or_supervisor(treatment, by=by)
    why = _needed(reason, field="reason", message="Say why it is retracted", limit=REASON_LIMIT_CHARACTERS)
    move(treatment, to=SessionStatus.RETRACTED)
    treatment.retracted_at = now_utc()
    treatment.retracted_by_id = by.user_id
    treatment.retraction_reason = why
    others = settle_other_visits(db, by=by, treatment=treatment)
    done = [told for each in (treatment, *others.changed) for told in tell_changed(db, by=by, treatment=each)]
    record_changes(db, by=by, acts=(act("retracted", treatment, reason=why), *done, *others.acts))
    return treatment


def _newest(treatment: TreatmentSession) -> int:
    """The number of the newest version; 0 when nothing is signed."""
    return treatment.versions[-1].number if treatment.versions else 0


def _meaning(treatment: TreatmentSession, *, by: Actor) -> SignatureMeaning:
    """ForbiddenError for a student about their own visit, whatever other roles they have."""
    if by.user_id != treatment.practitioner_id:
        return SignatureMeaning.REVIEWED
    if Signer.of(by.user_id, by.role_names).is_student:
        raise ForbiddenError("Somebody who supervises you signs what is added to this note.")
    return SignatureMeaning.TREATED


def _added_before(
    treatment: TreatmentSession, *, by: Actor, number: int, said: tuple[VersionKind, str, str]
) -> SessionVersion:
    """The version that this person's words became when they were sent for the first time."""
    for version in treatment.versions:
        is_this = (version.number, version.signer_id) == (number, by.user_id)
        if is_this and (version.kind, version.addendum, version.reason) == said:
            return version
    raise ConflictError("Somebody added to this note in the meantime. Read it, then add to it again.")


def _require_own_or_supervisor(treatment: TreatmentSession, *, by: Actor) -> None:
    is_theirs = may_retract(
        by.user_id,
        practitioner_id=treatment.practitioner_id,
        first_signer_id=treatment.versions[0].signer_id if treatment.versions else None,
        is_supervisor=Role.SUPERVISOR.value in by.role_names,
    )
    if not is_theirs:
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
