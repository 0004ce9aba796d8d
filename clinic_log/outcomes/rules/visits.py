"""The facts of one visit on which every course is built."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from clinic_log.catalogue import measures
from clinic_log.catalogue.errors import UnknownMeasureError
from clinic_log.catalogue.measures import Measure
from clinic_log.episodes.rules import Side
from clinic_log.treatments.rules import VisitKind
from clinic_log.treatments.rules.states import KINDS_NOT_ATTENDED


class Score(NamedTuple):
    """One measure in one visit, in `unit`. Without a value, `not_asked_reason` says why, where that is known.

    A tuple, since an episode may have thousands of them.
    """

    measure_slug: str
    label: str
    unit: str
    before: float | None
    after: float | None = None
    side: Side | None = None
    mode: str = ""
    not_asked_reason: str = ""
    rater_id: int | None = None
    tool: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One signed or amended visit as it concerns one episode. `held_on` is its day in the zone of the clinic."""

    session_id: int
    started_at: datetime
    held_on: date
    practitioner_id: int
    kind: VisitKind | None = None
    has_insertion: bool = False
    scores: tuple[Score, ...] = ()

    def scores_of(self, measure_slug: str) -> tuple[Score, ...]:
        return tuple(score for score in self.scores if score.measure_slug == measure_slug)


def took_place(kind: VisitKind | None) -> bool:
    """Whether patient and practitioner met or spoke; nobody can be asked at a visit that was missed or cancelled."""
    return kind not in KINDS_NOT_ATTENDED


def find_measure(slug: str) -> Measure | None:
    """The measure, or None for one that the catalogue no longer has: its scores stay, nothing can be claimed."""
    try:
        return measures.get(slug)
    except UnknownMeasureError:
        return None
