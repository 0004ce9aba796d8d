"""How invented problems go: pain over visits, immediate response, motion, who improves and who does not.

The numbers are plausible and nothing more; no study stands behind them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import exp
from random import Random
from typing import Final


class Course(StrEnum):
    IMPROVES = "improves"
    STAYS = "stays"
    WORSENS = "worsens"
    MILD = "mild"


_COURSE_SHARES: Final = {Course.IMPROVES: 60, Course.STAYS: 26, Course.WORSENS: 7, Course.MILD: 7}
_FIRST_HOUR, _LAST_HOUR = 8, 17
_MISSING_AFTER_SHARE: Final = 0.07
_MISSING_BEFORE_SHARE: Final = 0.04


@dataclass(frozen=True)
class PainScores:
    """Pain before and after one visit, 0 to 10; None where nobody asked."""

    before: int | None
    after: int | None


def choose_course(random: Random) -> Course:
    return random.choices(list(_COURSE_SHARES), weights=list(_COURSE_SHARES.values()))[0]


def pain_over_visits(random: Random, course: Course, visits: int) -> list[PainScores]:
    """Pain at each visit, with noise of about one point and some values missing."""
    first = random.choice((0, 1)) if course is Course.MILD else random.choice((4, 5, 5, 6, 6, 7, 7, 8, 9))
    end = _last_pain(random, course, first)
    scores = []
    for visit in range(visits):
        level = end + (first - end) * exp(-visit / 2.5) + (random.gauss(0, 0.6) if visit else 0)
        before = min(10, max(0, round(level)))
        after = min(10, max(0, before - random.choice((0, 1, 1, 2, 2, 3))))
        scores.append(
            PainScores(
                None if visit and random.random() < _MISSING_BEFORE_SHARE else before,
                None if random.random() < _MISSING_AFTER_SHARE else after,
            )
        )
    return scores


def motion_over_visits(
    random: Random, *, start: float, gain: float, visits: int, limit: float
) -> list[tuple[float | None, float | None]]:
    """Degrees before and after each visit; taken at most visits, not at all."""
    pairs: list[tuple[float | None, float | None]] = []
    for visit in range(visits):
        if visit and random.random() < 0.25:
            pairs.append((None, None))
            continue
        before = min(limit, start + gain * (1 - exp(-visit / 3)) + random.gauss(0, 2.5))
        after = min(limit, before + random.gauss(4, 2.5))
        pairs.append((float(round(before)), None if random.random() < 0.1 else float(round(after))))
    return pairs


def visit_times(random: Random, *, first_day: date, last_day: date, visits: int) -> list[datetime]:
    """Wall-clock starts on weekdays between 8 and 17 o'clock, 4 to 12 days apart; those after last_day fall away."""
    times = []
    day = first_day
    for _visit in range(visits):
        while day.weekday() >= 5:
            day += timedelta(days=1)
        if day > last_day:
            break
        start = time(random.randrange(_FIRST_HOUR, _LAST_HOUR), random.choice((0, 20, 40)))
        times.append(datetime.combine(day, start))
        day += timedelta(days=random.randrange(4, 13))
    return times


def _last_pain(random: Random, course: Course, first: int) -> float:
    if course is Course.IMPROVES:
        return max(0.0, first * random.uniform(0.1, 0.55))
    if course is Course.WORSENS:
        return min(10.0, first + random.choice((2, 3)))
    if course is Course.MILD:
        return first
    return max(0.0, first - random.choice((0, 0, 1)))
