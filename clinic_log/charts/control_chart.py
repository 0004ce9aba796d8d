"""A control chart: one value a month, the centre, and limits that step with the size of each month."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from clinic_log.charts.axes import column_labels, missing_mark, value_axis
from clinic_log.charts.chart import Chart, ChartText, Plot, pair, plain, runs, ticks, with_unit
from clinic_log.charts.labels import text_width
from clinic_log.charts.svg import circle, drawing, group, identifier, line, path, shape, text

_HEIGHT = 250
_WIDE, _COMPACT = 860, 420
_BELOW = 30  # under the plot: the labels of the months, and the marks of those with nothing in them


@dataclass(frozen=True)
class ControlPoint:
    """One month in the unit of the chart; None where nothing was counted. `size` says what it rests on: '12 of 84'.
    A hidden one has no value either, and is a gap without a mark. `verdict` is what is said of one that is not beyond.
    """

    label: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    is_beyond: bool = False
    size: str = ""
    verdict: str = "within the limits"
    is_hidden: bool = False


@dataclass(frozen=True)
class ControlLine:
    """The centre, its unit (% or none), and how many first points set it (None: all of them)."""

    centre: float
    unit: str = "%"
    baseline: int | None = None


def control_chart(points: Sequence[ControlPoint], centre: ControlLine, words: ChartText) -> Chart:
    """The figure of one rate over time; the caption says in words what is marked. A point beyond its limit is a filled
    diamond with a word beside it, so that colour carries nothing alone.
    """
    chart_id = identifier(words.chart_id, "control", words.title, points, centre)
    wide = _draw(points, centre, width=_WIDE, kind="wide", named=(words.title, chart_id))
    compact = _draw(points, centre, width=_COMPACT, kind="compact", named=(words.title, f"{chart_id}-compact"))
    head = ("Month", "Value", "Counted", "Lower limit", "Upper limit", "Verdict")
    return Chart(words.title, pair(wide, compact), words.caption, head, tuple(map(_row, points)), paper=wide)


def _row(point: ControlPoint) -> tuple[str, ...]:
    if point.value is None or point.lower is None or point.upper is None:
        nothing = "hidden" if point.is_hidden else "nothing counted"
        return point.label, nothing, point.size, "", "", ""
    values = (plain(point.value), point.size, plain(point.lower), plain(point.upper))
    return point.label, *values, f"beyond the {_side(point)} limit" if point.is_beyond else point.verdict


def _side(point: ControlPoint) -> str:
    is_above = point.value is not None and point.upper is not None and point.value > point.upper
    return "upper" if is_above else "lower"


def _draw(
    points: Sequence[ControlPoint], centre: ControlLine, *, width: int, kind: str, named: tuple[str, str]
) -> Markup:
    highest = max((each for p in points for each in (p.value, p.upper) if each is not None), default=0.0)
    top = max(highest * 1.12, centre.centre * 1.5, 1.0)
    said = f"centre {with_unit(centre.centre, centre.unit)}"
    plot = Plot(text_width(plain(top)) + 26, 18, width - text_width(said) - 16, _HEIGHT - _BELOW - 16, 0, top)
    columns = plot.columns(len(points))
    layers = [
        *value_axis(plot, ticks(0, top), unit=centre.unit),
        *_baseline(plot, columns, centre.baseline),
        *_limits(plot, columns, points),
        line("c-clinic", (plot.left, plot.y(centre.centre)), (plot.right, plot.y(centre.centre))),
        text("c-t2-strong", (plot.right + 6, plot.y(centre.centre) + 4), said),
        *_course(plot, columns, points),
        *column_labels(columns, [(p.label,) for p in points], y=_HEIGHT - 8, bounds=(4, width - 4)),
    ]
    return drawing((width, _HEIGHT), *layers, title=named[0], chart_id=named[1], kind=f"chart chart-{kind}")


def _baseline(plot: Plot, columns: Sequence[float], count: int | None) -> list[Markup]:
    """A tinted stretch behind the months that set the centre, where they are not all."""
    if count is None or count >= len(columns):
        return []
    end = (columns[count - 1] + columns[count]) / 2
    band = shape("rect", "c-band", x=plot.left, y=plot.top, width=end - plot.left, height=plot.bottom - plot.top)
    return [group(band, title="baseline: these months set the centre and the limits")]


def _limits(plot: Plot, columns: Sequence[float], points: Sequence[ControlPoint]) -> list[Markup]:
    """Two stairs, broken where a month has no limits."""
    half = (plot.right - plot.left) / max(1, len(columns)) / 2
    drawn = []
    for name in ("lower", "upper"):
        stairs: list[tuple[float, float] | None] = []
        for x, point in zip(columns, points, strict=True):
            limit = getattr(point, name)
            stairs += [None] if limit is None else [(x - half, plot.y(limit)), (x + half, plot.y(limit))]
        drawn += [group(path("c-limit", stretch), title=f"{name} limit") for stretch in runs(stairs)]
    return drawn


def _course(plot: Plot, columns: Sequence[float], points: Sequence[ControlPoint]) -> list[Markup]:
    spots = [None if p.value is None else (x, plot.y(p.value)) for x, p in zip(columns, points, strict=True)]
    drawn = [path("c-course", stretch) for stretch in runs(spots)]
    for x, spot, point in zip(columns, spots, points, strict=True):
        if spot is None:
            if not point.is_hidden:
                drawn.append(missing_mark((x, plot.bottom + 9), 5.5, f"{point.label}: nothing counted"))
            continue
        said = f"{point.label}: {plain(point.value or 0)} ({point.size})"
        if point.is_beyond:
            drawn += _beyond(spot, said=f"{said}, beyond the {_side(point)} limit", is_high=_side(point) == "upper")
        else:
            drawn.append(circle("c-before", spot, 4, title=said))
    return drawn


def _beyond(spot: tuple[float, float], *, said: str, is_high: bool) -> list[Markup]:
    x, y = spot
    diamond = shape("polygon", "c-present", points=f"{x - 7},{y} {x},{y - 7} {x + 7},{y} {x},{y + 7}")
    words = text("c-t-caution c-halo", (x, y - 11 if is_high else y + 20), "beyond", anchor="middle")
    return [group(diamond, title=said), words]
