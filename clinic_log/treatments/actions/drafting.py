"""Starting a session, keeping what is typed into it, and discarding it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from clinic_log.audit.actions import record_change
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.catalogue import VERSION
from clinic_log.patients.models import Patient
from clinic_log.treatments.actions.steps.locking import ROWS, act, lock, move, require_draft
from clinic_log.treatments.actions.steps.lots import take_lots_of_room
from clinic_log.treatments.models import SessionDraft, TreatmentSession
from clinic_log.treatments.queries.credentials import NOT_WITHOUT_CREDENTIALS, check_start
from clinic_log.treatments.queries.sessions import get_draft
from clinic_log.treatments.rules import SessionStatus, VisitKind
from clinic_log.treatments.rules.limits import DRAFT_LIMIT_CHARACTERS, DRAFT_LIMIT_FIELDS, KEY_LIMIT_CHARACTERS

_NUL = "\0"


class DraftConflictError(ConflictError):
    """The same person's draft was kept elsewhere in the meantime: `revision` and `fields` are what the server has."""

    def __init__(self, *, revision: int, fields: Sequence[Sequence[str]]) -> None:
        super().__init__("This note was changed on another page in the meantime. Nothing is lost.")
        self.revision = revision
        self.fields = fields


def start_session(
    db: Session, *, by: Actor, patient: Patient, idempotency_key: str, begins_as: VisitKind | None = None
) -> TreatmentSession:
    """A draft of a visit, written by this person. The same key again gives the same session and changes nothing.

    ForbiddenError for a practitioner without the credentials that the clinic asks for.

    `begins_as` is the person's answer that a visit of this kind begins at this moment; without it both are still asked.
    """
    by.require(Permission.WRITE_SESSION)
    if patient.clinic_id != by.clinic_id:
        raise NotFoundError("There is no such patient.")
    if not 0 < len(idempotency_key) <= KEY_LIMIT_CHARACTERS:
        raise InvalidInputError("This page is out of date. Open it again.", field="idempotency_key")
    known = _find_started(db, by=by, patient=patient, idempotency_key=idempotency_key)
    if known is not None:
        return known
    check = check_start(db, by=by)
    if check.is_refused:
        raise ForbiddenError(f"{check.words} {NOT_WITHOUT_CREDENTIALS}")
    treatment = TreatmentSession(
        clinic_id=by.clinic_id,
        patient_id=patient.id,
        practitioner_id=by.user_id,
        created_by_id=by.user_id,
        idempotency_key=idempotency_key,
        status=SessionStatus.DRAFT,
        catalogue_version=VERSION,
        zone=by.zone,
        kind=begins_as,
        started_at=now_utc().replace(second=0, microsecond=0) if begins_as else None,
        **{kind: [] for kind in ROWS},  # it has none yet, so nobody need ask for them
    )
    take_lots_of_room(db, by=by, treatment=treatment)
    try:
        with db.begin_nested():
            db.add(treatment)
    except IntegrityError:  # a second submission of the same form got ahead
        known = _find_started(db, by=by, patient=patient, idempotency_key=idempotency_key)
        if known is None:
            raise
        return known
    record_change(db, by=by, act=act("started", treatment))
    return treatment


def keep_draft(  # noqa: PLR0913 -- a page says all of it in one request
    db: Session,
    *,
    by: Actor,
    treatment: TreatmentSession,
    fields: Sequence[Sequence[str]],
    revision: int,
    after: Sequence[Sequence[str]] | None = None,
) -> SessionDraft:
    """Keep the raw fields of this person's page, valid or not: pairs of name and text, in order, untouched.

    `revision` is that of the draft which the page holds, 0 for none; DraftConflictError when the server has a later
    one with other text. `after` is what a page that is being left had sent just before, without hearing whether it
    was kept: its own text is no conflict. The first keeping of a page is audited, not every second that follows: the
    note itself does not change by it.
    """
    by.require(Permission.WRITE_SESSION)
    lock(db, by=by, treatment=treatment)
    require_draft(treatment)
    kept = _checked(fields)
    draft = get_draft(db, by=by, treatment=treatment)
    if draft is None:
        draft = SessionDraft(session_id=treatment.id, author_id=by.user_id, fields=kept, revision=1, saved_at=now_utc())
        db.add(draft)
        record_change(db, by=by, act=act("draft_kept", treatment))
        return draft
    if draft.fields == kept:
        return draft
    is_own = after is not None and draft.revision == revision + 1 and draft.fields == _checked(after)
    if draft.revision != revision and not is_own:
        raise DraftConflictError(revision=draft.revision, fields=draft.fields)
    draft.fields, draft.revision, draft.saved_at = kept, draft.revision + 1, now_utc()
    db.flush()
    return draft


def discard_session(db: Session, *, by: Actor, treatment: TreatmentSession) -> TreatmentSession:
    """Give up a note that was never signed; only who began it may. Its rows stay in the database, unseen."""
    by.require(Permission.WRITE_SESSION)
    lock(db, by=by, treatment=treatment)
    if treatment.practitioner_id != by.user_id:
        raise ForbiddenError("Only the person who began this note can discard it.")
    require_draft(treatment)
    move(treatment, to=SessionStatus.DISCARDED)
    db.flush()
    record_change(db, by=by, act=act("discarded", treatment))
    return treatment


def _find_started(db: Session, *, by: Actor, patient: Patient, idempotency_key: str) -> TreatmentSession | None:
    """The session that this key began. ConflictError when it is another patient's or person's, or discarded."""
    known = db.scalars(
        select(TreatmentSession).where(
            TreatmentSession.clinic_id == by.clinic_id, TreatmentSession.idempotency_key == idempotency_key
        )
    ).one_or_none()
    if known is not None and (known.patient_id != patient.id or known.practitioner_id != by.user_id):
        raise ConflictError("This page was already used for another note. Open a new one.")
    if known is not None and known.status is SessionStatus.DISCARDED:
        raise ConflictError("This note was discarded. Open a new one.")
    return known


def _checked(fields: Sequence[Sequence[str]]) -> list[list[str]]:
    """Pairs of texts within the size limit; a NUL, which PostgreSQL cannot keep, becomes a visible sign for it."""
    kept = [[str(name), str(value)] for name, value in fields]
    size = sum(len(name) + len(value) for name, value in kept)
    if size > DRAFT_LIMIT_CHARACTERS or len(kept) > DRAFT_LIMIT_FIELDS:
        raise InvalidInputError(
            f"This note has {size:,} characters; {DRAFT_LIMIT_CHARACTERS:,} is the most. Shorten the longest text."
        )
    return [[_keepable(name), _keepable(value)] for name, value in kept]


def _keepable(text: str) -> str:
    return text.replace(_NUL, "\N{SYMBOL FOR NULL}").encode("utf-8", "replace").decode("utf-8")
