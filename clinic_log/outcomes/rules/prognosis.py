"""What is known to go with slow recovery: the duration class, the STarT Back screen, and yellow flags. None of it is an
outcome (methods, section 15, trap 15).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from clinic_log.base.errors import InvalidInputError
from clinic_log.base.wording import capitalised, day_words
from clinic_log.outcomes.rules.measure_course import MeasureCourse, MeasureValue
from clinic_log.outcomes.rules.words import plain

FLAG_NOTE_LIMIT: Final = 300
_TOTAL, _DISTRESS = "startback-total", "startback-distress"
# Notes of the instrument in the reference data: total 3 or less is low; above it, distress 3 or less medium, else high.
_HIGHEST_LOW_TOTAL: Final = 3
_HIGHEST_MEDIUM_DISTRESS: Final = 3


class YellowFlag(StrEnum):
    """The seven domains of Kendall, Linton and Main 1997 (Guide to assessing psychosocial yellow flags in acute low
    back pain, ACC and National Health Committee, Wellington).
    """

    BELIEFS = "beliefs"
    BEHAVIOURS = "behaviours"
    COMPENSATION = "compensation"
    DIAGNOSIS = "diagnosis"
    EMOTIONS = "emotions"
    FAMILY = "family"
    WORK = "work"


FLAG_WORDS: Final = MappingProxyType(
    {
        YellowFlag.BELIEFS: "Beliefs about pain",
        YellowFlag.BEHAVIOURS: "Rest and avoidance",
        YellowFlag.COMPENSATION: "Compensation or claim",
        YellowFlag.DIAGNOSIS: "Diagnosis and earlier treatment",
        YellowFlag.EMOTIONS: "Mood, worry, stress",
        YellowFlag.FAMILY: "Family and support",
        YellowFlag.WORK: "Work",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagLook:
    """One look at the yellow flags of an episode; without any flag it was looked for and none was found. A later look
    does not change an earlier one. `by_name` is what the person was called then.
    """

    looked_on: date
    flags: tuple[YellowFlag, ...]
    note: str = ""
    by_name: str = ""


def find_flag_problem(
    look: FlagLook, *, born_on: date, deceased_on: date | None, today: date
) -> InvalidInputError | None:
    """What stops a look from being kept, in a therapist's words."""
    if look.looked_on > today:
        return InvalidInputError("This day lies in the future. Enter the day on which you looked", field="looked_on")
    if look.looked_on < born_on:
        return InvalidInputError("This day lies before the patient was born. Check the date", field="looked_on")
    if deceased_on is not None and look.looked_on > deceased_on:
        return InvalidInputError("This day lies after the patient's death. Check the date", field="looked_on")
    if len(look.note) > FLAG_NOTE_LIMIT:
        return InvalidInputError(f"Shorten the note to {FLAG_NOTE_LIMIT} characters", field="note")
    return None


def prognosis_lines(duration: str, courses: Iterable[MeasureCourse], looks: Sequence[FlagLook]) -> tuple[str, ...]:
    """The duration class, the first and the latest screen, the first and the latest look; empty where nothing is known.
    `looks` are in order of time.
    """
    lines = [f"{capitalised(duration)}."] if duration else []
    screens = list(_screens(list(courses)))
    lines += [f"STarT Back on {words}." for words in _ends(screens)]
    lines += [f"Yellow flags on {words}." for words in _ends([_look_words(look) for look in looks])]
    return tuple(lines)


def look_words(look: FlagLook) -> str:
    """'beliefs about pain, work'; 'none found' where somebody looked and there was none."""
    return ", ".join(FLAG_WORDS[flag].lower() for flag in look.flags) or "none found"


def _look_words(look: FlagLook) -> str:
    return f"{day_words(look.looked_on)}: {look_words(look)}"


def _screens(courses: Sequence[MeasureCourse]) -> Iterator[str]:
    totals, distress = (
        [value for course in courses if course.key.measure_slug == slug for value in course.values]
        for slug in (_TOTAL, _DISTRESS)
    )
    by_day = {value.visit.held_on: value.value for value in distress}
    for value in totals:
        yield _screen_words(value, by_day.get(value.visit.held_on))


def _screen_words(total: MeasureValue, distress: float | None) -> str:
    score = f"{day_words(total.visit.held_on)}: {plain(total.value)} of 9"
    if distress is not None:
        score += f", distress {plain(distress)} of 5"
    if total.value <= _HIGHEST_LOW_TOTAL:
        return f"{score}, low risk"
    if distress is None:
        return f"{score}, medium or high risk: the distress score decides"
    return f"{score}, {'medium' if distress <= _HIGHEST_MEDIUM_DISTRESS else 'high'} risk"


def _ends(words: Sequence[str]) -> Sequence[str]:
    return words if len(words) < 3 else [words[0], words[-1]]
