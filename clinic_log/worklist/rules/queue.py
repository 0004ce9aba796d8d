"""What a supervisor has to decide: of which kind it is, why it is there, since when, and what comes first."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from clinic_log.worklist.rules import waited_in_words

# More rows than these are found faster by choosing a kind.
MOST_SHOWN: Final = 200


class QueueKind(StrEnum):
    """In the order of urgency: harm first, then what gets worse, what is not written down, and what waits."""

    INCIDENT = "incident"
    WORSE = "worse"
    UNSIGNED = "unsigned"
    FOLLOW_UP = "follow-up"
    COSIGN = "co-sign"
    NOT_IMPROVING = "not-improving"


KIND_WORDS: Final[Mapping[QueueKind, str]] = MappingProxyType(
    {
        QueueKind.INCIDENT: "Incident",
        QueueKind.WORSE: "Getting worse",
        QueueKind.UNSIGNED: "Unsigned",
        QueueKind.FOLLOW_UP: "Follow-up overdue",
        QueueKind.COSIGN: "Co-sign",
        QueueKind.NOT_IMPROVING: "Not improving",
    }
)
_RANKS: Final = {kind: rank for rank, kind in enumerate(QueueKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """The patient of a row, as every list names one."""

    id: int
    family_name: str
    given_names: str
    record_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One thing to decide. `page` with `place` is where it is decided; `why` is a sentence without its full stop.

    `is_urgent` puts a row before the others of its kind: a review past its due time, an event without a review.
    `looked_at` says who looked at it, when and what was found, while nothing has changed since.
    """

    kind: QueueKind
    why: str
    since: datetime
    page: str
    place: Mapping[str, int]
    who: Who | None = None
    practitioner: str = ""
    is_urgent: bool = False
    tag: str = ""
    looked_at: str = ""

    @property
    def words(self) -> str:
        """What the tag of the row says."""
        return self.tag or KIND_WORDS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """`counts` are of everything, whatever kind is chosen; `rows` are those of the chosen kind, the most urgent first,
    of which `left_out` are not shown. `looked_at` were looked at and wait for a change.
    """

    counts: Sequence[tuple[QueueKind, str, int]]
    total: int
    rows: tuple[QueueRow, ...] = field(default=())
    chosen: QueueKind | None = None
    left_out: int = 0
    looked_at: tuple[QueueRow, ...] = field(default=())


def kind_named(text: str | None) -> QueueKind | None:
    """The kind that an address names; None for everything, and for a name that is none."""
    return next((kind for kind in QueueKind if kind.value == text), None)


def queue_of(rows: Iterable[QueueRow], *, chosen: QueueKind | None) -> Queue:
    found = sorted(rows, key=lambda row: (not row.is_urgent, _RANKS[row.kind], row.since))
    everything = [row for row in found if not row.looked_at]
    numbers = Counter(row.kind for row in everything)
    shown = [row for row in everything if chosen in {None, row.kind}]
    return Queue(
        counts=tuple((kind, KIND_WORDS[kind], numbers[kind]) for kind in QueueKind if numbers[kind] or kind is chosen),
        total=len(everything),
        rows=tuple(shown[:MOST_SHOWN]),
        chosen=chosen,
        left_out=max(0, len(shown) - MOST_SHOWN),
        looked_at=tuple(row for row in found if row.looked_at and chosen in {None, row.kind})[:MOST_SHOWN],
    )


def since_words(since: datetime, *, now: datetime) -> str:
    """'for 3 days'; what lies ahead, such as a clock that was corrected, waits for less than an hour."""
    return f"for {waited_in_words(since, now=now)}"


def course_words(label: str, scores: Collection[float | None], *, visits: int) -> str:
    """'Neck pain, right: 7 → 6 over 4 visits'."""
    course = " → ".join(f"{score:g}" for score in scores if score is not None)
    return f"{label}: {course} over {visits} visit{'' if visits == 1 else 's'}"
