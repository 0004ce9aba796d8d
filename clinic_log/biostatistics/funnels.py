"""Funnel plots: which rates lie outside what their size and chance explain. Never a ranking."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from clinic_log.biostatistics.intervals import Interval, check_confidence, check_counts
from clinic_log.biostatistics.quantiles import binomial_cdf, binomial_quantile

ALERT = 0.95
ALARM = 0.998
_FEWEST_UNITS_TO_WIDEN = 10
_WINSORISED_SHARE = 0.1


class Standing(StrEnum):
    """Where a rate lies against the limits around the target."""

    IN_CONTROL = "in-control"
    ALERT_LOW = "alert-low"
    ALERT_HIGH = "alert-high"
    ALARM_LOW = "alarm-low"
    ALARM_HIGH = "alarm-high"


@dataclass(frozen=True, slots=True)
class Overdispersion:
    """How much wider the rates scatter than chance alone: 1 is chance.

    `factor` comes from all units as they are. `widening` is what multiplies the half-width of the limits; it is 1 as
    long as there are fewer than ten units, whose spread only warrants a warning.
    """

    factor: float
    widening: float

    @property
    def is_wider_than_chance(self) -> bool:
        return self.factor > 1


def limits(target: float, sizes: Sequence[int], *, coverage: float, widening: float = 1.0) -> list[Interval]:
    """The limits around a target rate for units of these sizes, between 0 and 1, in the order given.

    Methods, section 9 [F1-F5]: with q = (1 - coverage) / 2 and r the fewest successes with F(r) >= q, the lower limit
    is (r - alpha) / n, alpha = (F(r) - q) / (F(r) - F(r - 1)); the upper one is one minus the lower limit of the
    complement, since the same interpolation at the upper tail lies 1/n too low. A rate is outside exactly when its
    one-sided binomial tail is under q. `widening` multiplies both distances from the target (Spiegelhalter 2005,
    doi:10.1002/sim.1970). A target outside 0 and 1, or a size under 1, raises ValueError.
    """
    check_confidence(coverage)
    _check_target(target)
    if any(size < 1 for size in sizes):
        raise ValueError("A unit of no episodes has no limits.")
    if widening < 1:
        raise ValueError("Limits are widened or left, never narrowed.")
    tail = (1 - coverage) / 2
    bounds = {size: _between(target, size, tail=tail, widening=widening) for size in set(sizes)}
    return [bounds[size] for size in sizes]


def standing(successes: int, trials: int, *, target: float, widening: float = 1.0) -> Standing:
    """Where a unit lies by its exact binomial tails [FC1-9]: under 0.025 is an alert, under 0.001 an alarm. Against
    limits that were widened it is where its rate lies among them.
    """
    check_counts(successes, trials)
    _check_target(target)
    if widening > 1 and trials:
        return _against(successes / trials, trials, target=target, widening=widening)
    low = binomial_cdf(successes, trials, probability=target)
    high = binomial_cdf(trials - successes, trials, probability=1 - target)
    alert, alarm = (1 - ALERT) / 2, (1 - ALARM) / 2
    if low < alert:
        return Standing.ALARM_LOW if low < alarm else Standing.ALERT_LOW
    if high < alert:
        return Standing.ALARM_HIGH if high < alarm else Standing.ALERT_HIGH
    return Standing.IN_CONTROL


def _against(rate: float, size: int, *, target: float, widening: float) -> Standing:
    for coverage, low, high in (
        (ALARM, Standing.ALARM_LOW, Standing.ALARM_HIGH),
        (ALERT, Standing.ALERT_LOW, Standing.ALERT_HIGH),
    ):
        (limit,) = limits(target, [size], coverage=coverage, widening=widening)
        if rate < limit.low:
            return low
        if rate > limit.high:
            return high
    return Standing.IN_CONTROL


def find_overdispersion(successes: Sequence[int], sizes: Sequence[int], *, target: float) -> Overdispersion | None:
    """The mean of z squared, z = (p - target) / sqrt(target (1 - target) / n) [O1]; None without units.

    From ten units on the limits are widened by sqrt(phi), phi being the mean once the outer tenths of z are drawn in
    to the next value (winsorised), so that one outlier does not hide itself.
    """
    _check_target(target)
    for count, size in zip(successes, sizes, strict=True):
        check_counts(count, size)
    scores = sorted(
        (count / size - target) / math.sqrt(target * (1 - target) / size)
        for count, size in zip(successes, sizes, strict=True)
        if size
    )
    if not scores:
        return None
    factor = _mean_square(scores)
    if len(scores) < _FEWEST_UNITS_TO_WIDEN:
        return Overdispersion(factor, 1.0)
    cut = int(len(scores) * _WINSORISED_SHARE)
    drawn_in = [min(max(score, scores[cut]), scores[-1 - cut]) for score in scores]
    return Overdispersion(factor, math.sqrt(max(1.0, _mean_square(drawn_in))))


def _between(target: float, size: int, *, tail: float, widening: float) -> Interval:
    low = _lower_limit(target, size, tail)
    high = 1 - _lower_limit(1 - target, size, tail)
    return Interval(max(0.0, target - widening * (target - low)), min(1.0, target + widening * (high - target)))


def _lower_limit(target: float, size: int, tail: float) -> float:
    fewest = binomial_quantile(tail, size, probability=target)
    at, below = (binomial_cdf(count, size, probability=target) for count in (fewest, fewest - 1))
    return max(0.0, (fewest - (at - tail) / (at - below)) / size)


def _mean_square(scores: Sequence[float]) -> float:
    return math.fsum(score**2 for score in scores) / len(scores)


def _check_target(target: float) -> None:
    if not 0 < target < 1:
        raise ValueError("The target lies between 0 and 1.")
