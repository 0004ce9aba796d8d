"""Co-signing a version, sending it back with a question, and answering one."""

from sqlalchemy.orm import Session

from clinic_log.audit.actions import record_change
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.cosigning.actions.steps.asking import act, add_request
from clinic_log.cosigning.models import Cosignature, NoteQuestion
from clinic_log.cosigning.queries.facts import treating_ids
from clinic_log.cosigning.queries.note import Beside, read_beside
from clinic_log.cosigning.rules import AskReason, RequestState, Seen, Settled, may_cosign
from clinic_log.cosigning.rules.states import COSIGN_MEANINGS
from clinic_log.treatments.actions.steps.locking import lock
from clinic_log.treatments.models import SessionVersion, TreatmentSession
from clinic_log.treatments.queries import verify_version
from clinic_log.treatments.rules import COUNTED_STATUSES, SignatureMeaning


def cosign(
    db: Session, *, by: Actor, treatment: TreatmentSession, seen: Seen, meaning: SignatureMeaning
) -> Cosignature:
    """A supervisor's signature on exactly the version that was read. Sent again, it gives the one that is there.

    ConflictError when the note has a newer version, is retracted, is no longer what was signed, or was co-signed by
    somebody else; ForbiddenError for who treated or signed.
    """
    by.require(Permission.COSIGN_SESSION)
    if meaning not in COSIGN_MEANINGS:
        raise InvalidInputError("Choose what your signature says", field="meaning")
    version, beside = _take(db, by=by, treatment=treatment, seen=seen)
    known = beside.cosignature_of(version)
    if known is not None and known.signer_id == by.user_id:
        return known
    if known is not None:
        raise ConflictError(f"{known.signer_name} co-signed this version in the meantime.")
    if not verify_version(version):
        raise ConflictError("This version is no longer what was signed. Tell your administrator.")
    kept = _cosignature(version, by=by, meaning=meaning)
    db.add(kept)
    request = beside.request_of(version)
    if request is not None:
        request.state = RequestState.COSIGNED
    for question in beside.open_questions:
        _settle(question, Settled.COSIGNED, by=by)
    db.flush()
    record_change(
        db, by=by, act=act("cosigned", treatment, version=version.number, reason=f"sha256 {version.content_hash}")
    )
    return kept


def send_back(db: Session, *, by: Actor, treatment: TreatmentSession, seen: Seen, question: str) -> NoteQuestion:
    """Ask the author about the version that was read; the note waits for them until they answer or add to it.

    ConflictError as for co-signing, and when a question is open already: it is answered first.
    """
    by.require(Permission.COSIGN_SESSION)
    if not question:
        raise InvalidInputError("Write the question", field="question")
    version, beside = _take(db, by=by, treatment=treatment, seen=seen)
    for known in beside.open_questions:
        if known.asked_by_id == by.user_id and known.question == question:
            return known
        raise ConflictError(f"A question of {known.asked_by_name} is open. It is answered first.")
    if beside.cosignature_of(version) is not None:
        raise ConflictError("This version is co-signed by now.")
    request = beside.request_of(version)
    if request is None:
        add_request(db, by=by, version=version, reasons=(AskReason.ASKED,), state=RequestState.SENT_BACK)
    else:
        request.state = RequestState.SENT_BACK
    asked = NoteQuestion(
        clinic_id=by.clinic_id,
        session_id=treatment.id,
        version_id=version.id,
        question=question,
        asked_by_id=by.user_id,
        asked_by_name=by.display_name,
        asked_at=now_utc(),
    )
    db.add(asked)
    db.flush()
    record_change(db, by=by, act=act("sent_back", treatment, version=version.number))
    return asked


def answer_question(
    db: Session, *, by: Actor, treatment: TreatmentSession, question: NoteQuestion, answer: str
) -> NoteQuestion:
    """The author answers, and the note waits for a supervisor again. Sent again, the same answer changes nothing.

    ForbiddenError for anybody but who wrote or signed the note; ConflictError when the question came to rest already.
    """
    by.require(Permission.WRITE_SESSION)
    if not answer:
        raise InvalidInputError("Write the answer, or add to the note", field="answer")
    if question.session_id != treatment.id:
        raise NotFoundError("There is no such question.")
    lock(db, by=by, treatment=treatment)
    db.refresh(question)
    if by.user_id not in {treatment.practitioner_id, *(one.signer_id for one in treatment.versions)}:
        raise ForbiddenError("Who wrote or signed the note answers the question.")
    if question.settled is Settled.ANSWERED and (question.settled_by_id, question.answer) == (by.user_id, answer):
        return question
    if question.settled is not None:
        raise ConflictError("This question is settled by now. Read the page again.")
    question.answer = answer
    _settle(question, Settled.ANSWERED, by=by)
    for request in read_beside(db, by=by, treatment=treatment).open_requests:
        if request.version_id == question.version_id:
            request.state, request.waiting_since = RequestState.WAITING, now_utc()
    db.flush()
    number = next((one.number for one in treatment.versions if one.id == question.version_id), 0)
    record_change(db, by=by, act=act("question_answered", treatment, version=number))
    return question


def _take(db: Session, *, by: Actor, treatment: TreatmentSession, seen: Seen) -> tuple[SessionVersion, Beside]:
    """The version that was read, locked, with what stands beside the note."""
    lock(db, by=by, treatment=treatment)
    if treatment.status not in COUNTED_STATUSES or not treatment.versions:
        raise ConflictError("This note is not signed, or it was retracted in the meantime.")
    newest = treatment.versions[-1]
    if (newest.number, newest.content_hash) != (seen.number, seen.content_hash):
        raise ConflictError("Somebody added to this note in the meantime. Read it as it stands now.")
    signers = [one.signer_id for one in treatment.versions]
    if not may_cosign(by.user_id, treated_ids=treating_ids(treatment), signer_ids=signers):
        raise ForbiddenError("Nobody co-signs a visit in which they treated, or a note that they signed.")
    return newest, read_beside(db, by=by, treatment=treatment)


def _cosignature(version: SessionVersion, *, by: Actor, meaning: SignatureMeaning) -> Cosignature:
    return Cosignature(
        clinic_id=by.clinic_id,
        session_id=version.session_id,
        version_id=version.id,
        content_hash=version.content_hash,
        signer_id=by.user_id or 0,
        signer_name=by.display_name,
        signer_roles=" ".join(by.role_names),
        meaning=meaning,
        signed_at=now_utc(),
        zone=by.zone,
    )


def _settle(question: NoteQuestion, settled: Settled, *, by: Actor) -> None:
    question.settled, question.settled_at = settled, now_utc()
    question.settled_by_id, question.settled_by_name = by.user_id, by.display_name
