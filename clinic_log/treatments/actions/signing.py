"""Signing: completeness, the exact content with its hash, and what the visit told about the earlier one."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.audit.actions import record_change
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ForbiddenError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.treatments.actions.locking import act, lock, move, require_draft
from clinic_log.treatments.actions.recording import find_earlier, settle_earlier
from clinic_log.treatments.actions.verification import signature_of
from clinic_log.treatments.models import SessionDraft, SessionVersion, TreatmentSession
from clinic_log.treatments.queries.content import content_of
from clinic_log.treatments.queries.sessions import answers_about
from clinic_log.treatments.rules import (
    Asked,
    ContentError,
    SessionContent,
    SessionStatus,
    SignatureMeaning,
    VersionKind,
)
from clinic_log.treatments.rules.canonical import Visit, content_hash, signed_text
from clinic_log.treatments.rules.narrative import narrate
from clinic_log.treatments.rules.signing import may_mean, missing_for_signing
from clinic_log.treatments.signals import session_changed, session_signed


def sign_session(
    db: Session, *, by: Actor, treatment: TreatmentSession, meaning: SignatureMeaning, revision: int | None = None
) -> SessionVersion:
    """Lock what is saved as version 1, signed by the person signed in. ContentError with everything that is missing,
    ConflictError when it is signed already or is no longer the `revision` that the person read, ForbiddenError for a
    meaning that is not theirs to give.

    What it says about side effects since last time is noted on the earlier visit, whose signed version stays as it is.
    """
    by.require(Permission.SIGN_SESSION)
    lock(db, by=by, treatment=treatment, revision=revision)
    require_draft(treatment)
    content = content_of(treatment)
    earlier = find_earlier(db, by=by, treatment=treatment, content=content)
    _require_whole(treatment, content, by=by, meaning=meaning, has_earlier_visit=earlier is not None)
    with db.no_autoflush:
        settle_earlier(treatment, earlier)
        move(treatment, to=SessionStatus.SIGNED)
    db.flush()
    text = _text(db, treatment, content)
    version = append_version(db, by=by, treatment=treatment, version=_original(text, meaning))
    db.execute(delete(SessionDraft).where(SessionDraft.session_id == treatment.id))
    record_change(db, by=by, act=act("signed", treatment))
    session_signed.send(db, treatment=treatment, by=by)
    if earlier is not None and content.since_previous is not None:
        note_later_answer(db, by=by, earlier=earlier)
    return version


def append_version(db: Session, *, by: Actor, treatment: TreatmentSession, version: SessionVersion) -> SessionVersion:
    """Give the version its number, signer, moment and hash, and keep it."""
    version.session_id = treatment.id
    version.number = max((known.number for known in treatment.versions), default=0) + 1
    version.signer_id = by.user_id or 0
    version.signer_name = by.display_name
    version.signer_roles = " ".join(by.role_names)
    version.signed_at = now_utc()
    version.zone = by.zone
    version.content_hash = content_hash(version.content, signature=signature_of(version))
    treatment.versions.append(version)
    db.flush()
    return version


def note_later_answer(db: Session, *, by: Actor, earlier: TreatmentSession) -> None:
    """Keep with a visit what the latest counted contact after it heard about it; "not asked" only when nobody asked.

    The answer belongs to the later note. Here it is a copy for the figures, so it is worked out anew each time.
    """
    db.refresh(earlier, with_for_update=True)
    answers = list(db.scalars(answers_about(earlier)))
    told = [answer for answer in answers if answer is not Asked.NOT_ASKED]
    heard = next(iter(told or answers), None)
    if heard is earlier.side_effects_since:
        return
    earlier.side_effects_since = heard
    db.flush()
    record_change(db, by=by, act=act("heard_about_later", earlier))
    session_changed.send(db, treatment=earlier, by=by)


def _require_whole(
    treatment: TreatmentSession,
    content: SessionContent,
    *,
    by: Actor,
    meaning: SignatureMeaning,
    has_earlier_visit: bool,
) -> None:
    inserted_by = [row.inserted_by_id for row in content.needlings if row.inserted_by_id is not None]
    if not may_mean(
        meaning, signer_id=by.user_id, practitioner_id=treatment.practitioner_id, inserted_by_ids=inserted_by
    ):
        raise ForbiddenError("Only who treated can sign 'I treated', and nobody supervises or reviews their own visit.")
    gaps = missing_for_signing(content, has_earlier_visit=has_earlier_visit)
    if gaps:
        raise ContentError(gaps)


def _original(text: str, meaning: SignatureMeaning) -> SessionVersion:
    return SessionVersion(kind=VersionKind.ORIGINAL, content=text, meaning=meaning, reason="", addendum="")


def _text(db: Session, treatment: TreatmentSession, content: SessionContent) -> str:
    named = {row.inserted_by_id for row in content.needlings} | {row.rater_id for row in content.measurements}
    people = db.scalars(select(User).where(User.id.in_(named - {None})))
    names = {person.id: person.display_name for person in people}
    visit = Visit(
        session_id=treatment.id,
        clinic_id=treatment.clinic_id,
        patient_id=treatment.patient_id,
        practitioner_id=treatment.practitioner_id,
        previous_session_id=treatment.previous_session_id,
        zone=treatment.zone,
        catalogue_version=treatment.catalogue_version,
        written_at=treatment.written_at,
    )
    return signed_text(content, visit=visit, narrative=narrate(content, zone=treatment.zone, names=names))
