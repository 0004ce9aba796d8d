"""What is asked of the invented patients beside their visits: a questionnaire on paper at the start and by telephone
six weeks later, and yellow flags.
"""

from datetime import date
from random import Random
from typing import Final

from clinic_log.catalogue import conditions, measures
from clinic_log.catalogue.measures import Better, Construct, Measure
from clinic_log.outcomes.rules.prognosis import FlagLook, YellowFlag
from clinic_log.outcomes.rules.score_entries import ScoreEntry

_ASKED: Final = frozenset({Construct.DISABILITY, Construct.FUNCTION})
_AT_START: Final = (0.35, 0.55)  # how impaired, as a share of the scale
_STILL: Final = (0.35, 0.95)  # how much of it is left after six weeks
_MOST_ASKED: Final = 2
_FLAG_SHARE: Final = 0.5


def questionnaires_of(condition_slug: str) -> tuple[Measure, ...]:
    """What the condition suggests of the patient's own account of function."""
    suggested = (measures.get(slug) for slug in conditions.get(condition_slug).suggested_measures)
    return tuple(measure for measure in suggested if measure.construct in _ASKED)[:_MOST_ASKED]


def scores_of(random: Random, condition_slug: str, *, is_later: bool) -> tuple[ScoreEntry, ...]:
    """Scores at the start or six weeks later, from the same random numbers; none where the condition suggests none."""
    impaired, still = random.uniform(*_AT_START), random.uniform(*_STILL)
    share = impaired * still if is_later else impaired
    return tuple(
        ScoreEntry(measure_slug=measure.slug, value=_value(measure, share))
        for measure in questionnaires_of(condition_slug)
    )


def look_of(random: Random, *, day: date) -> FlagLook:
    """None found as often as some."""
    if random.random() < _FLAG_SHARE:
        return FlagLook(looked_on=day, flags=())
    return FlagLook(looked_on=day, flags=tuple(random.sample(list(YellowFlag), 2)))


def _value(measure: Measure, impaired: float) -> float:
    """A value on a step of the scale that says so much impairment."""
    low, high = measure.minimum or 0.0, measure.maximum or 0.0
    share = impaired if measure.better is Better.LOWER else 1 - impaired
    steps = round(share * (high - low) / measure.step)
    return round(low + steps * measure.step, 4)
