"""Keeping a report that was made."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act, record_change
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.episodes.models import Episode
from clinic_log.reports.models import KeptReport
from clinic_log.reports.queries import find_made
from clinic_log.reports.rules import ReportKind

_KEY_LIMIT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeReport:
    """A finished file with the text that was written by hand, when it was made, and the form that it came from."""

    kind: ReportKind
    text: str
    content: bytes
    made_at: datetime
    key: str


def keep_report(db: Session, *, by: Actor, episode: Episode, made: MadeReport) -> KeptReport:
    """Keep the file with its hash. The same form again gives the report that it made before; ConflictError when that
    was another report than this.
    """
    by.require(Permission.MAKE_REPORT)
    if not 0 < len(made.key) <= _KEY_LIMIT:
        raise InvalidInputError("This page is out of date. Open it again.", field="idempotency_key")
    known = _find_same(db, by=by, episode=episode, made=made)
    if known is not None:
        return known
    report = KeptReport(
        clinic_id=by.clinic_id,
        patient_id=episode.patient_id,
        episode_id=episode.id,
        idempotency_key=made.key,
        kind=made.kind,
        text=made.text,
        made_at=made.made_at,
        made_by_id=by.user_id,
        made_by_name=by.display_name,
        zone=by.zone,
        sha256=hashlib.sha256(made.content).hexdigest(),
        content=made.content,
    )
    try:
        with db.begin_nested():
            db.add(report)
    except IntegrityError:  # a second submission of the same form got ahead
        known = _find_same(db, by=by, episode=episode, made=made)
        if known is None:
            raise
        return known
    record_change(
        db,
        by=by,
        act=Act(
            action="report.made",
            patient_id=episode.patient_id,
            object_type="kept_report",
            object_id=report.id,
            reason=f"sha256 {report.sha256}",
        ),
    )
    return report


def _find_same(db: Session, *, by: Actor, episode: Episode, made: MadeReport) -> KeptReport | None:
    known = find_made(db, by=by, key=made.key)
    if known is not None and (known.episode_id, known.kind, known.made_by_id) != (episode.id, made.kind, by.user_id):
        raise ConflictError("This page was already used for another report. Open it again.")
    return known
