"""What a line was read as: rows, pieces of its text, and what stands in the way of adding them."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

from clinic_log.treatments.rules.content import NeedlingDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow(NeedlingDetails):
    """A needling as far as a line can say it. What was not said is empty."""

    needles: int | None = None


LINE_FIELDS: Final = tuple(one.name for one in fields(LineRow))


class PieceKind(StrEnum):
    """How a stretch of the text was taken. Between are spaces and the commas that part targets."""

    UNDERSTOOD = "understood"
    ASKED = "asked"
    UNKNOWN = "unknown"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    kind: PieceKind


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to an issue, and the whole line with it."""

    label: str
    line: str


@dataclass(frozen=True, slots=True)
class Issue:
    """Why the line cannot be added yet, in words, with the answers that can be chosen. `end` is where its words end in
    the line; `completes` says that an answer only writes out what was begun.
    """

    words: str
    end: int
    options: tuple[Option, ...] = ()
    completes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLine:
    """The pieces are the text, character by character. `unknown` was not understood; `questions` wait for an answer."""

    rows: tuple[LineRow, ...]
    pieces: tuple[Piece, ...]
    unknown: tuple[Issue, ...]
    questions: tuple[Issue, ...]

    @property
    def is_whole(self) -> bool:
        """Whether there is something to add, and nothing in its way."""
        return bool(self.rows) and not self.unknown and not self.questions
