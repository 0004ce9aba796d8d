"""Proportions by month as a plain run, with the count under each month. No limits are drawn and none is implied."""

from collections.abc import Sequence
from math import ceil

from markupsafe import Markup

from clinic_log.charts.axes import ColumnLabel, column_labels, mark_radius, value_axis
from clinic_log.charts.chart import SMALLEST_COUNT_FOR_PERCENT, Chart, ChartText, Plot, pair, runs, ticks
from clinic_log.charts.labels import text_width, thinned
from clinic_log.charts.points import RatePoint
from clinic_log.charts.svg import circle, drawing, group, identifier, path, text

WIDE, COMPACT, HEIGHT = 720.0, 300.0, 276.0
DEFAULT_CAPTION = "Share of the sessions in which the question was asked. It depends on who asks and how."


def rate_by_month(points: Sequence[RatePoint], words: ChartText) -> Chart:
    """The figure of a rate. A month with fewer than ten asked has no percentage: its count is in the table."""
    chart_id = identifier(words.chart_id, "rate", words.title, points)
    wide = _draw(points, WIDE, title=words.title, chart_id=chart_id)
    compact = _draw(points, COMPACT, title=words.title, chart_id=f"{chart_id}-compact")
    head, rows = _table(points)
    caption = words.caption or DEFAULT_CAPTION
    if any(_share(point) is None for point in points) and not words.caption:
        caption += f" Months with fewer than {SMALLEST_COUNT_FOR_PERCENT} asked are left open."
    return Chart(words.title, pair(wide, compact), caption, head, rows, wide)


def _share(point: RatePoint) -> float | None:
    """Percent of the asked, or None for a number too small."""
    return None if point.asked < SMALLEST_COUNT_FOR_PERCENT else 100 * point.events / point.asked


def _asked_percent(point: RatePoint) -> str:
    return f"{100 * point.asked / point.eligible:.0f}" if point.eligible else "–"


def _rate_words(point: RatePoint) -> str:
    share = _share(point)
    counts = f"{point.events} of {point.asked}"
    return f"{counts} (small number: no percentage)" if share is None else f"{counts}, {share:.0f} %"


def _table(points: Sequence[RatePoint]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    with_eligible = any(point.eligible is not None for point in points)
    head = ("Month", "With an event, of those asked") + ("Asked, %",) * with_eligible
    rows = tuple((p.label, _rate_words(p)) + (_asked_percent(p),) * with_eligible for p in points)
    return head, rows


def _draw(points: Sequence[RatePoint], width: float, *, title: str, chart_id: str) -> Markup:
    shares = [_share(point) for point in points]
    highest = max((share for share in shares if share is not None), default=0)
    top = max(10.0, min(100.0, 10 * ceil(highest * 1.1 / 10)))
    plot = Plot(62, 14, width - 14, HEIGHT - 66, 0, top)
    columns = plot.columns(len(points))
    radius = mark_radius((plot.right - plot.left) / max(1, len(points)), largest=4.5)
    course = [None if share is None else (x, plot.y(share)) for x, share in zip(columns, shares, strict=True)]
    dots = [
        circle("c-rate", centre, radius, title=f"{point.label}: {_rate_words(point)}")
        for centre, point in zip(course, points, strict=True)
        if centre
    ]
    labels = column_labels(
        columns, [ColumnLabel(point.label) for point in points], y=HEIGHT - 46, bounds=(4, width - 4)
    )
    layers = [
        *value_axis(plot, ticks(0, top), unit=" %"),
        *(path("c-course", stretch) for stretch in runs(course)),
        *dots,
        *labels,
        *_count_row(columns, [str(point.asked) for point in points], "asked", y=HEIGHT - 27),
    ]
    if any(point.eligible is not None for point in points):
        layers += _count_row(columns, [_asked_percent(point) for point in points], "% asked", y=HEIGHT - 10)
    kind = "chart chart-compact" if width == COMPACT else "chart chart-wide"
    return drawing((width, HEIGHT), *layers, title=title, chart_id=chart_id, kind=kind)


def _count_row(columns: Sequence[float], counts: Sequence[str], name: str, *, y: float) -> list[Markup]:
    """The counts that fit without touching; the table has them all."""
    if not counts:
        return []
    drawn = [text("c-t3", (4, y), name)]
    drawn += [
        text("c-t3", (columns[index], y), counts[index], anchor="middle")
        for index in thinned(columns, [text_width(count) for count in counts], gap=5)
        if columns[index] - text_width(counts[index]) / 2 > 8 + text_width(name)
    ]
    return [group(*drawn)]
