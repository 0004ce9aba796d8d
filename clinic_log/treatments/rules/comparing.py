"""Two versions of a note side by side: which sentences both have, and which only one of them has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class LineState(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, and whether the older version (removed), the newer one (added) or both (same) have it."""

    state: LineState
    text: str


def compare(older: Sequence[str], newer: Sequence[str]) -> tuple[Line, ...]:
    """Every sentence of both in their order; what was taken away stands before what came in its place."""
    return tuple(_lines(older, newer))


def _lines(older: Sequence[str], newer: Sequence[str]) -> Iterator[Line]:
    matcher = SequenceMatcher(a=older, b=newer, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield from (Line(LineState.SAME, text) for text in older[old_from:old_to])
            continue
        yield from (Line(LineState.REMOVED, text) for text in older[old_from:old_to])
        yield from (Line(LineState.ADDED, text) for text in newer[new_from:new_to])
