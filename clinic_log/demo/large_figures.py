"""What the visits of a large clinic add to the rollups: visits that are alike are worked out once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from operator import add
from typing import Any, Final

from clinic_log.demo.large_courses import PAIN
from clinic_log.outcomes.rules import EpisodeOutcome
from clinic_log.outcomes.rules.cells import (
    ANYBODY,
    Cells,
    Contribution,
    Facet,
    PatientCellKey,
    PatientMeasures,
    Seen,
    SessionCellKey,
    contributions,
    patient_cells,
    practitioners_of,
    values_seen,
)
from clinic_log.outcomes.rules.episode_cells import (
    CaseCellKey,
    CaseMeasures,
    EpisodeCellKey,
    EpisodeMeasures,
    case_cells,
    episode_cells,
)
from clinic_log.outcomes.rules.session_facts import Case, Measures, SessionFacts

CELL_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "session_cell": SessionCellKey._fields + Measures._fields,
    "patient_cell": PatientCellKey._fields + PatientMeasures._fields,
    "episode_cell": EpisodeCellKey._fields + EpisodeMeasures._fields,
    "case_cell": CaseCellKey._fields + CaseMeasures._fields,
}

_Months = frozenset[tuple[int, date, int]]  # practitioner, month, and the visit that it was like


class Figures:
    """Counts alike visits, episodes and patients, so that each kind of them is added once."""

    def __init__(self, clinic_id: int) -> None:
        self.clinic_id = clinic_id
        self._alike: dict[int, SessionFacts] = {}
        self._visits = Counter[tuple[int, int, date]]()
        self._episodes = Counter[tuple[Case, EpisodeOutcome]]()
        self._patients = Counter[_Months]()
        self._seen: set[tuple[int, date, int]] = set()

    def add_visit(self, like: SessionFacts, *, practitioner_id: int, month: date) -> None:
        """Of the patient who is being counted."""
        number = id(like)
        self._alike[number] = like
        self._visits[number, practitioner_id, month] += 1
        self._seen.add((practitioner_id, month, number))

    def end_patient(self) -> None:
        self._patients[frozenset(self._seen)] += 1
        self._seen = set()

    def add_episode(self, case: Case, outcome: EpisodeOutcome) -> None:
        self._episodes[case, outcome] += 1

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rollups as rows of their tables."""
        episodes, cases = Cells[EpisodeCellKey, EpisodeMeasures](), Cells[CaseCellKey, CaseMeasures]()
        for (case, outcome), number in self._episodes.items():
            episodes.add(episode_cells(self.clinic_id, case, outcome), sign=number)
            cases.add(case_cells(self.clinic_id, case, outcome, pain_question=PAIN), sign=number)
        return {
            "session_cell": self._session_rows(),
            "patient_cell": _as_rows(self._patient_cells().changes()),
            "episode_cell": _as_rows(episodes.changes()),
            "case_cell": _as_rows(cases.changes()),
        }

    def _session_rows(self) -> list[tuple[Any, ...]]:
        """By month and person first, which are few; then all persons together."""
        added = {number: tuple(contributions(like)) for number, like in self._alike.items()}
        found: dict[tuple[int, date], dict[Contribution, tuple[int, ...]]] = {}
        for (number, person, month), visits in self._visits.items():
            cells = found.setdefault((person, month), {})
            for place, measures in added[number]:
                _add(cells, place, tuple([visits * value for value in measures]))
        for (person, month), cells in [*found.items()]:
            everybody = found.setdefault((ANYBODY, month), {})
            for place, figures in cells.items():
                if ANYBODY in practitioners_of(place.part_of, person):
                    _add(everybody, place, figures)
        return [
            (self.clinic_id, facet.value, part_of.value, person, f"{month}", value, part, *measures)
            for (person, month), cells in found.items()
            for (facet, part_of, value, part), measures in cells.items()
        ]

    def _patient_cells(self) -> Cells[PatientCellKey, PatientMeasures]:
        cells = Cells[PatientCellKey, PatientMeasures]()

        @cache
        def values(number: int) -> tuple[tuple[Facet, str], ...]:
            return tuple(values_seen(self._alike[number]))

        for months, patients in self._patients.items():
            seen = {Seen(person, month, *value) for person, month, number in months for value in values(number)}
            cells.add(patient_cells(self.clinic_id, seen), sign=patients)
        return cells


def _add(cells: dict[Contribution, tuple[int, ...]], place: Contribution, measures: tuple[int, ...]) -> None:
    known = cells.get(place)
    cells[place] = measures if known is None else tuple(map(add, known, measures))


def _as_rows(changes: Iterable[tuple[tuple[object, ...], tuple[int, ...]]]) -> list[tuple[Any, ...]]:
    return [(*_words(key), *figures) for key, figures in changes]


def _words(key: Iterable[object]) -> Iterator[object]:
    """As the databases keep them."""
    for part in key:
        if isinstance(part, StrEnum):
            yield part.value
        else:
            yield f"{part}" if isinstance(part, date) else part
