"""Comparing what is stored with what was signed, over a whole installation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from clinic_log.audit.models import AuditEntry
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries import matches_record, verify_version
from clinic_log.treatments.queries.sessions import whole_session
from clinic_log.treatments.rules import SessionStatus

_SIGNED: Final = frozenset({SessionStatus.SIGNED, SessionStatus.AMENDED, SessionStatus.RETRACTED})
_BATCH: Final = 100


@dataclass(frozen=True)
class NoteFinding:
    """A signed note that is not what it was; named by its number, never by its patient."""

    session_id: int
    text: str


def count_signed_notes(db: Session) -> int:
    return db.scalar(select(func.count()).where(TreatmentSession.status.in_(_SIGNED))) or 0


def check_notes(db: Session, *, on_progress: Callable[[int], None]) -> Iterator[NoteFinding]:
    """Every signed note whose versions, rows or signatures differ from what was signed and put on record."""
    last, done = 0, 0
    while True:
        chosen = select(TreatmentSession).where(TreatmentSession.status.in_(_SIGNED), TreatmentSession.id > last)
        notes = db.scalars(
            chosen.order_by(TreatmentSession.id)
            .limit(_BATCH)
            .options(*whole_session(), selectinload(TreatmentSession.versions))
        ).all()
        if not notes:
            return
        on_record = _signatures_on_record(db, [note.id for note in notes])
        for note in notes:
            yield from _findings(note, on_record)
        last, done = notes[-1].id, done + len(notes)
        db.expunge_all()
        on_progress(done)


def _findings(note: TreatmentSession, on_record: set[tuple[int | None, str | None]]) -> Iterator[NoteFinding]:
    if not note.versions:
        yield NoteFinding(note.id, "it counts as signed but has no signed version")
        return
    for version in note.versions:
        if not verify_version(version):
            yield NoteFinding(note.id, f"version {version.number} is not what was signed")
        if (note.id, f"sha256 {version.content_hash}") not in on_record:
            yield NoteFinding(note.id, f"the signature of version {version.number} is not on record in the audit")
    if not matches_record(note.versions[-1], treatment=note):
        yield NoteFinding(note.id, "its rows differ from what was signed")


def _signatures_on_record(db: Session, session_ids: list[int]) -> set[tuple[int | None, str | None]]:
    entries = select(AuditEntry.object_id, AuditEntry.reason).where(
        AuditEntry.object_type == "treatment_session",
        AuditEntry.object_id.in_(session_ids),
        AuditEntry.reason.startswith("sha256 "),
    )
    return {(object_id, reason) for object_id, reason in db.execute(entries)}
