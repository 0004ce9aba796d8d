"""The data that callers hand to the charts, one class per kind of point."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class CoursePoint(NamedTuple):
    """Pain at one visit. `label` is its date as shown, `sublabel` a second line such as 'session 1'.

    None means not asked; the note says why in words, where that is known.
    """

    label: str
    before: float | None
    after: float | None = None
    sublabel: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        return ", ".join(part for part in (self.label, self.sublabel) if part)


class MeasurePoint(NamedTuple):
    """A measure at one visit or date; `other_side` is the same measure on the other side of the body."""

    label: str
    value: float | None
    other_side: float | None = None
    note: str = ""


@dataclass(frozen=True)
class OtherSide:
    """The other side of the body: its letter for a tick ('L'), its word ('left'), and its value where there is one."""

    letter: str
    word: str
    value: float | None = None


class EffectAnswer(StrEnum):
    """What is known of side effects of one session. Not asked is never none; a draft is not yet true."""

    PRESENT = "present"
    NONE = "none"
    NOT_ASKED = "not_asked"
    DRAFT = "draft"


@dataclass(frozen=True)
class EffectSession:
    """One session on the time line; `label` is its number."""

    label: str
    held_on: date
    answer: EffectAnswer


@dataclass(frozen=True)
class EffectEvent:
    """One side effect. `resolved_on` None means not resolved; `detail` is a second line such as '5 days, settled'."""

    label: str
    began_on: date
    resolved_on: date | None = None
    detail: str = ""


class MarkKind(StrEnum):
    """Recorded is true; a ghost is carried from last time and not yet true; live is being typed."""

    RECORDED = "recorded"
    GHOST = "ghost"
    LIVE = "live"


@dataclass(frozen=True)
class BodyMark:
    """A mark on a view of the body chart, at its units; `label` is its number or letter, `title` its row in words."""

    x: float
    y: float
    label: str
    title: str
    kind: MarkKind = MarkKind.RECORDED


class RegionState(StrEnum):
    """Why a region of the body chart is tinted."""

    CHOSEN = "chosen"
    NEEDLED = "needled"
    EARLIER = "earlier"
    PAIN = "pain"
