"""Which needle lots were in use in a visit, in words. They come from the room's boxes and are corrected in the note."""

from collections.abc import Iterator
from datetime import date

from clinic_log.base.wording import day_words
from clinic_log.treatments.rules.content import SessionContent
from clinic_log.treatments.rules.count_entries import LotEntry


def lots_used(content: SessionContent) -> tuple[LotEntry, ...]:
    """The lots of a visit in which a needle was used: without one, no box was touched."""
    return content.lots if content.needlings else ()


def is_expired(row: LotEntry, *, day: date) -> bool:
    return row.expires_on is not None and day > row.expires_on


def lot_words(row: LotEntry, *, day: date | None) -> str:
    """'Seirin J 0.25 × 25, lot 4711, use by 31 Mar 2027'; that it had expired on the day of the visit, where it had."""
    until = f"use by {day_words(row.expires_on)}" if row.expires_on else ""
    expired = "expired on the day of the visit" if day is not None and is_expired(row, day=day) else ""
    return ", ".join(part for part in (row.product, f"lot {row.lot}", until, expired) if part)


def lot_sentences(content: SessionContent, *, day: date | None) -> Iterator[str]:
    for row in lots_used(content):
        yield f"Needles in use: {lot_words(row, day=day)}."
