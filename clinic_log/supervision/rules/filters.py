"""For which days, which practitioner, which condition and under which rule the page counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from clinic_log.base.wording import day_words
from clinic_log.biostatistics.responders import ResponderRule
from clinic_log.outcomes.rules.cells import Facet

# What the list of conditions does not hold: described in somebody's own words.
OWN_WORDS: Final = "in-own-words"

# What the record does not say: the onset, or how it was needled.
NOT_RECORDED: Final = "not-recorded"


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

    `condition` is a slug of the catalogue, OWN_WORDS, or None for all; `chronicity` and `technique` may be
    NOT_RECORDED. `technique` and `muscle` are those of needle sites: both together ask for one site with both. Several
    `clinics`, each with its time zone, are counted together; without them it is the one in which the person acts.
    """

    first_day: date | None
    last_day: date
    practitioner_id: int | None = None
    condition: str | None = None
    region: str | None = None
    chronicity: str | None = None
    technique: str | None = None
    muscle: str | None = None
    rule: ResponderRule = ResponderRule.EITHER
    clinics: tuple[tuple[int, str], ...] = ()

    @property
    def clinic_ids(self) -> tuple[int, ...]:
        return tuple(clinic_id for clinic_id, _ in self.clinics)

    @property
    def cases(self) -> Mapping[Facet, str]:
        """By what an episode was chosen, with the value as figures keep it: empty for what nobody recorded."""
        return _kept({Facet.CONDITION: self.condition, Facet.REGION: self.region, Facet.CHRONICITY: self.chronicity})

    @property
    def sites(self) -> Mapping[Facet, str]:
        """By what a needle site was chosen. A course is never shown by it: several sites share each visit."""
        return _kept({Facet.TECHNIQUE: self.technique, Facet.MUSCLE: self.muscle})

    def has_whole_months(self, *, today: date) -> bool:
        """Whether the days are those of whole months, the last one as far as it has gone."""
        begins = self.first_day is None or self.first_day.day == 1
        return begins and (self.last_day >= today or (self.last_day + timedelta(days=1)).day == 1)

    @property
    def days(self) -> str:
        if self.first_day is None:
            return f"Everything up to {day_words(self.last_day)}"
        return f"{day_words(self.first_day)} to {day_words(self.last_day)}"


def period_days(period: Period, *, today: date) -> tuple[date | None, date]:
    """First and last day of a preset that ends today. Months are whole ones and this one so far: the last 12 on 20 Nov
    2026 begin on 1 Dec 2025.
    """
    if period is Period.MONTHS_12:
        return _month_before(today, 11), today
    if period is Period.MONTHS_3:
        return _month_before(today, 2), today
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


def _month_before(day: date, months: int) -> date:
    """The first day of the month so many before."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _kept(chosen: Mapping[Facet, str | None]) -> Mapping[Facet, str]:
    nothing = {OWN_WORDS, NOT_RECORDED}
    return {facet: "" if value in nothing else value for facet, value in chosen.items() if value is not None}
