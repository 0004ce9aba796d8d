"""How much better a score became, whether measurement error could explain it, and how changes are summed up."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clinic_log.biostatistics.scores import (
    TOLERANCE,
    MeasureFacts,
    ScorePair,
    has_direction,
    is_ordinal,
    lower_is_better,
    starts_at_zero,
)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Mean, median and quartiles of several values; the quartiles interpolate between the values, ends included."""

    count: int
    mean: float
    median: float
    lower_quartile: float
    upper_quartile: float


def improvement(before: float | None, after: float | None, *, measure: MeasureFacts) -> float | None:
    """The change in the measure's unit, positive when the patient is better; None when a score is missing, or for a
    measure without a direction.

    Methods, section 2: before - after when lower is better, after - before when higher is better.
    """
    if before is None or after is None or not has_direction(measure):
        return None
    return before - after if lower_is_better(measure) else after - before


def percent_improvement(before: float | None, after: float | None, *, measure: MeasureFacts) -> float | None:
    """The improvement as a percentage of the score before; None where such a percentage has no meaning.

    Methods, section 2: 100 x improvement / before, only when before is above 0 [P2, P3] and only on a scale that
    starts at 0: not for HIT-6, TSK-11 or BCTQ, nor for motion that can go negative [P6]. Grades have none either.
    """
    gained = improvement(before, after, measure=measure)
    if gained is None or before is None or before <= 0:
        return None
    if not starts_at_zero(measure) or is_ordinal(measure):
        return None
    return 100 * gained / before


def detectable_change(before: float | None, *, measure: MeasureFacts) -> float | None:
    """The least change in the measure's unit that error does not explain; None when none is known.

    The MDC where there is one, else the MDC percentage of the score before (methods, section 12).
    """
    if measure.mdc is not None:
        return measure.mdc
    if measure.mdc_percent is None or before is None or before <= 0:
        return None
    return measure.mdc_percent * before / 100


def exceeds_mdc(before: float | None, after: float | None, *, measure: MeasureFacts) -> bool | None:
    """Whether a change in either direction is at least the MDC; None when a score or the MDC is unknown.

    Methods, section 12: |change| >= MDC; no MDC, no claim [M4, M7]. An MDC holds only for the same rater and the
    same tool as it was found with: the caller shows "not comparable" when either changed.
    """
    least = detectable_change(before, measure=measure)
    if before is None or after is None or least is None:
        return None
    return abs(after - before) >= least - TOLERANCE


def important_change(before: float, *, measure: MeasureFacts) -> float | None:
    """The least change in the measure's unit that counts as important from this baseline; None when none is known.

    The MCID; for a measure that has a percentage only, that percentage of the score before (methods, section 3).
    """
    if measure.mcid is not None:
        return measure.mcid
    if measure.mcid_percent is None or not starts_at_zero(measure):
        return None
    return measure.mcid_percent * before / 100


def course_pair(visits: Iterable[ScorePair], *, follow_up: float | None = None) -> ScorePair:
    """The two scores that a course compares: the first visit's before and the last visit's before, or a follow-up.

    Methods, section 4. Visits come in the order of time; those without a before-score do not count. With fewer than
    two such scores the missing one is None: one visit has no course.
    """
    scores = [visit.before for visit in visits if visit.before is not None]
    if follow_up is not None:
        scores.append(follow_up)
    first = scores[0] if scores else None
    return ScorePair(first, scores[-1] if len(scores) > 1 else None)


def immediate_responses(visits: Iterable[ScorePair], *, measure: MeasureFacts) -> tuple[float, ...]:
    """The improvement within each visit that has both scores, one value a visit.

    Methods, section 4: an immediate response belongs to its visit. Adding them up is forbidden, since each visit
    starts where the days between left off: the seven points of [B1] were never gained.
    """
    found = (improvement(visit.before, visit.after, measure=measure) for visit in visits)
    return tuple(gained for gained in found if gained is not None)


def describe_immediate_responses(visits: Iterable[ScorePair], *, measure: MeasureFacts) -> Distribution | None:
    """Mean, median and quartiles of the immediate responses; None when there are none or the measure is a grade.

    Methods, section 4 [B1]: the mean drop of 7->4, 6->4, 5->3 is 2.333333.
    """
    if is_ordinal(measure):
        return None
    return describe(immediate_responses(visits, measure=measure))


def describe(values: Sequence[float]) -> Distribution | None:
    """Mean, median and quartiles; None of no values. Scores are bounded and skewed, so the mean never stands alone.

    Methods, section 2.
    """
    if not values:
        return None
    lower, median, upper = (
        statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else (values[0],) * 3
    )
    return Distribution(len(values), statistics.fmean(values), median, lower, upper)
