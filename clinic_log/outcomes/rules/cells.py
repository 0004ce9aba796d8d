"""Rollups: in which cells a session or a patient stands, so that pages add up months and no rows.

Each stands once for its practitioner and once for anybody, so that a page about everybody need not read one for each.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from operator import add
from typing import Final, Generic, NamedTuple, TypeVar

from clinic_log.outcomes.rules.session_facts import Case, Measures, SessionFacts, Site, count_sites

_Key = TypeVar("_Key", bound=tuple[object, ...])
_Measures = TypeVar("_Measures", bound=tuple[int, ...])

ANYBODY: Final = -1
"""Stands for all practitioners together."""

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


CASE_FACETS: Final = (Facet.CONDITION, Facet.REGION, Facet.CHRONICITY)
SITE_FACETS: Final = (Facet.TECHNIQUE, Facet.DIAMETER, Facet.DEPTH, Facet.MUSCLE)
CHOSEN_FACETS: Final = (*CASE_FACETS, Facet.TECHNIQUE, Facet.MUSCLE)
"""By what a page can be filtered."""

SITE_PAIRS: Final = (
    (Facet.TECHNIQUE, Facet.DIAMETER),
    (Facet.TECHNIQUE, Facet.DEPTH),
    (Facet.TECHNIQUE, Facet.MUSCLE),
    (Facet.MUSCLE, Facet.DIAMETER),
    (Facet.MUSCLE, Facet.DEPTH),
)
"""A facet of sites and the part of it by another one, each pair once."""


class SessionCellKey(NamedTuple):
    """Sessions with the `value` of `facet`, and of these the part with `part` of `part_of`; all of them under ALL."""

    clinic_id: int
    facet: Facet
    part_of: Facet
    practitioner_id: int
    month: date
    value: str
    part: str


class Contribution(NamedTuple):
    """Where a session stands, whoever held it and when."""

    facet: Facet
    part_of: Facet
    value: str
    part: str


class PatientCellKey(NamedTuple):
    """Patients who were seen in `month` and before that last in `previous_month`, by one practitioner or by anybody, in
    a session with the `value` of `facet`.

    The different patients of a period are those of its months whose `previous_month` lies before it: figures of months
    that can be added up, which the patients of each month are not.
    """

    clinic_id: int
    facet: Facet
    practitioner_id: int
    value: str
    month: date
    previous_month: date


class Seen(NamedTuple):
    """A month in which a patient was seen by somebody in a session with the `value` of `facet`."""

    practitioner_id: int
    month: date
    facet: Facet
    value: str


class PatientMeasures(NamedTuple):
    patients: int = 0


def session_cells(facts: SessionFacts) -> Iterator[tuple[SessionCellKey, Measures]]:
    """Each cell with what the session adds to it."""
    clinic_id, month = facts.clinic_id, facts.month
    for (facet, part_of, value, part), measures in contributions(facts):
        for person in practitioners_of(part_of, facts.practitioner_id):
            yield SessionCellKey(clinic_id, facet, part_of, person, month, value, part), measures


def practitioners_of(part_of: Facet, practitioner_id: int) -> tuple[int, ...]:
    """For whom a session is counted; how soon somebody signs is asked of each person alone."""
    return (practitioner_id,) if part_of is Facet.SIGNED_AFTER else (practitioner_id, ANYBODY)


def contributions(facts: SessionFacts) -> Iterator[tuple[Contribution, Measures]]:
    """What the session adds, whoever held it and when: to all, to each value that it has, and to parts of them."""
    told = [(Facet(one.timing.value), one.kind, _told(one.timing.value, one.effects)) for one in facts.kinds]
    if facts.minutes_to_signature is not None:
        told.append((Facet.SIGNED_AFTER, str(signature_step(facts.minutes_to_signature)), Measures(sessions=1)))
    for facet, value, measures in _values(facts):
        yield Contribution(facet, Facet.ALL, value, ""), measures
        for part_of, part in _case_values(_cases_with(facts.cases, facet, value)):
            if part_of in _BY_CASE.get(facet, ()):
                yield Contribution(facet, part_of, value, part), measures
        if facet in _BY_ANSWER:
            for part_of, part, of_part in told:
                yield Contribution(facet, part_of, value, part), of_part
    yield from _pairs(facts)


# By what a page that was filtered is shown: outcomes by condition, sites also by the other two.
_BY_CASE: Final[Mapping[Facet, Sequence[Facet]]] = {
    Facet.REGION: (Facet.CONDITION,),
    Facet.CHRONICITY: (Facet.CONDITION,),
    **dict.fromkeys(SITE_FACETS, CASE_FACETS),
}
_BY_ANSWER: Final = frozenset({Facet.ALL, *CHOSEN_FACETS})


def _pairs(facts: SessionFacts) -> Iterator[tuple[Contribution, Measures]]:
    """Sites with two values at once, for a page of sites that was filtered by one of them."""
    for facet, part_of in SITE_PAIRS:
        place, other = SITE_FACETS.index(facet), SITE_FACETS.index(part_of)
        for (value, part), sites in _sites_by(facts.sites, place, other).items():
            yield Contribution(facet, part_of, value, part), _of_sites(facts.measures, sites)


def _told(timing: str, effects: int) -> Measures:
    return Measures(**{f"{timing}_effect": 1, f"{timing}_effects": effects})


def _values(facts: SessionFacts) -> Iterator[tuple[Facet, str, Measures]]:
    """Each value by which the session can be found, with its figures; of sites, those with the value."""
    whole = facts.measures
    yield Facet.ALL, "", whole
    for facet, value in _case_values(facts.cases):
        yield facet, value, whole
    for place, facet in enumerate(SITE_FACETS):
        for (value,), sites in _sites_by(facts.sites, place).items():
            yield facet, value, _of_sites(whole, sites)


def _of_sites(whole: Measures, sites: list[Site]) -> Measures:
    """The figures of a session with only these of its sites."""
    return whole._replace(**count_sites(sites)) if whole.needling_sessions else whole


def _case_values(cases: Iterable[Case]) -> Iterator[tuple[Facet, str]]:
    known = list(cases)
    for place, facet in enumerate(CASE_FACETS):
        for value in {case[place] for case in known}:
            yield facet, value


def _cases_with(cases: Iterable[Case], facet: Facet, value: str) -> list[Case]:
    """Of a value of cases, such as a region, the cases that have it; else all of the visit."""
    place = CASE_FACETS.index(facet) if facet in CASE_FACETS else None
    return [case for case in cases if place is None or case[place] == value]


def _sites_by(sites: Iterable[Site], *places: int) -> dict[tuple[str, ...], list[Site]]:
    found: dict[tuple[str, ...], list[Site]] = {}
    for site in sites:
        found.setdefault(tuple([str(site[place]) for place in places]), []).append(site)
    return found


def signature_step(minutes: int) -> int:
    """The minutes to the whole minute below an hour, to the hour below two days, to the day beyond: as they are shown.

    So the middle one of many can be found from few counts.
    """
    if minutes < _MINUTES_PER_HOUR:
        return max(minutes, 0)
    step = _MINUTES_PER_HOUR if minutes < 2 * _MINUTES_PER_DAY else _MINUTES_PER_DAY
    return minutes // step * step


def values_seen(facts: SessionFacts) -> Iterator[tuple[Facet, str]]:
    """By what the patient of the session can be found; nothing where nobody was seen."""
    if not facts.measures.sessions:
        return
    yield Facet.ALL, ""
    yield from _case_values(facts.cases)
    for value in {site.technique for site in facts.sites}:
        yield Facet.TECHNIQUE, value
    for value in {site.muscle for site in facts.sites}:
        yield Facet.MUSCLE, value


def patient_cells(clinic_id: int, seen: Iterable[Seen]) -> Iterator[tuple[PatientCellKey, PatientMeasures]]:
    """The cells of one patient, who was seen like this."""
    months: dict[tuple[Facet, int, str], set[date]] = {}
    for practitioner_id, month, facet, value in seen:
        for person in (practitioner_id, ANYBODY):
            months.setdefault((facet, person, value), set()).add(month)
    for place, found in months.items():
        previous = NEVER
        for month in sorted(found):
            yield PatientCellKey(clinic_id, *place, month, previous), PatientMeasures(1)
            previous = month


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
