"""Rates month by month on control charts: which month stands out, and has the level shifted?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from clinic_log.base.wording import counted
from clinic_log.biostatistics.control_charts import ControlChart, p_chart, u_chart
from clinic_log.supervision.rules.filters import Wanted
from clinic_log.supervision.rules.month_points import (
    FEWEST_EXPECTED,
    MonthPoint,
    cautions,
    finding,
    finding_with_gaps,
    gap,
    label_of,
    left_out,
)
from clinic_log.supervision.rules.words import LEAST_DRAWN, LEAST_FOR_PERCENT, count_words

MOST_MONTHS: Final = 60
_PER: Final = 1000  # effects are told in so many sessions
_PERCENT: Final = 100

_NO_COURSE: Final = "Not told by technique or muscle: several share each visit, so no change in pain belongs to one."


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCounts:
    """What was counted in the month that begins on this day. Effects are those before leaving, over the needling
    sessions in which it was asked; an episode belongs to the month of its last score.
    """

    month: date
    evaluable: int = 0
    responders: int = 0
    needling_sessions: int = 0
    asked: int = 0
    with_effect: int = 0
    effects: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One control chart in words and figures; without a `centre` nothing is drawn, but points may still be told of."""

    title: str
    unit: str
    finding: str
    centre: float | None = None
    baseline: int | None = None
    points: tuple[MonthPoint, ...] = ()
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenMonths:
    """Months of which nothing may be told beside the sum of all that set the centre: they are a gap in the drawing.
    `is_centre_hidden`: that sum may not be told either.
    """

    months: Collection[date] = ()
    is_centre_hidden: bool = False


def months_of(wanted: Wanted, *, first_record: date | None, today: date) -> list[date]:
    """First days of the months that the period touches, in order, none in the future; of many the last 60."""
    last = min(wanted.last_day, today)
    first = wanted.first_day or first_record or last
    months = [last.replace(day=1)]
    while months[0] > first and len(months) < MOST_MONTHS:
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    return months


def month_after(month: date) -> date:
    """The first day of the next month."""
    return (month + timedelta(days=31)).replace(day=1)


def within(wanted: Wanted, months: Sequence[date]) -> Wanted:
    """The filter for no more than these months."""
    first = months[0] if wanted.first_day is None else max(wanted.first_day, months[0])
    return replace(wanted, first_day=first)


def baseline_of(counts: Sequence[MonthCounts], baseline: int | None) -> int | None:
    """How many first months set centre and limits; where there are no more months, all of them do."""
    return baseline if baseline is not None and baseline < len(counts) else None


def make_series(
    counts: Sequence[MonthCounts],
    *,
    baseline: int | None,
    hidden: tuple[HiddenMonths, HiddenMonths] = (HiddenMonths(), HiddenMonths()),
    has_courses: bool = True,
) -> tuple[Series, ...]:
    """Responders, sessions with a side effect, and side effects in 1,000 sessions, each against its own limits.

    `hidden` are the months of which no responders may be told, and those of which no side effects may. By technique or
    muscle there is no course.
    """
    frozen = baseline_of(counts, baseline)
    rates = zip((_responders(counts), _sessions(counts), _effects(counts)), (*hidden, hidden[1]), strict=True)
    course, *others = (_series(rate, counts, hidden=unseen, baseline=frozen) for rate, unseen in rates)
    if not has_courses:
        course = Series(title=course.title, unit=course.unit, finding=_NO_COURSE)
    return course, *others


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rate:
    """What one chart shows: of how many (`sizes`) how many (`parts`), a month each, and how that is said."""

    title: str
    unit: str
    scale: float
    counted_in: str
    parts: Sequence[int]
    sizes: Sequence[int]
    words: Sequence[str]
    has_several_a_session: bool = False

    def chart(self, baseline: int | None) -> ControlChart | None:
        chart = u_chart if self.has_several_a_session else p_chart
        return chart(self.parts, self.sizes, baseline=baseline)

    def scaled(self, value: float | None) -> float | None:
        return None if value is None else value * self.scale


def _responders(counts: Sequence[MonthCounts]) -> _Rate:
    return _Rate(
        title="Responders",
        unit="%",
        scale=_PERCENT,
        counted_in="evaluable episodes",
        parts=[month.responders for month in counts],
        sizes=[month.evaluable for month in counts],
        words=[count_words(month.responders, month.evaluable) for month in counts],
    )


def _sessions(counts: Sequence[MonthCounts]) -> _Rate:
    return _Rate(
        title="Sessions with a side effect before leaving",
        unit="%",
        scale=_PERCENT,
        counted_in="sessions in which it was asked",
        parts=[month.with_effect for month in counts],
        sizes=[month.asked for month in counts],
        words=[
            f"{count_words(month.with_effect, month.asked)} asked, of {month.needling_sessions:,} with needles"
            for month in counts
        ],
    )


def _effects(counts: Sequence[MonthCounts]) -> _Rate:
    """Over the same sessions, each of which may have several."""
    return replace(
        _sessions(counts),
        title="Side effects before leaving in 1,000 sessions",
        unit="",
        scale=_PER,
        parts=[month.effects for month in counts],
        words=[f"{counted(month.effects, 'effect')} in {month.asked:,} asked" for month in counts],
        has_several_a_session=True,
    )


def _series(rate: _Rate, counts: Sequence[MonthCounts], *, hidden: HiddenMonths, baseline: int | None) -> Series:
    chart = rate.chart(baseline)
    told = sum(size > 0 and month.month not in hidden.months for month, size in zip(counts, rate.sizes, strict=True))
    if hidden.is_centre_hidden or (hidden.months and not told):
        return Series(title=rate.title, unit=rate.unit, finding="No chart is drawn: too few months may be told of.")
    if chart is None:
        nothing = f"No {rate.counted_in} in the months that set the centre."
        return Series(title=rate.title, unit=rate.unit, finding=nothing)
    points = tuple(
        gap(month.month)
        if month.month in hidden.months
        else MonthPoint(
            month=month.month,
            label=label_of(month.month),
            value=rate.scaled(value),
            lower=rate.scaled(lower),
            upper=rate.scaled(upper),
            is_beyond=is_beyond and size >= LEAST_FOR_PERCENT,
            is_judged=size == 0 or size >= LEAST_FOR_PERCENT,
            size=words,
        )
        for month, value, lower, upper, is_beyond, size, words in zip(
            counts, chart.values, chart.lower, chart.upper, chart.beyond_limits, rate.sizes, rate.words, strict=True
        )
    )
    shown = [size for month, size in zip(counts, rate.sizes, strict=True) if month.month not in hidden.months]
    few = sum(0 < size * chart.centre < FEWEST_EXPECTED for size in shown)
    beyond = [point.label for point in points if point.is_beyond]
    return Series(
        title=rate.title,
        unit=rate.unit,
        finding=finding_with_gaps(beyond, told) if hidden.months else finding(beyond, chart.runs),
        centre=None if hidden.months and told < LEAST_DRAWN else chart.centre * rate.scale,
        baseline=baseline,
        points=points,
        cautions=(*left_out(len(hidden.months)), *cautions(points, few)),
    )
