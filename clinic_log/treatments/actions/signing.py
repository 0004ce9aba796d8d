"""Signing: completeness, the exact content with its hash, and what the visit told about the earlier one."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.audit.actions import Act, record_changes
from clinic_log.base.errors import ConflictError, ForbiddenError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.patients.models import Patient
from clinic_log.treatments.actions.steps.earlier import (
    find_earlier,
    require_same_earlier,
    settle_earlier,
    settle_other_visits,
)
from clinic_log.treatments.actions.steps.locking import act, lock, move, require_draft
from clinic_log.treatments.actions.steps.lots import leave_unused_lots
from clinic_log.treatments.actions.steps.screened import settle_standing
from clinic_log.treatments.actions.steps.telling import tell_changed, tell_signed
from clinic_log.treatments.actions.steps.versions import append_version, hash_in_words
from clinic_log.treatments.models import SessionDraft, SessionVersion, TreatmentSession
from clinic_log.treatments.queries.content import content_of
from clinic_log.treatments.queries.credentials import get_inserting, writer_of
from clinic_log.treatments.queries.draft_state import is_typed
from clinic_log.treatments.queries.last_time import list_ghosts
from clinic_log.treatments.queries.risks import get_known_risks
from clinic_log.treatments.queries.sessions import get_draft
from clinic_log.treatments.queries.verification import visit_of
from clinic_log.treatments.rules import (
    ContentError,
    SessionContent,
    SessionStatus,
    SignatureMeaning,
    VersionKind,
)
from clinic_log.treatments.rules.canonical import signed_text
from clinic_log.treatments.rules.narrative import narrate
from clinic_log.treatments.rules.scope import inserters
from clinic_log.treatments.rules.signing import Signer, may_mean, missing_for_signing

_AS_DELETED = {"synchronize_session": "fetch"}  # the other way looks at every object that is loaded


def sign_session(
    db: Session, *, by: Actor, treatment: TreatmentSession, meaning: SignatureMeaning, revision: int | None = None
) -> SessionVersion:
    """Lock what is saved as version 1, signed by the person signed in. ContentError with everything that is missing,
    ConflictError when it is signed already, is no longer the `revision` that the person read, lacks what this person
    typed last, or asked about another visit than the one that now is the last, ForbiddenError for a meaning that is not
    theirs to give.

    What it says about side effects since last time is noted on the earlier visit, whose signed version stays as it is.
    """
    by.require(Permission.SIGN_SESSION)
    lock(db, by=by, treatment=treatment, revision=revision)
    require_draft(treatment)
    _require_saved(db, by=by, treatment=treatment)
    leave_unused_lots(treatment)
    content = content_of(treatment)
    earlier = find_earlier(db, by=by, treatment=treatment, content=content)
    _require_meaning(treatment, content, by=by, meaning=meaning)
    patient = db.get_one(Patient, treatment.patient_id)
    risks = get_known_risks(db, by=by, patient=patient, but=treatment.id, episode_ids=content.episode_ids)
    ghosts = list_ghosts(db, by=by, patient=patient, treatment=treatment, episode_ids=content.episode_ids)
    people = inserters(content.needlings, writer_id=writer_of(by))
    inserting = get_inserting(db, by=by, treatment=treatment, started_at=content.started_at, people=people)
    gaps = missing_for_signing(
        content, has_earlier_visit=earlier is not None, risks=risks, ghosts=ghosts, inserting=inserting
    )
    if gaps:
        raise ContentError(gaps)
    require_same_earlier(db, treatment=treatment, earlier=earlier)
    with db.no_autoflush:
        settle_earlier(treatment, earlier)
        move(treatment, to=SessionStatus.SIGNED)
    content = settle_standing(treatment, content, risks.standing)
    db.flush()
    text = _text(db, treatment, content)
    version = append_version(db, by=by, treatment=treatment, version=_original(text, meaning))
    db.execute(delete(SessionDraft).where(SessionDraft.session_id == treatment.id), execution_options=_AS_DELETED)
    others = settle_other_visits(db, by=by, treatment=treatment)
    done = tell_signed(db, by=by, treatment=treatment)
    later = [told for each in others.changed for told in tell_changed(db, by=by, treatment=each, heard_in=treatment)]
    record_changes(db, by=by, acts=(_signed(treatment, version), *done, *later, *others.acts))
    return version


def _require_saved(db: Session, *, by: Actor, treatment: TreatmentSession) -> None:
    """ConflictError when this person typed something that is not saved, as a page that was still open may have done a
    moment ago: signing lets go of what was typed.
    """
    draft = get_draft(db, by=by, treatment=treatment)
    if draft is not None:
        db.refresh(draft)
    if is_typed(draft):
        raise ConflictError("What you typed last is not saved yet. Open the note, save it, and sign then.")


def _require_meaning(
    treatment: TreatmentSession, content: SessionContent, *, by: Actor, meaning: SignatureMeaning
) -> None:
    inserted_by = [row.inserted_by_id for row in content.needlings if row.inserted_by_id is not None]
    if not may_mean(
        meaning,
        signer=Signer.of(by.user_id, by.role_names),
        practitioner_id=treatment.practitioner_id,
        inserted_by_ids=inserted_by,
    ):
        raise ForbiddenError("Only who treated can sign 'I treated', and nobody supervises or reviews their own visit.")


def _signed(treatment: TreatmentSession, version: SessionVersion) -> Act:
    return act("signed", treatment, reason=hash_in_words(version))


def _original(text: str, meaning: SignatureMeaning) -> SessionVersion:
    return SessionVersion(kind=VersionKind.ORIGINAL, content=text, meaning=meaning, reason="", addendum="")


def _text(db: Session, treatment: TreatmentSession, content: SessionContent) -> str:
    named = {row.inserted_by_id for row in content.needlings} | {row.rater_id for row in content.measurements}
    named |= {row.by_id for row in content.overrides}
    people = db.scalars(select(User).where(User.id.in_(named - {None})))
    names = {person.id: person.display_name for person in people}
    return signed_text(content, visit=visit_of(treatment), narrative=narrate(content, zone=treatment.zone, names=names))
