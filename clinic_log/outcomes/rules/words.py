"""Numbers with their units and days, as sentences and charts need them."""

from datetime import date

from clinic_log.base.wording import day_words

_SHORT_UNITS = {"deg": "°", "percent": " %", "points": "", "grade": "", "T-score": "", "present": ""}


def plain(value: float) -> str:
    """At most two decimals, no superfluous zeros, a true minus sign: 7, 2.5, −3."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "\u2212")


def unit_sign(unit: str) -> str:
    """What is written behind a number: '°', ' %', ' kg', nothing for points."""
    return _SHORT_UNITS.get(unit, f" {unit}" if unit else "")


def with_unit(value: float, unit: str) -> str:
    """48°, 26 %, 84 N, 7."""
    return plain(value) + unit_sign(unit)


def span_words(first: date, last: date) -> str:
    """'16 Oct to 13 Nov 2026', the year once where it is the same."""
    if first == last:
        return day_words(first)
    start = f"{first.day} {first:%b}" if first.year == last.year else day_words(first)
    return f"{start} to {day_words(last)}"


def visit_labels(days: list[date]) -> list[str]:
    """What stands under a chart: '16 Oct', with the year where the visits lie in more than one."""
    in_one_year = len({day.year for day in days}) <= 1
    return [f"{day.day} {day:%b}" if in_one_year else f"{day.day} {day:%b %y}" for day in days]
