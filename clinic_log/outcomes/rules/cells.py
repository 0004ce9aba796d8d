"""Rollups: in which cells a session, an episode or a patient stands, so that pages add up months and no rows."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from operator import add
from typing import Final, Generic, NamedTuple, TypeVar

from clinic_log.outcomes.rules.session_facts import Measures, SessionFacts, Site, count_sites
from clinic_log.outcomes.rules.summary import EpisodeOutcome

_Key = TypeVar("_Key", bound=tuple[object, ...])
_Measures = TypeVar("_Measures", bound=tuple[int, ...])

NOBODY: Final = 0
"""Stands for no practitioner in a key: of an episode without a needling visit, or of a patient seen by anybody."""

NEVER: Final = date.min
_MINUTES_PER_HOUR: Final = 60
_MINUTES_PER_DAY: Final = 24 * 60


class Facet(StrEnum):
    """By what a cell counts; a session stands once in each value that it has, and once in ALL."""

    ALL = "all"
    CONDITION = "condition"
    REGION = "region"
    CHRONICITY = "chronicity"
    TECHNIQUE = "technique"
    DIAMETER = "diameter"
    DEPTH = "depth"
    MUSCLE = "muscle"
    BEFORE_LEAVING = "before_leaving"  # by kind of side effect
    SINCE_LAST_TIME = "since_last_time"
    SIGNED_AFTER = "signed_after"  # by minutes, see signature_step


class SessionCellKey(NamedTuple):
    clinic_id: int
    facet: Facet
    month: date
    value: str
    practitioner_id: int


class PatientCellKey(NamedTuple):
    """Patients who were seen in `month` and before that last in `previous_month`, by one practitioner or by anybody.

    The different patients of a period are those of its months whose `previous_month` lies before it: figures of months
    that can be added up, which the patients of each month are not.
    """

    clinic_id: int
    practitioner_id: int
    month: date
    previous_month: date


class PatientMeasures(NamedTuple):
    patients: int = 0


class EpisodeCellKey(NamedTuple):
    """Episodes alike in all of this; `had_room` is -1 where nobody can say."""

    clinic_id: int
    month: date
    practitioner_id: int
    condition: str
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


def session_cells(facts: SessionFacts) -> Iterator[tuple[SessionCellKey, Measures]]:
    """Each cell with what the session adds to it."""
    month = facts.month
    for facet, value, measures in _contributions(facts):
        yield SessionCellKey(facts.clinic_id, facet, month, value, facts.practitioner_id), measures


def _contributions(facts: SessionFacts) -> Iterator[tuple[Facet, str, Measures]]:
    whole = facts.measures
    yield Facet.ALL, "", whole
    for place, facet in enumerate((Facet.CONDITION, Facet.REGION, Facet.CHRONICITY)):
        for value in {case[place] for case in facts.cases}:
            yield facet, value, whole
    for place, facet in enumerate((Facet.TECHNIQUE, Facet.DIAMETER, Facet.DEPTH, Facet.MUSCLE)):
        for value, sites in _sites_by(facts.sites, place):
            yield facet, value, whole._replace(**count_sites(sites))
    for told in facts.kinds:
        timing = told.timing.value
        yield Facet(timing), told.kind, Measures(**{f"{timing}_effect": 1, f"{timing}_effects": told.effects})
    if facts.minutes_to_signature is not None:
        yield Facet.SIGNED_AFTER, str(signature_step(facts.minutes_to_signature)), Measures(sessions=1)


def _sites_by(sites: Iterable[Site], place: int) -> Iterable[tuple[str, list[Site]]]:
    found: dict[str, list[Site]] = {}
    for site in sites:
        found.setdefault(str(site[place]), []).append(site)
    return found.items()


def signature_step(minutes: int) -> int:
    """The minutes to the whole minute below an hour, to the hour below two days, to the day beyond: as they are shown.

    So the middle one of many can be found from few counts.
    """
    if minutes < _MINUTES_PER_HOUR:
        return max(minutes, 0)
    step = _MINUTES_PER_HOUR if minutes < 2 * _MINUTES_PER_DAY else _MINUTES_PER_DAY
    return minutes // step * step


def patient_cells(clinic_id: int, seen: Iterable[tuple[int, date]]) -> Iterator[tuple[PatientCellKey, PatientMeasures]]:
    """The cells of one patient, who was seen by these practitioners in these months."""
    months: dict[int, set[date]] = {}
    for practitioner_id, month in seen:
        months.setdefault(practitioner_id, set()).add(month)
        months.setdefault(NOBODY, set()).add(month)
    for practitioner_id, found in months.items():
        previous = NEVER
        for month in sorted(found):
            yield PatientCellKey(clinic_id, practitioner_id, month, previous), PatientMeasures(1)
            previous = month


def episode_cell(
    clinic_id: int, condition: str, outcome: EpisodeOutcome
) -> tuple[EpisodeCellKey, EpisodeMeasures] | None:
    """The cell of an episode; None while no visit of it counts."""
    if outcome.counted_on is None:
        return None
    key = EpisodeCellKey(
        clinic_id,
        outcome.counted_on.replace(day=1),
        outcome.practitioner_id or NOBODY,
        condition,
        outcome.response_either or "",
        outcome.response_both or "",
        -1 if outcome.had_room is None else int(outcome.had_room),
    )
    if outcome.effort_sessions is None:
        return key, EpisodeMeasures(episodes=1)
    return key, EpisodeMeasures(
        1,
        1,
        outcome.effort_sessions,
        outcome.effort_needles or 0,
        outcome.effort_minutes or 0,
        outcome.effort_timed or 0,
    )


class Cells(Generic[_Key, _Measures]):
    """What is to be added to some cells."""

    def __init__(self) -> None:
        self.by_key: dict[_Key, tuple[int, ...]] = {}

    def add(self, contributions: Iterable[tuple[_Key, _Measures]], *, sign: int = 1) -> None:
        """With the sign -1 it is taken away."""
        for key, measures in contributions:
            known = self.by_key.get(key)
            signed = measures if sign == 1 else tuple(sign * value for value in measures)
            self.by_key[key] = tuple(map(add, known, signed)) if known is not None else tuple(signed)

    def changes(self) -> list[tuple[_Key, tuple[int, ...]]]:
        """Those that are not nothing, always in the same order."""
        return sorted((key, measures) for key, measures in self.by_key.items() if any(measures))
