"""Numbers as the page writes them: percentages only where the count carries one, and counts always."""

from datetime import date
from typing import Final

from clinic_log.biostatistics.intervals import Interval

# Conventions of this product (methods, section 13).
LEAST_FOR_PERCENT: Final = 10
LEAST_FOR_COMPARISON: Final = 20
LEAST_FOR_MORE_THAN_PRELIMINARY: Final = 50


def percent_words(share: float) -> str:
    """64 %, 9.5 %, 0.04 %: one decimal below ten, two below a tenth of one percent."""
    value = 100 * share
    if value == 0 or value >= 10:
        return f"{value:.0f} %"
    return f"{_trimmed(f'{value:.1f}' if value >= 0.1 else f'{value:.2f}')} %"


def interval_words(interval: Interval) -> str:
    """57–70 %."""
    low, high = percent_words(interval.low), percent_words(interval.high)
    return f"{low.removesuffix(' %')}–{high}"


def count_words(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,}"


def counted(number: int, one: str, many: str = "") -> str:
    """1 episode, 1,204 episodes."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day_words(day: date) -> str:
    """20 Nov 2026."""
    return f"{day.day} {day:%b %Y}"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
