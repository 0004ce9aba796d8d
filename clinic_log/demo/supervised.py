"""The supervisor of the invented clinic reads, co-signs and closes reviews once a week; the latest notes still wait."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.cosigning.actions.cosigning import cosign, send_back
from clinic_log.cosigning.queries.waiting import list_waiting
from clinic_log.cosigning.rules import Seen
from clinic_log.demo.reviews import look_into_escalated
from clinic_log.treatments.rules import SignatureMeaning

_WEEKS: Final = 106
_LEFT_WAITING: Final = timedelta(days=15)
_QUESTION: Final = "The pain drawing shows the left side. Was the left or the right one needled?"


@dataclass(frozen=True)
class Step:
    """One act: when, and what to do."""

    at: datetime
    act: Callable[[], None]


def weekly_supervision(db: Session, *, supervisor: SignedIn, until: datetime) -> Iterator[Step]:
    """Every week until fifteen days before the end; after that one note is sent back to its author."""
    for weeks in range(_WEEKS, 0, -1):
        at = until - _LEFT_WAITING - timedelta(weeks=weeks - 1)
        yield Step(at, partial(_cosign_all, db, supervisor))
        yield Step(at, partial(look_into_escalated, db, by=supervisor))
    yield Step(until - timedelta(hours=2), partial(_ask_about_one, db, supervisor))


def _cosign_all(db: Session, by: SignedIn) -> None:
    for note in list_waiting(db, by=by):
        newest = note.treatment.versions[-1]
        seen = Seen(number=newest.number, content_hash=newest.content_hash)
        cosign(db, by=by, treatment=note.treatment, seen=seen, meaning=SignatureMeaning.REVIEWED)


def _ask_about_one(db: Session, by: SignedIn) -> None:
    for note in list_waiting(db, by=by)[:1]:
        newest = note.treatment.versions[-1]
        seen = Seen(number=newest.number, content_hash=newest.content_hash)
        send_back(db, by=by, treatment=note.treatment, seen=seen, question=_QUESTION)
