"""The facts of one visit on which every course is built."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import NamedTuple

from clinic_log.catalogue import measures
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
    site: str = ""
    entered_unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One signed or amended visit as it concerns one episode. `held_on` is its day in the zone of the clinic,
    `minutes` how long it lasted, where its end is on record, `needles` how many were inserted for the episode.

    `is_between_visits` marks the occasion of a score outside a session (`OutsideScore.occasion`): it stands only beside
    a value, is never one of the visits of an episode, and no figure counts it as one.
    """

    session_id: int
    started_at: datetime
    held_on: date
    practitioner_id: int
    kind: VisitKind | None = None
    has_insertion: bool = False
    scores: tuple[Score, ...] = ()
    minutes: float | None = None
    needles: int = 0
    is_between_visits: bool = False

    def scores_of(self, measure_slug: str) -> tuple[Score, ...]:
        return tuple(score for score in self.scores if score.measure_slug == measure_slug)


class HowAsked(StrEnum):
    """How a score outside a session was obtained."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    VIDEO = "video"
    PAPER = "paper"
    ONLINE = "online"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideScore:
    """One score taken outside a session, in `unit`. It is neither a before nor an after of any visit.

    Which of them count (methods, section 4: the course goes to the last before-score "or a follow-up score"):
    for the pain question the latest one after the day of the last before-score, on a day without a visit, ends the
    course, and no other enters it; for every other measure each counts on its day, but not on a day on which a visit
    took the same measure.
    """

    id: int
    measure_slug: str
    label: str
    unit: str
    value: float
    taken_on: date
    asked_by_id: int
    side: Side | None = None
    mode: str = ""
    site: str = ""
    tool: str = ""
    entered_unit: str = ""

    def occasion(self) -> Visit:
        """When and by whom it was taken, in the shape in which values stand: behind every visit of its day."""
        return Visit(
            session_id=-self.id,
            started_at=datetime.combine(self.taken_on, time.max, tzinfo=UTC),
            held_on=self.taken_on,
            practitioner_id=self.asked_by_id,
            is_between_visits=True,
        )

    def as_score(self) -> Score:
        return Score(
            measure_slug=self.measure_slug,
            label=self.label,
            unit=self.unit,
            before=self.value,
            side=self.side,
            mode=self.mode,
            rater_id=self.asked_by_id,
            tool=self.tool,
            site=self.site,
            entered_unit=self.entered_unit,
        )


def took_place(kind: VisitKind | None) -> bool:
    """Whether patient and practitioner met or spoke; nobody can be asked at a visit that was missed or cancelled."""
    return kind not in KINDS_NOT_ATTENDED


def find_measure(slug: str) -> Measure | None:
    """The measure, or None for one that the catalogue no longer has: its scores stay, nothing can be claimed."""
    return measures.find(slug)
