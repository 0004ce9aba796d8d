"""Numbers as the page writes them: percentages only where the count carries one, and counts always."""

import math
from typing import Final

from clinic_log.biostatistics.intervals import Interval, Rate
from clinic_log.biostatistics.proportions import wilson_interval

# Conventions of this product (methods, section 13).
LEAST_FOR_PERCENT: Final = 10
LEAST_FOR_COMPARISON: Final = 20
LEAST_FOR_MORE_THAN_PRELIMINARY: Final = 50

# A drawing with fewer points than these says nothing.
LEAST_DRAWN: Final = 2
LEFT_OUT: Final = "Their numbers are too small to leave the clinic, or would tell those of another by subtraction."


def percent_words(share: float) -> str:
    """64 %, 9.5 %, 0.04 %: one decimal below ten, below 0.1 as many as show a digit."""
    return f"{_figure(100 * share)} %"


def interval_words(interval: Interval) -> str:
    """57–70 %."""
    low, high = percent_words(interval.low), percent_words(interval.high)
    return f"{low.removesuffix(' %')}–{high}"


def share_words(part: int, whole: int) -> str:
    """53 % (47–59 %), 136 of 259: the share never stands without its interval; of a small number only the count."""
    interval = wilson_interval(part, whole)
    if interval is None or whole < LEAST_FOR_PERCENT:
        return count_words(part, whole)
    return f"{percent_words(part / whole)} ({interval_words(interval)}), {count_words(part, whole)}"


def rate_words(rate: Rate) -> str:
    """1.0 in 1,000 sessions (0.6–1.5)."""
    return f"{_figure(rate.rate)} in {rate.per:,.0f} sessions ({_figure(rate.low)}–{_figure(rate.high)})"


def count_words(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,}"


def _figure(value: float) -> str:
    if value == 0 or round(value, 1) >= 10:
        return f"{value:.0f}"
    decimals = 1 if value >= 0.1 else math.ceil(-math.log10(value))
    return f"{value:.{decimals}f}"
