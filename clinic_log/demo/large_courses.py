"""What the episodes and visits of a large clinic are made of: a few courses, sets of needle sites and answers.

So what a million rows add to the figures is worked out a few hundred times, by the rules of the product.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final

from clinic_log.catalogue import conditions, muscles
from clinic_log.catalogue.conditions import Condition
from clinic_log.outcomes.rules import EpisodeOutcome, Score, Visit, summarise_episode
from clinic_log.outcomes.rules.session_facts import (
    Case,
    Measures,
    SessionFacts,
    Site,
    ToldEffect,
    count_answer,
    count_kinds,
    count_sites,
)
from clinic_log.treatments.rules import Asked, EffectTiming, Severity, VisitKind

PAIN: Final = "nprs"
SESSION_MINUTES: Final = 35
DAYS_BETWEEN: Final = 7
CONDITIONS: Final = 16
NEEDS: Final = 3
SERIOUS: Final = "syncope"
SIGNED_AFTER_MINUTES: Final = 1500  # at eleven on the next day
COURSES: Final = ("fast", "slow", "flat", "worse")
COURSE_WEIGHTS: Final = (40, 25, 25, 10)

# Answers with the kinds told and how often: asked in 93 %, an effect in about one of eight, a serious one in 1 of
# 20,000, of the order that surveys of dry needling tell.
BEFORE: Final = (
    (Asked.NONE, (), 16000),
    (Asked.PRESENT, ("bruising",), 1000),
    (Asked.PRESENT, ("bleeding-minor",), 800),
    (Asked.PRESENT, ("bruising", "nausea"), 40),
    (Asked.PRESENT, (SERIOUS,), 1),
    (Asked.NOT_ASKED, (), 1300),
)
SINCE: Final = (
    (Asked.NONE, (), 80),
    (Asked.PRESENT, ("post-needling-soreness",), 14),
    (Asked.PRESENT, ("bruising",), 3),
    (None, (), 0),  # of the last visit nobody can have been asked yet
)
NOT_YET: Final = len(SINCE) - 1

_TECHNIQUES: Final = ("pistoning", "static", "slow-pistoning", "winding")
_TWITCHES: Final = ("ltr-yes", "ltr-yes", "ltr-no", "ltr-not-sought")
_ANY_DAY: Final = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Need:
    """The needle sites of one visit: label of the muscle and what figures take from the site."""

    labels: tuple[str, ...]
    sites: tuple[Site, ...]


@cache
def condition_of(place: int) -> Condition:
    return conditions.all_conditions()[place]


@cache
def need_of(place: int, number: int) -> Need:
    """One of three sets for a condition, of muscles that follow each other in the catalogue."""
    known = muscles.all_muscles()
    chosen = [known[(place * 5 + step) % len(known)] for step in range(2 + number % 2)]
    sites = [
        Site(
            _TECHNIQUES[(place + number) % len(_TECHNIQUES)],
            "0.25" if (place + step) % 2 else "0.30",
            "deep",
            muscle.slug,
            _TWITCHES[(place // len(_TECHNIQUES) + number + step) % len(_TWITCHES)],
            is_copied=False,
        )
        for step, muscle in enumerate(chosen)
    ]
    return Need(tuple(muscle.name for muscle in chosen), tuple(sites))


def pain_at(first: int, course: str, visit: int) -> int:
    """The before-score of a visit."""
    change = {"fast": -2 * visit, "slow": -(visit // 2), "flat": 0, "worse": visit // 2}[course]
    return min(10, max(1, first + change))


@cache
def _outcome(shape: tuple[int, str, int, int]) -> EpisodeOutcome:
    first, course, visits, needles = shape
    held = [
        Visit(
            session_id=visit + 1,
            started_at=datetime.combine(_ANY_DAY + timedelta(days=DAYS_BETWEEN * visit), time(10, tzinfo=UTC)),
            held_on=_ANY_DAY + timedelta(days=DAYS_BETWEEN * visit),
            practitioner_id=1,
            kind=VisitKind.NEEDLING,
            has_insertion=True,
            scores=(Score(PAIN, "Pain now", "points", pain_at(first, course, visit)),),
            minutes=SESSION_MINUTES,
            needles=needles,
        )
        for visit in range(visits)
    ]
    return summarise_episode(held, pain_question=PAIN)


def outcome_of(shape: tuple[int, str, int, int], *, days: Sequence[date], practitioner_id: int) -> EpisodeOutcome:
    """The outcome of a course of this shape (first score, course, visits, needles) over these days."""
    known = _outcome(shape)
    return replace(
        known,
        practitioner_id=practitioner_id,
        first_score_on=days[0],
        last_score_on=days[-1],
        counted_on=days[-1],
    )


@cache
def facts_like(kind: tuple[int, int, str], before: int, since: int) -> SessionFacts:
    """What a visit adds to the figures, whoever held it and when: by its condition, needles and duration, and by the
    answers to the two questions.
    """
    place, number, lasting = kind
    condition, need = condition_of(place), need_of(place, number)
    answers = {EffectTiming.BEFORE_LEAVING: BEFORE[before][0], EffectTiming.SINCE_LAST_TIME: SINCE[since][0]}
    told = [
        ToldEffect(timing, kind, Severity.MILD, is_serious=kind == SERIOUS)
        for timing, kinds in zip(answers, (BEFORE[before][1], SINCE[since][1]), strict=True)
        for kind in kinds
    ]
    counted = [
        number
        for timing, answer in answers.items()
        for number in count_answer(answer, (effect for effect in told if effect.timing is timing))
    ]
    return SessionFacts(
        session_id=0,
        clinic_id=0,
        patient_id=0,
        practitioner_id=0,
        held_on=_ANY_DAY,
        minutes_to_signature=SIGNED_AFTER_MINUTES,
        measures=Measures._make((1, 0, 1, *counted, 1, 1, *count_sites(need.sites).values())),
        cases=frozenset({Case(condition.slug, condition.region.value, lasting)}),
        kinds=count_kinds(answers, told),
        sites=need.sites,
    )
