"""Where words can stand: estimated widths, labels thinned along an axis, and labels kept apart from marks."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import ceil
from typing import NamedTuple

_NARROW = frozenset("iljtfrI.,:;'|!()[] ·°")
_WIDE = frozenset("mwMW@%→—…")
BOLD = 1.12  # How much wider bold words run: pass 12 * BOLD as their size.


@lru_cache(maxsize=2048)  # the same days stand under every figure of a page
def text_width(words: str, size: float = 12) -> float:
    """Width in user units, estimated on the generous side for any common sans-serif face."""
    return size * sum(_character_width(each) for each in words)


def _character_width(character: str) -> float:
    if character in _NARROW:
        return 0.4
    if character in _WIDE:
        return 0.98
    if character.isascii():
        return 0.74 if character.isupper() else 0.64
    if unicodedata.combining(character):
        return 0
    return 1.05 if unicodedata.east_asian_width(character) in "WF" else 0.76


def shorten(words: str, room: float, size: float = 12) -> str:
    """The words, cut with an ellipsis where they would be wider than the room."""
    if text_width(words, size) <= room:
        return words
    kept = words
    while kept and text_width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…" if kept else ""


def wrapped(words: str, room: float, size: float = 12) -> list[str]:
    """Lines no wider than the room, broken between words; a single word that is wider is cut."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return [shorten(line, room, size) for line in lines]


def thinned(positions: Sequence[float], widths: Sequence[float], *, gap: float = 8) -> list[int]:
    """Indexes of centred labels that can be shown without touching: evenly spaced, always with the last one.

    Positions must not fall.
    """
    count = len(positions)

    def apart(left: int, right: int) -> bool:
        return positions[right] - positions[left] >= (widths[left] + widths[right]) / 2 + gap

    for step in range(1, count):
        shown = [*range(0, count - 1, step), count - 1]
        if len(shown) > 2 and not apart(shown[-2], shown[-1]):
            del shown[-2]
        if all(apart(left, right) for left, right in pairwise(shown)):
            return shown
    return [count - 1] if count else []


def inside(centre: float, width: float, bounds: tuple[float, float]) -> float:
    """The centre moved so that a label of this width stays between the bounds."""
    return max(bounds[0] + width / 2, min(bounds[1] - width / 2, centre))


def stacked(wanted: Sequence[float], heights: Sequence[float], *, top: float, bottom: float) -> list[float]:
    """Tops of blocks as near to the wanted ones as they can be without touching, in the order given."""
    tops: list[float] = []
    lowest = top
    for want, height in zip(wanted, heights, strict=True):
        tops.append(max(want, lowest))
        lowest = tops[-1] + height
    for index in range(len(tops) - 1, -1, -1):
        tops[index] = max(top, min(tops[index], bottom - heights[index]))
        bottom = tops[index]
    return tops


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: "Box") -> bool:
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


@dataclass(frozen=True)
class Spot:
    """A place for words: the baseline point and the text anchor."""

    x: float
    y: float
    anchor: str = "middle"

    def box(self, words: str, size: float = 12) -> Box:
        width = text_width(words, size)
        shift = {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return Box(self.x - shift, self.y - size * 0.85, self.x - shift + width, self.y + size * 0.25)


@dataclass
class Board:
    """What is already drawn inside the bounds; labels are placed where they touch none of it."""

    bounds: Box
    taken: list[Box] = field(default_factory=list)

    def block(self, box: Box) -> None:
        self.taken.append(box)

    def block_line(self, start: tuple[float, float], end: tuple[float, float], *, step: float = 5) -> None:
        length = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
        pieces = max(1, ceil(length / step))
        for piece in range(pieces + 1):
            x = start[0] + (end[0] - start[0]) * piece / pieces
            y = start[1] + (end[1] - start[1]) * piece / pieces
            self.block(Box(x - 1, y - 1, x + 1, y + 1))

    def block_path(self, points: Sequence[tuple[float, float]], *, step: float = 5) -> None:
        """A line through the points; stretches of it that are shorter than the step are one box."""
        close: list[tuple[float, float]] = []
        for point in points:
            if close and max(abs(point[0] - close[0][0]), abs(point[1] - close[-1][1])) > step:
                self._block_around(close)
                self.block_line(close[-1], point, step=step)
                close = []
            close.append(point)
        if len(close) > 1:
            self._block_around(close)

    def _block_around(self, points: Sequence[tuple[float, float]]) -> None:
        heights = [y for _, y in points]
        self.block(Box(points[0][0] - 1, min(heights) - 1, points[-1][0] + 1, max(heights) + 1))

    def place(self, words: str, spots: Iterable[Spot], *, needed: bool = False) -> Spot | None:
        """The first free spot, now taken. Needed words take the spot that touches least where none is free."""
        best: tuple[int, Spot] | None = None
        for spot in spots:
            box = spot.box(words)
            if not self.bounds.holds(box):
                continue
            touched = sum(box.touches(each) for each in self.taken)
            if touched == 0:
                self.block(box)
                return spot
            if best is None or touched < best[0]:
                best = (touched, spot)
        if best is None or not needed:
            return None
        self.block(best[1].box(words))
        return best[1]
