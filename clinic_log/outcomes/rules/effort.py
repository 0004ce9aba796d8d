"""What it took until the pain first changed by an important amount: sessions, needles and minutes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clinic_log.base.wording import counted, day_words
from clinic_log.outcomes.rules.pain_course import PainCourse, PainPoint
from clinic_log.outcomes.rules.signals import important_since


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """The visits before an important change was first seen, or all so far. `reached` is where it was seen.

    `minutes` adds up the `timed` visits, whose start and end are both on record; the others took a time nobody wrote.
    """

    reached: PainPoint | None
    sessions: int
    needles: int
    minutes: int
    timed: int


def effort_until_important(course: PainCourse, needles: Mapping[int, int]) -> Effort | None:
    """The effort of an episode; None before the first visit. `needles` are those of the episode by session.

    A change that is seen in the before-score of a visit was reached before that visit: it is not part of the effort.
    It says what was spent, never what worked: other care and time pass, too (methods, section 5).
    """
    if not course.points:
        return None
    reached = important_since(course)
    spent = _before(course.points, reached)
    lasted = [point.visit.minutes for point in spent if point.visit.minutes is not None]
    return Effort(
        reached=reached,
        sessions=len(spent),
        needles=sum(needles.get(point.visit.session_id, 0) for point in spent),
        minutes=round(sum(lasted)),
        timed=len(lasted),
    )


def effort_in_words(effort: Effort | None) -> str:
    """'Important change first seen on 13 Nov 2026, after 3 sessions, 9 needles and 95 minutes.'"""
    if effort is None:
        return ""
    spent = f"{counted(effort.sessions, 'session')}, {counted(effort.needles, 'needle')} and {_minutes(effort)}"
    if effort.reached is None:
        return f"No important change so far: {spent}."
    return f"Important change first seen on {day_words(effort.reached.visit.held_on)}, after {spent}."


def _before(points: Sequence[PainPoint], reached: PainPoint | None) -> Sequence[PainPoint]:
    """All visits where nothing was reached, or where it was reached at a follow-up behind them."""
    return points[: points.index(reached)] if reached is not None and reached in points else points


def _minutes(effort: Effort) -> str:
    if not effort.timed:
        return "a time that nobody recorded"
    words = counted(effort.minutes, "minute")
    return words if effort.timed == effort.sessions else f"{words} in the {effort.timed} with a recorded end"
