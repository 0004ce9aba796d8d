"""One measure over the visits, small enough to stand beside others (small multiple)."""

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup

from clinic_log.charts.axes import column_labels, mark_radius, missing_mark, value_axis
from clinic_log.charts.chart import DRAWN, Chart, ChartText, MeasureScale, Plot, cell, known, plain, runs, with_unit
from clinic_log.charts.labels import Board, Box, Spot, shorten, stacked, text_width
from clinic_log.charts.points import MeasurePoint
from clinic_log.charts.svg import circle, drawing, group, identifier, line, path, shape, text

WIDTH, HEIGHT = 300, 180


def measure_course(
    points: Sequence[MeasurePoint], scale: MeasureScale, words: ChartText, *, other_side: str = ""
) -> Chart:
    """The figure of one measure. `other_side` is the word for the side that `MeasurePoint.other_side` was taken on."""
    return _drawn(tuple(_shown(point) for point in points), scale, words, other_side=other_side)


@lru_cache(maxsize=DRAWN)  # the page, its reports and their PDF show the same figures
def _drawn(shown: tuple[MeasurePoint, ...], scale: MeasureScale, words: ChartText, *, other_side: str) -> Chart:
    chart_id = identifier(words.chart_id, "measure", words.title, shown, scale)
    layers = _Measure(shown, scale, other_side).layers()
    svg = drawing((WIDTH, HEIGHT), *layers, title=words.title, chart_id=chart_id, kind="chart chart-small")
    head, rows = _table(shown, scale, other_side)
    return Chart(words.title, svg, words.caption or _default_caption(shown, scale), head, rows, paper=svg)


def _shown(point: MeasurePoint) -> MeasurePoint:
    """The point itself in all but the odd case: a value that is no finite number is not shown."""
    value, other_side = known(point.value), known(point.other_side)
    if value is point.value and other_side is point.other_side:
        return point
    return point._replace(value=value, other_side=other_side)


def _default_caption(points: Sequence[MeasurePoint], scale: MeasureScale) -> str:
    values = [point.value for point in points if point.value is not None]
    if len(values) < 2:
        return "One value so far. A course needs two." if values else "No value yet."
    change = values[-1] - values[0]
    if abs(change) < 1e-9:
        return "No change between the first and the last value."
    if not scale.mdc:
        size = with_unit(abs(change), scale.unit)
        return f"{size} {'more' if change > 0 else 'less'} between the first and the last value. No error known."
    error = with_unit(scale.mdc, scale.unit)
    verdict = "more than" if abs(change) >= scale.mdc - 1e-9 else "within"
    size = with_unit(abs(change), scale.unit)
    return f"{size} {'more' if change > 0 else 'less'}, {verdict} the {error} measurement error."


def _table(
    points: Sequence[MeasurePoint], scale: MeasureScale, other_side: str
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    with_other = any(point.other_side is not None for point in points)
    with_note = any(point.note for point in points)
    side = f"Other side ({other_side})" if other_side else "Other side"
    head = ("Visit", "Value") + (side,) * with_other + ("Note",) * with_note
    rows = tuple(
        (point.label, cell(point.value, scale.unit))
        + (cell(point.other_side, scale.unit),) * with_other
        + (point.note,) * with_note
        for point in points
    )
    return head, rows


class _Measure:
    """The marks and words of one small multiple."""

    def __init__(self, points: Sequence[MeasurePoint], scale: MeasureScale, other_side: str) -> None:
        self.points, self.scale, self.other_side = points, scale, other_side
        self.values = [(i, point.value) for i, point in enumerate(points) if point.value is not None]
        left = 14 + max(text_width(plain(scale.minimum)), text_width(plain(scale.maximum)))
        gaps = len(self.values) < len(points)
        notes = self._notes(Plot(0, 0, 1, 1, scale.minimum, scale.maximum))
        gutter = 14 + max((text_width(words) for block in notes for _, words, _ in block), default=8)
        bottom = HEIGHT - 26 - (18 if gaps else 0)
        self.plot = Plot(left, 14, WIDTH - gutter, bottom, scale.minimum, scale.maximum)
        self.columns = self.plot.columns(len(points))
        self.spacing = (self.plot.right - self.plot.left) / max(1, len(points))
        self.board = Board(Box(2, 2, WIDTH - 2, bottom + 2))

    def layers(self) -> list[Markup]:
        gutter = self._gutter()
        under = column_labels(
            self.columns, [(point.label,) for point in self.points], y=HEIGHT - 8, bounds=(4, WIDTH - 4)
        )
        return [
            *self._band(),
            *value_axis(self.plot, (self.scale.minimum, self.scale.maximum)),
            *self._target(),
            *self._other_side(),
            *self._error_bracket(),
            *self._line(),
            *self._marks(),
            *gutter,
            *self._labels(),
            *under,
        ]

    def _at(self, index: int, value: float) -> tuple[float, float]:
        return self.columns[index], self.plot.y(value)

    @property
    def _aim(self) -> float | None:
        return self.scale.important_from(self.values[0][1]) if self.values else None

    @property
    def _last_other(self) -> float | None:
        return next((point.other_side for point in reversed(self.points) if point.other_side is not None), None)

    def _band(self) -> list[Markup]:
        reference = self.scale.reference
        if reference is None:
            return []
        top, bottom = self.plot.y(reference[1]), self.plot.y(reference[0])
        height = max(bottom - top, 2.0)
        said = f"reference range {plain(reference[0])} to {with_unit(reference[1], self.scale.unit)}"
        across = {"x": self.plot.left, "width": self.plot.right - self.plot.left}
        return [
            group(shape("rect", "c-band", y=min(top, self.plot.bottom - height), height=height, **across), title=said)
        ]

    def _target(self) -> list[Markup]:
        if self._aim is None:
            return []
        y = self.plot.y(self._aim)
        self.board.block(Box(self.plot.left, y - 1, self.plot.right, y + 1))
        return [line("c-target", (self.plot.left, y), (self.plot.right, y))]

    def _other_side(self) -> list[Markup]:
        """A dotted line through the other side's values; one value alone runs across."""
        known_values = [(i, p.other_side) for i, p in enumerate(self.points) if p.other_side is not None]
        if not known_values:
            return []
        ends = [(self.plot.left, self.plot.y(known_values[0][1])), (self.plot.right, self.plot.y(known_values[-1][1]))]
        between = [self._at(index, value) for index, value in known_values]
        said = f"other side, {self.other_side}" if self.other_side else "other side"
        return [group(path("c-other", [ends[0], *between, ends[1]]), title=said)]

    def _error_bracket(self) -> list[Markup]:
        if not self.scale.mdc or not self.values or self.spacing < 16:
            return []
        index, first = self.values[0]
        last = self.values[-1][1]
        rising = last > first or (last == first and self.scale.better == "higher")
        x, start = self._at(index, first)
        end = self.plot.y(first + self.scale.mdc if rising else first - self.scale.mdc)
        left = max(self.plot.left + 1, x - 11)
        ends = [(left - 3, end), (left + 3, end), (left, end), (left, start), (left - 3, start), (left + 3, start)]
        self.board.block(Box(left - 4, min(start, end), left + 4, max(start, end)))
        said = f"measurement error {with_unit(self.scale.mdc, self.scale.unit)}"
        return [group(path("c-bracket", ends), title=said)]

    def _line(self) -> list[Markup]:
        course = [None if p.value is None else self._at(i, p.value) for i, p in enumerate(self.points)]
        stretches = runs(course)
        for stretch in stretches:
            self.board.block_path(stretch)
        return [path("c-course", stretch) for stretch in stretches]

    def _marks(self) -> list[Markup]:
        ends = {self.values[0][0], self.values[-1][0]} if self.values else set()
        small = mark_radius(self.spacing, largest=3)
        drawn = []
        for index, point in enumerate(self.points):
            if point.value is not None and self.spacing < 7 and index not in ends:
                continue  # So close together the line alone is readable; the table has every value.
            said = f"{point.label}: {cell(point.value, self.scale.unit)}" + (f", {point.note}" if point.note else "")
            if point.value is None:
                gone = (self.columns[index], self.plot.bottom + 11)
                drawn.append(missing_mark(gone, mark_radius(self.spacing, largest=5.5), said))
                continue
            centre = self._at(index, point.value)
            radius = 4.2 if index in ends else small
            self.board.block(Box(centre[0] - 5, centre[1] - 5, centre[0] + 5, centre[1] + 5))
            drawn.append(circle("c-before-key" if index in ends else "c-before", centre, radius, title=said))
        return drawn

    def _labels(self) -> list[Markup]:
        """The first and the last value always, the others while they are few."""
        key = [self.values[0], self.values[-1]][: len(self.values)] if self.values else []
        others = [pair for pair in self.values if pair not in key] if len(self.values) <= 4 else []
        drawn = []
        for index, value in [*key, *others]:
            x, y = self._at(index, value)
            near = [Spot(x, y + 18), Spot(x, y - 9), Spot(x - 8, y + 16, "end"), Spot(x + 8, y - 8, "start")]
            spots = [*near, Spot(x + 4, y + 32, "end"), Spot(x + 4, y - 24, "end")]
            spot = self.board.place(plain(value), spots, needed=(index, value) in key)
            if spot:
                drawn.append(text("c-t1 c-halo", (spot.x, spot.y), plain(value), anchor=spot.anchor))
        return drawn

    def _notes(self, plot: Plot) -> list[list[tuple[str, str, float]]]:
        """Blocks of lines right of the plot, each line with its class, words and wanted height."""
        notes: list[list[tuple[str, str, float]]] = []
        reference, other, aim = self.scale.reference, self._last_other, self._aim
        if reference is not None:
            y = (plot.y(reference[0]) + plot.y(reference[1])) / 2 - 14
            notes.append([("c-t-good", "reference", y), ("c-t-good", "range", y)])
        if other is not None:
            words = f"{shorten(self.other_side, 56) or 'other side'} {plain(other)}"
            notes.append([("c-t2", words, plot.y(other) - 8)])
        if aim is not None:
            sign = "≤" if self.scale.better == "lower" else "≥"
            notes.append([("c-t-good-strong", f"{sign} {plain(aim)}", plot.y(aim) - 8)])
        return notes

    def _gutter(self) -> list[Markup]:
        notes = sorted(self._notes(self.plot), key=lambda block: block[0][2])
        heights = [len(block) * 14 + 2 for block in notes]
        tops = stacked([block[0][2] for block in notes], heights, top=4, bottom=HEIGHT - 20)
        drawn = []
        for block, top in zip(notes, tops, strict=True):
            for row, (classes, words, _) in enumerate(block):
                spot = Spot(self.plot.right + 6, top + 12 + row * 14, "start")
                self.board.block(spot.box(words))
                drawn.append(text(classes, (spot.x, spot.y), words))
        return drawn
