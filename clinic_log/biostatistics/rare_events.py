"""Charts for events so rare that a proportion says nothing: the gaps between them, and evidence that adds up."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from clinic_log.biostatistics.intervals import check_confidence

_SIGMAS = 3
_MEDIAN_OF_MEAN = 0.693  # ln 2 to three digits, as the source has it


@dataclass(frozen=True, slots=True)
class GapChart:
    """Sessions between events. Above `upper` is an improvement; `lower` is 0, so that one short gap says nothing."""

    centre: float
    lower: float
    upper: float
    beyond_limits: tuple[bool, ...]


def g_chart(gaps: Sequence[int]) -> GapChart | None:
    """Sessions between one event and the next, with the limits of the geometric distribution; None without a gap.

    Methods, section 11 [G1] (Benneyan 2001): centre 0.693 x mean (about the median), upper mean + 3 sqrt(mean (mean
    + 1)), lower 0. Negative gaps raise ValueError.
    """
    if any(gap < 0 for gap in gaps):
        raise ValueError("There cannot be fewer than no sessions between two events.")
    if not gaps:
        return None
    mean = sum(gaps) / len(gaps)
    upper = mean + _SIGMAS * math.sqrt(mean * (mean + 1))
    return GapChart(_MEDIAN_OF_MEAN * mean, 0.0, upper, tuple(gap > upper for gap in gaps))


def gap_quantile(probability: float, *, mean: float) -> int:
    """The fewest sessions within which the gap lies with this probability [G2, G4]; `mean` sessions between events."""
    check_confidence(probability)
    return max(0, math.ceil(math.log1p(-probability) / _log_without(mean)) - 1)


def chance_within(sessions: int, *, mean: float) -> float:
    """The chance that the next event comes within so many sessions when all is as before [G3]."""
    if sessions < 0:
        raise ValueError("Sessions cannot be negative.")
    return -math.expm1(sessions * _log_without(mean))


def cusum(events: Sequence[bool], *, acceptable: float, unacceptable: float) -> tuple[float, ...]:
    """After each session, how much speaks for the unacceptable rate of harm and against the acceptable one [C1].

    Methods, section 11: S = max(0, S + w), w = ln(p1 / p0) after an event, ln((1 - p1) / (1 - p0)) otherwise, with
    p0 = `acceptable` < p1 = `unacceptable`, both between 0 and 1, or ValueError. The height of an alarm is chosen by
    simulation for the wanted time between false ones.
    """
    if not 0 < acceptable < unacceptable < 1:
        raise ValueError("The acceptable rate is above 0 and below the unacceptable one, which is below 1.")
    after_event = math.log(unacceptable / acceptable)
    after_none = math.log1p(-unacceptable) - math.log1p(-acceptable)
    heights: list[float] = []
    for event in events:
        before = heights[-1] if heights else 0.0
        heights.append(max(0.0, before + (after_event if event else after_none)))
    return tuple(heights)


def _log_without(mean: float) -> float:
    """The logarithm of the chance that a session has no event when `mean` sessions lie between two."""
    if not (math.isfinite(mean) and mean > 0):
        raise ValueError("The mean number of sessions between events is above 0.")
    return math.log1p(-1 / (mean + 1))
