"""Rollups of episodes: in which cells each stands, by what became of it and by what was known at its start."""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from clinic_log.biostatistics.responders import Response
from clinic_log.outcomes.rules.cells import ANYBODY, Facet
from clinic_log.outcomes.rules.session_facts import Case
from clinic_log.outcomes.rules.strata import BaselinePain, baseline_of
from clinic_log.outcomes.rules.summary import EpisodeOutcome

NOBODY: Final = 0
"""Stands for no practitioner in a key: of an episode without a needling visit."""

ANY_CONDITION: Final = "*"


class EpisodeCellKey(NamedTuple):
    """Episodes alike in all of this; `had_room` is -1 where nobody can say. `facet` is ALL, REGION or CHRONICITY."""

    clinic_id: int
    facet: Facet
    value: str
    practitioner_id: int
    condition: str
    month: date
    response_either: str
    response_both: str
    had_room: int


class EpisodeMeasures(NamedTuple):
    """`reached` are responders of whom it is known when: after these sessions, needles and, where timed, minutes."""

    episodes: int = 0
    reached: int = 0
    effort_sessions: int = 0
    effort_needles: int = 0
    effort_minutes: int = 0
    effort_timed: int = 0


class CaseCellKey(NamedTuple):
    """Episodes of a practitioner that were alike at their start: what a comparison adjusts for."""

    clinic_id: int
    condition: str
    month: date
    practitioner_id: int
    baseline: BaselinePain
    chronicity: str
    region: str


class CaseMeasures(NamedTuple):
    """Responders by the one rule and by the other one; the rest is the same under both (methods, section 3)."""

    episodes: int = 0
    evaluable: int = 0
    responders_either: int = 0
    responders_both: int = 0
    missing: int = 0


def episode_cells(
    clinic_id: int, case: Case, outcome: EpisodeOutcome
) -> Iterator[tuple[EpisodeCellKey, EpisodeMeasures]]:
    """The cells of an episode; none while no visit of it counts."""
    if outcome.counted_on is None:
        return
    month = outcome.counted_on.replace(day=1)
    alike = (
        outcome.response_either or "",
        outcome.response_both or "",
        -1 if outcome.had_room is None else int(outcome.had_room),
    )
    measures = _effort(outcome)
    for facet, value in ((Facet.ALL, ""), (Facet.REGION, case.region), (Facet.CHRONICITY, case.chronicity)):
        for person in (outcome.practitioner_id or NOBODY, ANYBODY):
            for condition in (case.condition, ANY_CONDITION):
                yield EpisodeCellKey(clinic_id, facet, value, person, condition, month, *alike), measures


def _effort(outcome: EpisodeOutcome) -> EpisodeMeasures:
    if outcome.effort_sessions is None:
        return EpisodeMeasures(episodes=1)
    return EpisodeMeasures(
        1,
        1,
        outcome.effort_sessions,
        outcome.effort_needles or 0,
        outcome.effort_minutes or 0,
        outcome.effort_timed or 0,
    )


def case_cells(
    clinic_id: int, case: Case, outcome: EpisodeOutcome, *, pain_question: str
) -> Iterator[tuple[CaseCellKey, CaseMeasures]]:
    """The cells of an episode that belongs to somebody; none while no visit of it counts."""
    if outcome.counted_on is None or outcome.practitioner_id is None:
        return
    month = outcome.counted_on.replace(day=1)
    start = (baseline_of(outcome.first_before, pain_question=pain_question), case.chronicity, case.region)
    judged = outcome.response_either in {Response.RESPONDER, Response.NON_RESPONDER, Response.WORSE}
    measures = CaseMeasures(
        episodes=1,
        evaluable=int(judged and outcome.had_room is not False),
        responders_either=int(outcome.response_either == Response.RESPONDER),
        responders_both=int(outcome.response_both == Response.RESPONDER),
        missing=int(outcome.response_either == Response.MISSING),
    )
    for condition in (case.condition, ANY_CONDITION):
        yield CaseCellKey(clinic_id, condition, month, outcome.practitioner_id, *start), measures
