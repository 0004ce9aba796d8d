"""Numbers with their units and days, as sentences and charts need them."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from clinic_log.base.wording import day_words
from clinic_log.catalogue import units


def plain(value: float) -> str:
    """At most two decimals, no superfluous zeros, a true minus sign: 7, 2.5, −3."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "\u2212")


def unit_sign(unit: str) -> str:
    """What is written behind a number: '°', ' %', ' kg', nothing for points."""
    return units.sign(unit)


def with_unit(value: float, unit: str) -> str:
    """48°, 26 %, 84 N, 7; a finding that is there or not is 'present' or 'absent'."""
    if unit == "present":
        return unit if value else "absent"
    return plain(value) + unit_sign(unit)


def distance_words(value: float, unit: str) -> str:
    """A difference: as with_unit, but between two percentages it is in points: from 44 % to 26 % is 18 points."""
    return f"{plain(value)} points" if unit == "percent" else with_unit(value, unit)


def span_words(first: date, last: date) -> str:
    """'16 Oct to 13 Nov 2026', the year once where it is the same."""
    if first == last:
        return day_words(first)
    start = day_words(first)
    if first.year == last.year:
        start = start.rsplit(" ", 1)[0]
    return f"{start} to {day_words(last)}"


def visit_labels(days: Sequence[date]) -> list[str]:
    """What stands under a chart: '16 Oct', with the year where the visits lie in more than one."""
    in_one_year = len({day.year for day in days}) <= 1
    return [_label(day, in_one_year=in_one_year) for day in days]


@lru_cache(maxsize=1024)  # the same days stand under every figure of a page
def _label(day: date, *, in_one_year: bool) -> str:
    day_and_month, year = day_words(day).rsplit(" ", 1)
    return day_and_month if in_one_year else f"{day_and_month} {year[-2:]}"
