"""The needle lots of a note while it is written: what each row says, and whether the box had expired."""

from dataclasses import dataclass
from datetime import date

from clinic_log.base.dates import day_in_zone
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.forms.rows import LotRow
from clinic_log.treatments.rules import LotEntry
from clinic_log.treatments.rules.lots import is_expired, lot_words


@dataclass(frozen=True, kw_only=True)
class LotLine:
    """One row of the page with what it says, and whether the box had expired on the day of the visit."""

    form: LotRow
    words: str
    is_expired: bool


def lot_lines(form: SessionForm) -> list[LotLine]:
    """From the rows as they stand on the page, also those that cannot be saved yet."""
    day = form.start_day.data or day_in_zone(form.facts.now, form.facts.zone)
    return [_line(row, day) for row in form.lots.rows()]


def _line(row: LotRow, day: date) -> LotLine:
    entry = LotEntry(
        uid=row.uid.data or "", product=row.product.data or "", lot=row.lot.data or "–", expires_on=row.expires_on.data
    )
    return LotLine(form=row, words=lot_words(entry, day=None), is_expired=is_expired(entry, day=day))
