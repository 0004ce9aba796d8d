"""The months on a control chart, and what is said of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from clinic_log.base.wording import counted
from clinic_log.biostatistics.runs import Runs
from clinic_log.supervision.rules.words import LEAST_DRAWN, LEAST_FOR_PERCENT, LEFT_OUT

# Under these a chart is shown and called preliminary (methods, section 11).
_FEWEST_MONTHS: Final = 12
FEWEST_EXPECTED: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPoint:
    """The month that begins on this day on a chart, in the unit of the chart; None where nothing was counted, or where
    it is hidden. Of fewer than ten nobody judges whether they lie beyond the limits.
    """

    month: date
    label: str
    value: float | None
    lower: float | None
    upper: float | None
    is_beyond: bool
    size: str
    is_judged: bool = True
    is_hidden: bool = False

    @property
    def verdict(self) -> str:
        if not self.is_judged:
            return f"fewer than {LEAST_FOR_PERCENT}: not judged"
        return "beyond the limits" if self.is_beyond else "within the limits"


def gap(month: date) -> MonthPoint:
    return MonthPoint(
        month=month,
        label=label_of(month),
        value=None,
        lower=None,
        upper=None,
        is_beyond=False,
        size="",
        is_hidden=True,
    )


def label_of(month: date) -> str:
    return month.strftime("%b %y")


def finding_with_gaps(beyond: Sequence[str], told: int) -> str:
    """Without a word on runs: which months may be told of hangs on what was counted in them."""
    words = _beyond_words(beyond) or "Every month that is told lies within its limits."
    return words if told >= LEAST_DRAWN else f"No chart is drawn: only {counted(told, 'month')} may be told of. {words}"


def _beyond_words(beyond: Sequence[str]) -> str:
    if not beyond:
        return ""
    return f"Beyond the limits: {', '.join(beyond)}. Look at the month before the rate is explained."


def finding(beyond: Sequence[str], runs: Runs) -> str:
    words = [_beyond_words(beyond)] if beyond else []
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
    if not words and not runs.longest_run_limit:
        words.append("No signal: every month judged lies within its limits; there are too few to judge runs.")
    if not words:
        words.append(
            f"No signal: every month lies within its limits, the longest run has {counted(runs.longest_run, 'month')} "
            f"(at most {runs.longest_run_limit} by chance) and the line crosses the centre "
            f"{counted(runs.crossings, 'time')} (at least {runs.crossings_limit})."
        )
    return " ".join(words)


def left_out(months: int) -> Iterator[str]:
    """Small months are left out sooner than others, and those with few events sooner than those with many."""
    if months:
        yield (
            f"Hidden: {counted(months, 'month')}. {LEFT_OUT} The centre counts them; runs are not judged, and the "
            "months that are told do not stand for the others."
        )


def cautions(points: Sequence[MonthPoint], few: int) -> tuple[str, ...]:
    """`few` is in how many months fewer than five are expected."""
    found = []
    filled = sum(point.value is not None or point.is_hidden for point in points)
    if filled < _FEWEST_MONTHS:
        found.append(f"Preliminary: {counted(filled, 'month')} with figures; a chart needs {_FEWEST_MONTHS}.")
    unjudged = sum(not point.is_judged for point in points)
    if unjudged:
        found.append(f"Fewer than {LEAST_FOR_PERCENT} were counted in {counted(unjudged, 'month')}: not judged.")
    if few:
        found.append(f"Fewer than {FEWEST_EXPECTED} are expected in {counted(few, 'month')}: rough limits.")
    if any(point.lower == 0 for point in points):
        found.append("A lower limit of 0 means that no fall could be a signal, not that all is well.")
    return tuple(found)
