"""The slope of a measure over time."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clinic_log.biostatistics.intervals import TWO_SIDED_95, check_confidence
from clinic_log.biostatistics.quantiles import student_quantile

_DAYS_PER_WEEK = 7
_FEWEST_DATES = 3


@dataclass(frozen=True, slots=True)
class Slope:
    """Change per week in the measure's unit, its sign the scale's own: falling pain is negative."""

    per_week: float
    low: float
    high: float
    points: int


def slope_per_week(dates: Sequence[date], values: Sequence[float], *, confidence: float = TWO_SIDED_95) -> Slope | None:
    """The least-squares slope on weeks = days / 7 with Student's limits; None under three distinct dates.

    Methods, section 11 [L1-L3]. It describes what was seen and is never extended beyond it. Visits of one patient
    are not independent, so the limits are, if anything, too narrow.
    """
    check_confidence(confidence)
    if len(dates) != len(values):
        raise ValueError("Each value needs a date.")
    if len(set(dates)) < _FEWEST_DATES:
        return None
    first = min(dates)
    weeks = [(day - first).days / _DAYS_PER_WEEK for day in dates]
    count = len(weeks)
    mean_week, mean_value = math.fsum(weeks) / count, math.fsum(values) / count
    spread = math.fsum((week - mean_week) ** 2 for week in weeks)
    slope = math.fsum((week - mean_week) * (v - mean_value) for week, v in zip(weeks, values, strict=True)) / spread
    residual = math.fsum(
        (v - mean_value - slope * (week - mean_week)) ** 2 for week, v in zip(weeks, values, strict=True)
    )
    freedom = count - 2
    half_width = student_quantile((1 + confidence) / 2, degrees_of_freedom=freedom) * math.sqrt(
        residual / freedom / spread
    )
    return Slope(slope, slope - half_width, slope + half_width, count)
