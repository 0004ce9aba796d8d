"""Exact limits for counts and rates of rare events."""

import math
from dataclasses import dataclass

from clinic_log.biostatistics.quantiles import gamma_quantile

TWO_SIDED_95 = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """Two limits, `low` never above `high`."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Rate:
    """Events in `per` units of exposure with their limits, beside the counts that it comes from."""

    events: int
    exposure: float
    per: float
    rate: float
    low: float
    high: float


def poisson_rate(events: int, exposure: float, *, confidence: float = TWO_SIDED_95, per: float = 1000) -> Rate | None:
    """Events per 1000 (`per`) of exposure with exact Poisson limits; None when nothing was exposed.

    Methods, section 8: chi2(0.025; 2x) / 2n and chi2(0.975; 2x + 2) / 2n [A1, A2]. One visit may hold two events.
    """
    check_confidence(confidence)
    if events < 0 or exposure < 0 or per <= 0:
        raise ValueError("Events and exposure cannot be negative, and a rate is per something.")
    if exposure == 0:
        if events:
            raise ValueError("Events need an exposure.")
        return None
    tail = (1 - confidence) / 2
    low = gamma_quantile(tail, shape=events) if events else 0.0
    high = gamma_quantile(1 - tail, shape=events + 1)
    scale = per / exposure
    return Rate(events, exposure, per, events * scale, low * scale, high * scale)


def zero_events_upper_bound(trials: int, *, confidence: float = TWO_SIDED_95) -> float | None:
    """How large a proportion could still be when none of the trials had an event; None without trials.

    Methods, section 8: 1 - 0.05 ^ (1/n), one-sided, about 3/n [A3, A4].
    """
    check_confidence(confidence)
    if trials < 0:
        raise ValueError("Trials cannot be negative.")
    if trials == 0:
        return None
    return -math.expm1(math.log1p(-confidence) / trials)


def check_confidence(confidence: float) -> None:
    """Refuse a level at or outside 0 and 1, such as 95 for 95 percent."""
    if not 0 < confidence < 1:
        raise ValueError("The confidence lies between 0 and 1.")


def check_counts(successes: int, trials: int) -> None:
    """Refuse counts that cannot be: negative ones, or more successes than trials."""
    if not 0 <= successes <= trials:
        raise ValueError("The successes lie between 0 and the trials.")
