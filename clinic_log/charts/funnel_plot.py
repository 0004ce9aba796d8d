"""A funnel plot: rates against the size of their groups, inside or outside what chance explains. No order, no rank."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from clinic_log.charts.axes import value_axis
from clinic_log.charts.chart import Chart, ChartText, Plot, pair, plain, ticks
from clinic_log.charts.labels import Board, Box, Spot, shorten
from clinic_log.charts.svg import circle, drawing, group, identifier, line, path, shape, text

_HEIGHT = 340
_WIDE, _COMPACT = 860, 420


@dataclass(frozen=True)
class FunnelPoint:
    """One group: its size, its rate in percent, and whether it lies outside the inner limits; `verdict` says it."""

    label: str
    size: int
    rate: float
    is_outside: bool
    verdict: str


@dataclass(frozen=True)
class FunnelCurve:
    """One pair of limits in percent at each of the sizes, which rise; `words` name it ('95 %')."""

    words: str
    sizes: tuple[int, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def funnel_plot(
    points: Sequence[FunnelPoint], curves: Sequence[FunnelCurve], words: ChartText, *, target: float
) -> Chart:
    """The figure; a group outside is a hollow square with a word beside it. `target` and all rates are percentages."""
    chart_id = identifier(words.chart_id, "funnel", words.title, points, curves, target)
    wide = _Funnel(points, curves, target=target, width=_WIDE).draw("wide", words.title, chart_id)
    compact = _Funnel(points, curves, target=target, width=_COMPACT).draw("compact", words.title, f"{chart_id}-compact")
    rows = tuple((p.label, str(p.size), f"{plain(p.rate)} %", p.verdict) for p in points)
    head = ("Practitioner", "Evaluable episodes", "Responders", "Verdict")
    return Chart(words.title, pair(wide, compact), words.caption, head, rows, paper=wide)


class _Funnel:
    """The curves, marks and words of one width."""

    def __init__(
        self, points: Sequence[FunnelPoint], curves: Sequence[FunnelCurve], *, target: float, width: int
    ) -> None:
        self.points, self.curves, self.target, self.width = points, curves, target, width
        self.largest = max((size for curve in curves for size in curve.sizes), default=1)
        self.plot = Plot(52, 16, width - 70, _HEIGHT - 58, 0, 100)
        self.board = Board(Box(self.plot.left, 2, self.plot.right, self.plot.bottom))
        self.board.block_line((self.plot.left, self.plot.y(target)), (self.plot.right, self.plot.y(target)))

    def draw(self, kind: str, title: str, chart_id: str) -> Markup:
        layers = [
            *value_axis(self.plot, ticks(0, 100), unit="%"),
            *self._sizes(),
            *self._limits(),
            *self._target(),
            *self._marks(),
        ]
        return drawing((self.width, _HEIGHT), *layers, title=title, chart_id=chart_id, kind=f"chart chart-{kind}")

    def _x(self, size: float) -> float:
        return self.plot.left + (self.plot.right - self.plot.left) * size / self.largest

    def _sizes(self) -> list[Markup]:
        below = self.plot.bottom
        drawn = [
            text("c-t3", (self._x(size), below + 18), plain(size), anchor="middle") for size in ticks(0, self.largest)
        ]
        middle = (self.plot.left + self.plot.right) / 2
        return [*drawn, text("c-t2", (middle, below + 40), "Evaluable episodes", anchor="middle")]

    def _limits(self) -> list[Markup]:
        drawn = []
        for curve, classes in zip(self.curves, ("c-limit", "c-other"), strict=False):
            for name, values in (("lower", curve.low), ("upper", curve.high)):
                spots = [(self._x(size), self.plot.y(value)) for size, value in zip(curve.sizes, values, strict=True)]
                drawn.append(group(path(classes, spots), title=f"{name} {curve.words} limit"))
            if curve.high:
                at = (self.plot.right + 5, self.plot.y(curve.high[-1]) + 4)
                drawn.append(text("c-t3", at, curve.words))
        return drawn

    def _target(self) -> list[Markup]:
        y = self.plot.y(self.target)
        ends = ((self.plot.left, y), (self.plot.right, y))
        return [line("c-clinic", *ends), text("c-t2-strong", (self.plot.right + 5, y + 4), f"{plain(self.target)} %")]

    def _marks(self) -> list[Markup]:
        spots = [(self._x(point.size), self.plot.y(point.rate)) for point in self.points]
        for x, y in spots:
            self.board.block(Box(x - 6, y - 6, x + 6, y + 6))
        drawn = []
        for (x, y), point in zip(spots, self.points, strict=True):
            said = f"{point.label}: {plain(point.rate)} % of {point.size}, {point.verdict}"
            if point.is_outside:
                mark = shape("rect", "c-before-key", x=x - 6, y=y - 6, width=12, height=12)
                drawn.append(group(mark, title=said))
            else:
                drawn.append(circle("c-last", (x, y), 4.5, title=said))
            name = shorten(f"{point.label}, outside" if point.is_outside else point.label, 150)
            near = [Spot(x + 10, y + 4, "start"), Spot(x - 10, y + 4, "end"), Spot(x, y - 12), Spot(x, y + 20)]
            spot = self.board.place(name, near, needed=point.is_outside)
            if spot:
                drawn.append(text("c-t1 c-halo", (spot.x, spot.y), name, anchor=spot.anchor))
        return drawn
