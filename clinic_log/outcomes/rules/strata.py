"""What was known of an episode at its start, for case mix."""

from enum import StrEnum
from typing import Final

_SCALE_OF_VAS: Final = 10  # millimetres to points of 0 to 10


class BaselinePain(StrEnum):
    """Pain at the start of the episode on 0 to 10 (methods, section 10)."""

    UNDER_4 = "under-4"
    FROM_4_TO_6 = "4-to-6"
    FROM_7 = "7-and-more"
    UNKNOWN = "unknown"


def baseline_of(score: float | None, *, pain_question: str) -> BaselinePain:
    """The class of a first score; a visual analogue scale in millimetres counts by tens."""
    if score is None or not pain_question.startswith(("nprs", "vas")):
        return BaselinePain.UNKNOWN
    points = score / _SCALE_OF_VAS if pain_question.startswith("vas") else score
    if points < 4:
        return BaselinePain.UNDER_4
    return BaselinePain.FROM_4_TO_6 if points < 7 else BaselinePain.FROM_7
