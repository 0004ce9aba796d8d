"""The drawing of a pain course: marks first, then every word where it touches none of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from clinic_log.charts.axes import column_labels, mark_radius, missing_mark, value_axis
from clinic_log.charts.chart import MeasureScale, Plot, cell, plain, runs, signed, ticks
from clinic_log.charts.labels import BOLD, Board, Box, Spot, shorten, stacked, wrapped
from clinic_log.charts.points import CoursePoint
from clinic_log.charts.svg import NOTHING, circle, drawing, group, line, path, shape, strokes, text

Block = list[tuple[str, str, float]]  # Lines of words that belong together: class, words, wanted height.


@dataclass(frozen=True)
class Layout:
    width: float
    height: float
    top: float
    gutter: float
    compact: bool


WIDE = Layout(720, 300, 26, 178, compact=False)
COMPACT = Layout(300, 284, 72, 18, compact=True)
DENSE = 5.0  # Below this distance between visits rings would hide the course: only the telling ones are drawn.


def draw_course(
    visits: Sequence[CoursePoint], scale: MeasureScale, layout: Layout, *, title: str, chart_id: str
) -> Markup:
    gaps = any(visit.before is None for visit in visits)
    bottom = layout.height - 44 - (20 if gaps else 0)
    plot = Plot(36, layout.top, layout.width - layout.gutter, bottom, scale.minimum, scale.maximum)
    course = _Course(visits, scale, plot=plot, layout=layout)
    labels = [(visit.label, visit.sublabel) for visit in visits]
    under = column_labels(course.columns, labels, y=layout.height - 24, bounds=(4, layout.width - 4))
    layers = [
        *course.target(),
        *course.axis(),
        *course.conclusions(),
        *course.bracket(),
        *course.line_through_rings(),
        *course.marks(),
        *course.missing(),
        *course.values(),
        *under,
    ]
    kind = "chart chart-compact" if layout.compact else "chart chart-wide"
    return drawing((layout.width, layout.height), *layers, title=title, chart_id=chart_id, kind=kind)


class _Course:
    """The marks and words of one drawing, from the same positions."""

    def __init__(self, visits: Sequence[CoursePoint], scale: MeasureScale, *, plot: Plot, layout: Layout) -> None:
        self.visits, self.scale, self.plot, self.layout = visits, scale, plot, layout
        self.columns = plot.columns(len(visits))
        self.spacing = (plot.right - plot.left) / max(1, len(visits))
        self.radius = mark_radius(self.spacing)
        self.shift = min(10.0, self.spacing * 0.3)
        self.asked = [index for index, visit in enumerate(visits) if visit.before is not None]
        self.first = visits[self.asked[0]].before if self.asked else None
        self.last = visits[self.asked[-1]].before if self.asked else None
        self.board = Board(Box(2, 2, layout.width - 2, plot.bottom + 8))
        self.key = self._key_visits()

    def _ring(self, index: int) -> tuple[float, float] | None:
        before = self.visits[index].before
        return None if before is None else (self.columns[index], self.plot.y(before))

    def _dot(self, index: int) -> tuple[float, float] | None:
        after = self.visits[index].after
        return None if after is None else (self.columns[index] + self.shift, self.plot.y(after))

    @property
    def _aim(self) -> float | None:
        return None if self.first is None else self.scale.important_from(self.first)

    def target(self) -> list[Markup]:
        """The band of values from which the change is important, and its dashed edge."""
        if self._aim is None:
            return []
        plot, edge = self.plot, self.plot.y(self._aim)
        top, bottom = (edge, plot.bottom) if self.scale.better == "lower" else (plot.top, edge)
        band = shape("rect", "c-band", x=plot.left, y=top, width=plot.right - plot.left, height=max(0.0, bottom - top))
        self.board.block(Box(plot.left, edge - 1, plot.right, edge + 1))
        return [band, line("c-target", (plot.left, edge), (plot.right, edge))]

    def axis(self) -> list[Markup]:
        values = ticks(self.scale.minimum, self.scale.maximum)
        for value in values:
            y = self.plot.y(value)
            self.board.block(Box(0, y - 5, self.plot.left - 6, y + 5))
        return value_axis(self.plot, values)

    def bracket(self) -> list[Markup]:
        """From the first before-score to the last, and the measurement error from the first, where known."""
        if self.first is None or self.last is None or len(self.asked) < 2:
            return []
        start, end = self.plot.y(self.first), self.plot.y(self.last)
        x_first, x_last, edge = self.columns[self.asked[0]], self.columns[self.asked[-1]], self.plot.right
        drawn = [line("c-level", (x_first, start), (edge, start)), *self._error_bracket(x_first)]
        if abs(end - start) >= 1:
            corner = edge + 9
            corners = [(edge + 2, start), (corner, start), (corner, end), (x_last, end)]
            for one, other in pairwise(corners):
                self.board.block_line(one, other)
            drawn.append(path("c-bracket", corners))
        return drawn

    def _error_bracket(self, x: float) -> list[Markup]:
        if not self.scale.mdc or self.first is None or self.last is None or self.spacing < 24:
            return []
        falling = self.last < self.first or (self.last == self.first and self.scale.better == "lower")
        start = self.plot.y(self.first)
        end = self.plot.y(self.first - self.scale.mdc if falling else self.first + self.scale.mdc)
        left = x - self.radius - 8
        ends = [(left + 5, start), (left, start), (left, end), (left + 5, end)]
        self.board.block_line((left, start), (left, end))
        return [group(path("c-bracket", ends), title=f"measurement error {plain(self.scale.mdc)}")]

    def line_through_rings(self) -> list[Markup]:
        stretches = runs([self._ring(index) for index in range(len(self.visits))])
        for stretch in stretches:
            self.board.block_path(stretch)
        return [path("c-course", stretch) for stretch in stretches]

    def marks(self) -> list[Markup]:
        return [*self._thin_stems(), *(self._dumbbell(index) for index in range(len(self.visits)))]

    def _thin_stems(self) -> list[Markup]:
        """The immediate responses of visits that stand close together, in one stroke."""
        if self.spacing >= DENSE:
            return []
        stems = [
            ((dot[0], ring[1]), dot)
            for index in range(len(self.visits))
            if (dot := self._dot(index)) and (ring := self._ring(index))
        ]
        for top, dot in stems:
            self.board.block(Box(top[0] - 1, min(top[1], dot[1]) - 1, top[0] + 1, max(top[1], dot[1]) + 1))
        return [strokes("c-stem-thin", stems)] if stems else []

    def _dumbbell(self, index: int) -> Markup:
        ring, dot = self._ring(index), self._dot(index)
        telling = self.spacing >= DENSE or index in self.key
        parts: list[Markup] = []
        if ring and dot and self.spacing >= DENSE:
            top = (dot[0], ring[1])
            parts.append(line("c-stem", top, dot))
            self.board.block_line(top, dot)
        if dot and (telling or not ring):
            parts.append(circle("c-after", dot, max(self.radius * 0.95, 2.4 if telling else 0)))
            self._block_mark(dot)
        if ring and (telling or self._alone(index)):
            parts.append(circle("c-before", ring, max(self.radius, 3 if telling else 0)))
            self._block_mark(ring)
        return group(*parts, title=self._spoken(self.visits[index])) if parts else NOTHING

    def _alone(self, index: int) -> bool:
        """No line of the course reaches this visit."""
        beside = [self._ring(other) for other in (index - 1, index + 1) if 0 <= other < len(self.visits)]
        return not any(beside)

    def _block_mark(self, centre: tuple[float, float]) -> None:
        reach = max(self.radius, 2.4) + 1
        self.board.block(Box(centre[0] - reach, centre[1] - reach, centre[0] + reach, centre[1] + reach))

    def _spoken(self, visit: CoursePoint) -> str:
        after = "" if visit.after is None else f", after {plain(visit.after)}"
        note = f", {visit.note}" if visit.note else ""
        return f"{visit.name}: before {cell(visit.before)}{after}{note}"

    def missing(self) -> list[Markup]:
        """A row under the plot for visits without a before-score: never at a value."""
        y = self.plot.bottom + 12
        radius = mark_radius(self.spacing, largest=6, smallest=2.2)
        gone = [index for index, visit in enumerate(self.visits) if visit.before is None]
        for index in gone:
            self.board.block(Box(self.columns[index] - radius, y - radius, self.columns[index] + radius, y + radius))
        return [missing_mark((self.columns[i], y), radius, self._spoken(self.visits[i])) for i in gone]

    def values(self) -> list[Markup]:
        """Numbers beside the marks: all where there is room, else those of the first, last, highest and lowest."""
        drawn: list[Markup] = []
        for index in sorted(range(len(self.visits)), key=lambda i: (i not in self.key, i)):
            if index in self.key or self.spacing >= 26:
                drawn.append(self._before_value(index, needed=index in self.key))
                drawn.append(self._after_value(index))
        return drawn

    def _key_visits(self) -> set[int]:
        if not self.asked:
            return set()
        heights = {index: self.visits[index].before or 0 for index in self.asked}
        extremes = {max(heights, key=heights.__getitem__), min(heights, key=heights.__getitem__)}
        return {self.asked[0], self.asked[-1]} | (extremes if self.spacing < 26 else set())

    def _before_value(self, index: int, *, needed: bool) -> Markup:
        ring, before = self._ring(index), self.visits[index].before
        if ring is None or before is None:
            return NOTHING
        words = plain(before)
        drawn = [self._label("c-t1", words, _around(ring, self.radius + 5), needed=needed)]
        if self.asked and index == self.asked[0]:
            left = ring[0] - self.radius - (14 if self.scale.mdc and len(self.asked) > 1 else 6)
            over = Spot(ring[0] - 4, ring[1] - self.radius - 19, "start")
            spots = [Spot(left, ring[1] + 4, "end"), over, *_around(ring, self.radius + 19)]
            drawn.append(self._label("c-t2-strong", "before", spots))
        return Markup().join(drawn)

    def _after_value(self, index: int) -> Markup:
        dot, after = self._dot(index), self.visits[index].after
        if dot is None or after is None:
            return NOTHING
        first_after = next(i for i, visit in enumerate(self.visits) if visit.after is not None)
        words = f"{plain(after)} after" if index == first_after else plain(after)
        beside = self.radius + 5
        spots = [Spot(dot[0] + beside, dot[1] + 4, "start"), Spot(dot[0] + beside, dot[1] + 13, "start")]
        return self._label("c-t-after", words, [*spots, *_around(dot, beside, below_first=True)])

    def _label(self, classes: str, words: str, spots: Sequence[Spot], *, needed: bool = False) -> Markup:
        spot = self.board.place(words, spots, needed=needed)
        if spot is None:
            return NOTHING
        aim = self._aim
        in_band = aim is not None and (spot.y > self.plot.y(aim)) == (self.scale.better == "lower")
        halo = "c-halo-band" if in_band else "c-halo"
        return text(f"{classes} {halo}", (spot.x, spot.y), words, anchor=spot.anchor)

    def conclusions(self) -> list[Markup]:
        """The course in words, and from where a change is important: beside the plot, or above it when compact."""
        blocks = [*self._course_words(), *self._target_words()]
        if self.layout.compact:
            return self._above(blocks)
        heights = [len(block) * 16 + 8 for block in blocks]
        tops = stacked([block[0][2] for block in blocks], heights, top=self.plot.top - 8, bottom=self.plot.bottom + 30)
        x = self.plot.right + 16
        return [
            text(classes, (x, top + 12 + row * 16), shorten(words, self.layout.width - x))
            for block, top in zip(blocks, tops, strict=True)
            for row, (classes, words, _) in enumerate(block)
        ]

    def _above(self, blocks: Sequence[Block]) -> list[Markup]:
        """Each block as a sentence over the plot, broken where it would be too wide."""
        drawn: list[Markup] = []
        for block in blocks:
            classes = block[0][0].replace("-large", "")
            for words in wrapped(" ".join(words for _, words, _ in block), self.layout.width - 8, 12 * BOLD):
                spot = Spot(4, 14 + 16 * len(drawn), "start")
                self.board.block(spot.box(words, 12 * BOLD))
                drawn.append(text(classes, (spot.x, spot.y), words))
        return drawn

    def _course_words(self) -> list[Block]:
        """One block of lines, each with its class, words and wanted height."""
        if self.first is None or self.last is None:
            return [[("c-t1", "No before-score yet", self.plot.top)]]
        if len(self.asked) < 2:
            y = self.plot.y(self.first) - 16
            return [[("c-t1", "One before-score", y), ("c-t1", "so far.", y), ("c-t2", "A course needs two.", y)]]
        change = self.last - self.first
        size = "No change" if abs(change) < 1e-9 else f"{signed(change)} {self.scale.unit or _points(change)}"
        y = (self.plot.y(self.first) + self.plot.y(self.last)) / 2 - 22
        return [[("c-t1-large", size, y), ("c-t3", "since the first visit", y)]]

    def _target_words(self) -> list[Block]:
        if self.first is None or not self.scale.important_change:
            return []
        if self._aim is None:
            return [[("c-t2", "no room for an", self.plot.bottom), ("c-t2", "important change", self.plot.bottom)]]
        y = self.plot.y(self._aim) - 10
        side = "less" if self.scale.better == "lower" else "more"
        first = f"{plain(self._aim)} or {side}: important"
        return [[("c-t-good-strong", first, y), ("c-t-good", f"change from {plain(self.first)}", y)]]


def _points(change: float) -> str:
    return "point" if abs(abs(change) - 1) < 1e-9 else "points"


def _around(centre: tuple[float, float], reach: float, *, below_first: bool = False) -> list[Spot]:
    """Places for a label round a mark, the usual one first."""
    x, y = centre
    above, below = Spot(x, y - reach + 0.5), Spot(x, y + reach + 9)
    sides = [Spot(x - reach + 2, y - reach + 4, "end"), Spot(x - reach + 2, y + reach + 5, "end")]
    upright = [below, above] if below_first else [above, below]
    return [*upright, *sides, Spot(x + reach - 2, y - reach + 4, "start"), Spot(x - reach - 1, y + 4, "end")]
