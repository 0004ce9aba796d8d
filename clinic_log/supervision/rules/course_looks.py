"""How long a look at a course that does not improve keeps it out of the queue."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

LOOK_HOLDS: Final = timedelta(days=30)
LOOK_NOTE_LIMIT: Final = 300


@dataclass(frozen=True, slots=True)
class CourseSeen:
    """A course as somebody sees it: counted visits, scores outside a session, and the latest score with its day."""

    visits: int
    scores: int
    last_before: float | None
    last_score_on: date | None

    @property
    def words(self) -> str:
        """The same for the same course: what a page sends back."""
        return f"{self.visits} {self.scores} {self.last_before} {self.last_score_on}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookSent:
    """What a supervisor found or decided, of the course that the page showed; the `key` is that of its form."""

    note: str
    seen: str
    key: str


def does_look_hold(seen: CourseSeen, now: CourseSeen, *, looked_on: date, today: date) -> bool:
    """Until a visit, a score or a correction makes the course another one, or 30 days are over."""
    return seen == now and today < looked_on + LOOK_HOLDS
