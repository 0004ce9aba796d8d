"""Rates month by month on control charts: which month stands out, and has the level shifted?"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from clinic_log.base.wording import counted
from clinic_log.biostatistics.control_charts import ControlChart, p_chart, u_chart
from clinic_log.biostatistics.runs import Runs
from clinic_log.supervision.rules.filters import Wanted
from clinic_log.supervision.rules.words import LEAST_DRAWN, LEFT_OUT, count_words

MOST_MONTHS: Final = 60
_PER: Final = 1000  # effects are told in so many sessions
_PERCENT: Final = 100

# Under these a chart is shown and called preliminary (methods, section 11).
_FEWEST_MONTHS: Final = 12
_FEWEST_EXPECTED: Final = 5


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
class MonthPoint:
    """The month that begins on this day on a chart, in the unit of the chart; None where nothing was counted, or where
    it is hidden.
    """

    month: date
    label: str
    value: float | None
    lower: float | None
    upper: float | None
    is_beyond: bool
    size: str
    is_hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One control chart in words and figures; without a `centre` there is nothing to draw."""

    title: str
    unit: str
    finding: str
    centre: float | None = None
    baseline: int | None = None
    points: tuple[MonthPoint, ...] = ()
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenMonths:
    """Months of which nothing may be told: they set no centre, have no limits, and are a gap in the drawing."""

    responders: Collection[date] = ()
    effects: Collection[date] = ()


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


def make_series(
    counts: Sequence[MonthCounts], *, baseline: int | None, hidden: HiddenMonths | None = None
) -> tuple[Series, ...]:
    """Responders, sessions with a side effect, and side effects in 1,000 sessions, each against its own limits.

    `baseline` is how many first months set centre and limits; where there are no more months, all of them do.
    """
    hidden = hidden or HiddenMonths()
    frozen = baseline if baseline is not None and baseline < len(counts) else None
    rates = (
        (_responders(counts), hidden.responders),
        (_sessions(counts), hidden.effects),
        (_effects(counts), hidden.effects),
    )
    return tuple(_series(rate, counts, unseen=unseen, baseline=frozen) for rate, unseen in rates)


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

    def without(self, places: Collection[int]) -> "_Rate":
        """As if nothing had been counted there."""
        parts, sizes = (
            [0 if place in places else count for place, count in enumerate(counts)]
            for counts in (self.parts, self.sizes)
        )
        words = ["" if place in places else words for place, words in enumerate(self.words)]
        return replace(self, parts=parts, sizes=sizes, words=words)

    @property
    def expected(self) -> float:
        """How many are counted in a month on average; months without anything are none."""
        filled = sum(size > 0 for size in self.sizes)
        return sum(self.parts) / filled if filled else 0.0

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


def _series(rate: _Rate, counts: Sequence[MonthCounts], *, unseen: Collection[date], baseline: int | None) -> Series:
    gaps = {place for place, month in enumerate(counts) if month.month in unseen}
    rate = rate.without(gaps)
    chart = rate.chart(baseline)
    if gaps and (chart is None or sum(size > 0 for size in rate.sizes) < LEAST_DRAWN):
        return Series(title=rate.title, unit=rate.unit, finding="Nothing is drawn: too few months may be told of.")
    if chart is None:
        nothing = f"No {rate.counted_in} in the months that set the centre."
        return Series(title=rate.title, unit=rate.unit, finding=nothing)
    points = tuple(
        MonthPoint(
            month=month.month,
            label=month.month.strftime("%b %y"),
            value=rate.scaled(value),
            lower=rate.scaled(lower),
            upper=rate.scaled(upper),
            is_beyond=is_beyond,
            size=size,
            is_hidden=month.month in unseen,
        )
        for month, value, lower, upper, is_beyond, size in zip(
            counts, chart.values, chart.lower, chart.upper, chart.beyond_limits, rate.words, strict=True
        )
    )
    beyond = [point.label for point in points if point.is_beyond]
    return Series(
        title=rate.title,
        unit=rate.unit,
        finding=_finding(beyond, chart.runs, months="every month drawn" if gaps else "every month"),
        centre=chart.centre * rate.scale,
        baseline=baseline,
        points=points,
        cautions=(*_left_out(gaps), *_cautions(points, rate.expected)),
    )


def _finding(beyond: Sequence[str], runs: Runs, *, months: str) -> str:
    words = []
    if beyond:
        words.append(f"Beyond the limits: {', '.join(beyond)}. Look at the month before the rate is explained.")
    if runs.longest_run > runs.longest_run_limit:
        words.append(
            f"The level may have shifted: {runs.longest_run} months in a row lie on one side of the centre, "
            f"where chance makes at most {runs.longest_run_limit}."
        )
    if runs.crossings < runs.crossings_limit:
        words.append(
            f"The level may have shifted: the line crosses the centre {counted(runs.crossings, 'time')}, "
            f"where chance makes at least {runs.crossings_limit}."
        )
    if not words:
        words.append(
            f"No signal: {months} lies within its limits, the longest run has {counted(runs.longest_run, 'month')} "
            f"(at most {runs.longest_run_limit} by chance) and the line crosses the centre "
            f"{counted(runs.crossings, 'time')} (at least {runs.crossings_limit})."
        )
    return " ".join(words)


def _left_out(gaps: Collection[int]) -> Iterator[str]:
    if gaps:
        months = counted(len(gaps), "month")
        yield f"Not drawn: {months}. {LEFT_OUT} Centre, limits and runs are those of the months drawn."


def _cautions(points: Sequence[MonthPoint], expected: float) -> tuple[str, ...]:
    cautions = []
    filled = sum(point.value is not None for point in points)
    if filled < _FEWEST_MONTHS:
        cautions.append(f"Preliminary: {counted(filled, 'month')} with figures; a chart needs {_FEWEST_MONTHS}.")
    if expected < _FEWEST_EXPECTED:
        cautions.append(f"Fewer than {_FEWEST_EXPECTED} are expected in a month, so the limits are rough.")
    if any(point.lower == 0 for point in points):
        cautions.append("A lower limit of 0 means that no fall could be a signal, not that all is well.")
    return tuple(cautions)
