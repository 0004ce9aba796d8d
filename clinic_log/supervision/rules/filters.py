"""For which days, which practitioner, which condition and under which rule the page counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from clinic_log.base.wording import day_words
from clinic_log.biostatistics.responders import ResponderRule

# What the list of conditions does not hold: described in somebody's own words.
OWN_WORDS: Final = "in-own-words"


class Period(StrEnum):
    """Presets; `DATES` takes the two days that were entered."""

    MONTHS_12 = "12-months"
    MONTHS_3 = "3-months"
    DAYS_30 = "30-days"
    THIS_YEAR = "this-year"
    EVERYTHING = "everything"
    DATES = "dates"


PERIOD_WORDS: Final[Mapping[Period, str]] = MappingProxyType(
    {
        Period.MONTHS_12: "Last 12 months",
        Period.MONTHS_3: "Last 3 months",
        Period.DAYS_30: "Last 30 days",
        Period.THIS_YEAR: "This year",
        Period.EVERYTHING: "Everything on record",
        Period.DATES: "Between two dates",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to count. Both days are included; no first day means from the first record on. No name means everyone.

    `condition` is a slug of the catalogue, OWN_WORDS, or None for all.
    """

    first_day: date | None
    last_day: date
    practitioner_id: int | None = None
    condition: str | None = None
    rule: ResponderRule = ResponderRule.EITHER

    @property
    def days(self) -> str:
        if self.first_day is None:
            return f"Everything up to {day_words(self.last_day)}"
        return f"{day_words(self.first_day)} to {day_words(self.last_day)}"


def period_days(period: Period, *, today: date) -> tuple[date | None, date]:
    """First and last day of a preset that ends today: 12 months before 20 Nov 2026 begin on 21 Nov 2025."""
    if period is Period.MONTHS_12:
        return _months_before(today, 12) + timedelta(days=1), today
    if period is Period.MONTHS_3:
        return _months_before(today, 3) + timedelta(days=1), today
    if period is Period.DAYS_30:
        return today - timedelta(days=29), today
    if period is Period.THIS_YEAR:
        return date(today.year, 1, 1), today
    return None, today


def rule_words(rule: ResponderRule) -> str:
    """How a responder is defined, with the figures of the default pain question (Ostelo 2008, Childs 2005)."""
    if rule is ResponderRule.BOTH:
        return "the important change and its percentage (NPRS: at least 2 points and 30 %)"
    return "the important change or its percentage (NPRS: at least 2 points or 30 %)"


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last one where it is shorter."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
