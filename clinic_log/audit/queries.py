"""Reading the audit: the chain from the first entry to the head, and checking it."""

import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from clinic_log.audit.models import AuditEntry, AuditHead
from clinic_log.audit.rules import FIRST_HASH, entry_hash, head_seal

EXPORTED_HEAD_NAME = "audit-head.json"
_BATCH = 1000
_HASHED = [column.key for column in AuditEntry.__table__.columns if column.key not in {"previous_hash", "hash"}]


@dataclass(frozen=True, kw_only=True)
class ChainReport:
    """What a check of the chain found. `first_bad_sequence` is None when it is whole."""

    entries: int
    first_bad_sequence: int | None = None
    finding: str | None = None

    @property
    def is_whole(self) -> bool:
        return self.finding is None


def hashed_content(entry: Mapping[str, object]) -> dict[str, object]:
    """The fields that the hash covers: all of them but the hashes."""
    content = {name: entry[name] for name in _HASHED}
    at = content["at"]
    content["at"] = at.isoformat() if isinstance(at, datetime) else at
    return content


def read_exported_head(folder: Path, key: bytes) -> tuple[int, str] | None:
    """Sequence and hash of the head last copied out of the database; None when there is none, or not one of ours."""
    try:
        head = json.loads((folder / EXPORTED_HEAD_NAME).read_text("ascii"))
        sequence, head_hash, seal = int(head["sequence"]), str(head["hash"]), str(head["seal"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not hmac.compare_digest(seal, head_seal(key, sequence=sequence, head_hash=head_hash)):
        return None
    return sequence, head_hash


def list_entries_of_patient(db: Session, *, clinic_id: int, patient_id: int, limit: int = 200) -> list[AuditEntry]:
    """Who did or saw what in one chart, latest first."""
    chosen = select(AuditEntry).where(AuditEntry.clinic_id == clinic_id, AuditEntry.patient_id == patient_id)
    return list(db.scalars(chosen.order_by(AuditEntry.sequence.desc()).limit(limit)))


def find_last_act(db: Session, *, patient_id: int, action: str, object_id: int) -> AuditEntry | None:
    """The latest time that this was done to one object of the patient's chart."""
    chosen = select(AuditEntry).where(
        AuditEntry.patient_id == patient_id, AuditEntry.action == action, AuditEntry.object_id == object_id
    )
    return db.scalars(chosen.order_by(AuditEntry.sequence.desc()).limit(1)).one_or_none()


def verify_chain(
    db: Session,
    key: bytes,
    *,
    exported_head: tuple[int, str] | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> ChainReport:
    """Recompute every hash from the first entry and compare the end with both heads.

    Finds an entry that was edited, removed, inserted or moved, a tail that was cut off, and a database that was set
    back behind the exported head. The first bad row is named.
    """
    sequence, previous = 0, FIRST_HASH
    exported_hash_seen = None
    for entry in _entries(db):
        finding = _finding(entry, key, expected_sequence=sequence + 1, previous=previous)
        if finding is not None:
            return ChainReport(entries=sequence, first_bad_sequence=sequence + 1, finding=finding)
        sequence, previous = entry.sequence, entry.hash
        if exported_head is not None and sequence == exported_head[0]:
            exported_hash_seen = entry.hash
        if on_progress is not None and sequence % _BATCH == 0:
            on_progress(sequence)
    finding = _finding_in_head(db, sequence, previous) or _finding_in_export(
        exported_head, sequence, exported_hash_seen
    )
    if finding is not None:
        return ChainReport(entries=sequence, first_bad_sequence=sequence + 1, finding=finding)
    return ChainReport(entries=sequence)


def _entries(db: Session) -> Iterator[AuditEntry]:
    """All entries in order, in batches, so that memory does not grow with the audit."""
    last = None
    while True:
        after = AuditEntry.sequence > last if last is not None else true()
        batch = list(db.scalars(select(AuditEntry).where(after).order_by(AuditEntry.sequence).limit(_BATCH)))
        if not batch:
            return
        yield from batch
        last = batch[-1].sequence
        for entry in batch:
            db.expunge(entry)


def _finding(entry: AuditEntry, key: bytes, *, expected_sequence: int, previous: str) -> str | None:
    if entry.sequence != expected_sequence:
        return f"entry {expected_sequence} is missing; the next one has number {entry.sequence}"
    if entry.previous_hash != previous:
        return f"entry {entry.sequence} does not follow the entry before it"
    expected = entry_hash(
        key, previous_hash=previous, content=hashed_content({name: getattr(entry, name) for name in _HASHED})
    )
    if not hmac.compare_digest(expected, entry.hash):
        return f"entry {entry.sequence} was changed, or was written with another key"
    return None


def _finding_in_head(db: Session, sequence: int, last_hash: str) -> str | None:
    head = db.execute(select(AuditHead.sequence, AuditHead.hash).where(AuditHead.id == 1)).one_or_none()
    head_sequence, head_hash = head if head is not None else (0, FIRST_HASH)
    if (head_sequence, head_hash) != (sequence, last_hash):
        return f"the entries end at {sequence}, but the head is {head_sequence}: the tail was cut off"
    return None


def _finding_in_export(exported: tuple[int, str] | None, sequence: int, hash_there: str | None) -> str | None:
    if exported is not None and exported[0] > sequence:
        return f"the entries end at {sequence}, but entry {exported[0]} was exported: the database was set back"
    if exported is not None and exported[0] > 0 and hash_there != exported[1]:
        return f"entry {exported[0]} is not the one that was exported: the chain was written anew"
    return None
