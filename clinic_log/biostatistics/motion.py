"""Range of motion and strength: against the other side, against the reference range, and against error."""

import math

from clinic_log.biostatistics.scores import TOLERANCE, MeasureFacts, lower_is_better

_Z_95 = 1.96
_Z_90 = 1.645


def percent_of_normal(value: float | None, *, measure: MeasureFacts) -> float | None:
    """The value as a percentage of the lower end of the reference range; None where that has no meaning.

    Methods, section 12 [M1-M3]: 100 x value / normal low. None without a range, for a normal of 0 (extension of knee
    and elbow: show the deficit), for a negative value, and where lower is better.
    """
    low = measure.reference_low
    if value is None or value < 0 or low is None or low <= 0 or lower_is_better(measure):
        return None
    return 100 * value / low


def is_within_normal(value: float | None, *, measure: MeasureFacts) -> bool | None:
    """Whether the value reaches the lower end of the reference range; None when either is unknown.

    Methods, section 12: at or above it is within normal. Textbook values are no cut-offs for what is abnormal.
    """
    if value is None or measure.reference_low is None or lower_is_better(measure):
        return None
    return value >= measure.reference_low - TOLERANCE


def deficit(value: float | None, *, measure: MeasureFacts) -> float | None:
    """How much is lacking to the lower end of the reference range, in the measure's unit, never below 0.

    Methods, section 12 [M3]: what is shown for a normal of 0, where 0 is straight and a negative value is a deficit.
    """
    if value is None or measure.reference_low is None or lower_is_better(measure):
        return None
    return max(0.0, measure.reference_low - value)


def percent_of_other_side(value: float | None, other_side: float | None) -> float | None:
    """The value as a percentage of the other side's; None unless both are known and the other is above 0.

    Methods, section 12 [M8]: the first comparison to make; 132 against 150 is 88 percent.
    """
    if value is None or other_side is None or value < 0 or other_side <= 0:
        return None
    return 100 * value / other_side


def standard_error_of_measurement(standard_deviation: float, *, icc: float) -> float:
    """SEM = SD x sqrt(1 - ICC), in the measure's unit. Methods, section 12 [M6]."""
    if standard_deviation < 0 or not 0 <= icc <= 1:
        raise ValueError("A standard deviation is not negative and an ICC lies between 0 and 1.")
    return standard_deviation * math.sqrt(1 - icc)


def mdc95(standard_error: float) -> float:
    """The change that error exceeds once in twenty: 1.96 x sqrt(2) x SEM. Methods, section 12 [M5, M6]."""
    return _Z_95 * math.sqrt(2) * _checked(standard_error)


def mdc90(standard_error: float) -> float:
    """The change that error exceeds once in ten: 1.645 x sqrt(2) x SEM. Methods, section 12 [M5]."""
    return _Z_90 * math.sqrt(2) * _checked(standard_error)


def _checked(standard_error: float) -> float:
    if standard_error < 0:
        raise ValueError("A standard error is not negative.")
    return standard_error
