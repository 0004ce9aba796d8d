"""Writing entries, in the same transaction as the act that they tell of."""

import hmac
import json
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from clinic_log.audit.models import AuditEntry, AuditHead
from clinic_log.audit.queries import EXPORTED_HEAD_NAME, hashed_content, read_exported_head
from clinic_log.audit.rules import FIRST_HASH, entry_hash, head_seal
from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Actor

_KEY = "audit_key"
_WRITTEN = "audit_written"
_EXPORT_LOCK = threading.Lock()
_ENTRIES, _HEADS = (model.metadata.tables[model.__tablename__] for model in (AuditEntry, AuditHead))
_HEAD = select(_HEADS.c.sequence, _HEADS.c.hash).where(_HEADS.c.id == 1).with_for_update()
_MOVE_HEAD = update(_HEADS).where(_HEADS.c.id == 1).values(sequence=bindparam("to_sequence"), hash=bindparam("to_hash"))
_log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Act:
    """What was done to what. `action` is `feature.verb`; no text that a person typed belongs into it but the reason."""

    action: str
    patient_id: int | None = None
    object_type: str | None = None
    object_id: int | None = None
    version: int | None = None
    outcome: str = "done"
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """An actor for acts without a person signed in: the program, the command line, a visitor."""

    name: str
    clinic_id: int | None = None
    user_id: int | None = None
    address: str | None = None


def give_key(db: Session, key: bytes) -> None:
    """Let this database session write audit entries. Without the key, writing one is an error."""
    db.info[_KEY] = key


def session_info(key: bytes) -> dict[object, object]:
    """What every session of a factory must carry so that it can write audit entries."""
    return {_KEY: key}


def record_change(db: Session, *, by: Actor, act: Act) -> None:
    """Append one entry for a person's act. It is committed, or lost, together with the change."""
    record_changes(db, by=by, acts=(act,))


def record_changes(db: Session, *, by: Actor, acts: Iterable[Act]) -> None:
    """The same for what one request did: an entry for each act, in this order, at the cost of one."""
    _append(
        db,
        acts,
        clinic_id=by.clinic_id,
        user_id=by.user_id,
        user_name=by.display_name,
        roles=" ".join(by.role_names),
        login_session_id=by.login_session_id,
        address=by.address,
    )


def record_event(db: Session, *, by: Somebody, act: Act) -> None:
    """Append one entry for an act that nobody is signed in for, such as a failed sign-in or a command."""
    _append(
        db,
        (act,),
        clinic_id=by.clinic_id,
        user_id=by.user_id,
        user_name=by.name,
        roles="",
        login_session_id=None,
        address=by.address,
    )


def keyed_digest(db: Session, words: str) -> bytes:
    """HMAC-SHA-256 of the words under the key of this installation: the same each time, and not to be foreseen by
    those who do not hold the key.
    """
    key: bytes = db.info[_KEY]
    return hmac.digest(key, words.encode(), "sha256")


def last_written(db: Session) -> tuple[int, str] | None:
    """Sequence and hash of the last entry that this session wrote, for the export of the head after the commit."""
    written = db.info.get(_WRITTEN)
    return written if isinstance(written, tuple) else None


def export_head(db: Session, *, folder: Path, key: bytes) -> None:
    """Copy the head that this session has just committed into the data folder, unless a later one is there.

    What is committed stays committed: a folder that cannot be written is logged and told by `audit verify`. Of two
    processes at the same moment the earlier head may win; it is a lower bound all the same.
    """
    head = last_written(db)
    if head is None:
        return
    try:
        with _EXPORT_LOCK:
            _write_head(head, folder=folder, key=key)
    except OSError as error:
        _log.error("audit_head_not_exported", kind=type(error).__name__)


def _write_head(head: tuple[int, str], *, folder: Path, key: bytes) -> None:
    sequence, head_hash = head
    known = read_exported_head(folder, key)
    if known is not None and known[0] >= sequence:
        return
    seal = head_seal(key, sequence=sequence, head_hash=head_hash)
    fresh = folder / f"{EXPORTED_HEAD_NAME}.{secrets.token_hex(8)}"  # a name of its own: other processes do the same
    try:
        fresh.write_text(json.dumps({"sequence": sequence, "hash": head_hash, "seal": seal}), "ascii")
        fresh.replace(folder / EXPORTED_HEAD_NAME)
    finally:
        fresh.unlink(missing_ok=True)


def _append(db: Session, acts: Iterable[Act], **who: object) -> None:
    """Without objects of the session, which cost more than the two rows; what the acts changed is written first."""
    key, acts = db.info[_KEY], tuple(acts)
    if not acts:
        return
    db.flush()
    head = db.execute(_HEAD).one_or_none()
    sequence, last_hash = head if head is not None else (0, FIRST_HASH)
    rows = []
    for act in acts:
        sequence += 1
        content = {"sequence": sequence, "at": now_utc(), **who, **vars(act)}
        previous_hash, last_hash = last_hash, entry_hash(key, previous_hash=last_hash, content=hashed_content(content))
        rows.append({**content, "previous_hash": previous_hash, "hash": last_hash})
    db.execute(insert(_ENTRIES), rows)
    if head is None:
        db.execute(insert(_HEADS).values(id=1, sequence=sequence, hash=last_hash))
    else:
        db.execute(_MOVE_HEAD, {"to_sequence": sequence, "to_hash": last_hash})
    db.info[_WRITTEN] = (sequence, last_hash)
