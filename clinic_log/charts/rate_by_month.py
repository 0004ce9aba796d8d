"""Proportions by month as a plain run, with the count under each month. No limits are drawn and none is implied."""

from collections.abc import Sequence
from math import ceil

from markupsafe import Markup

from clinic_log.charts.axes import LINE_HEIGHT, column_labels, mark_radius, value_axis
from clinic_log.charts.chart import SMALLEST_COUNT_FOR_PERCENT, Chart, ChartText, Plot, pair, runs, ticks
from clinic_log.charts.labels import text_width
from clinic_log.charts.points import RatePoint
from clinic_log.charts.svg import circle, drawing, identifier, path, text

WIDE, COMPACT, HEIGHT = 720.0, 300.0, 276.0
CLOSE = 6.0  # Below this distance between months dots would hide the line.
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
    course = [None if share is None else (x, plot.y(share)) for x, share in zip(columns, shares, strict=True)]
    stretches = runs(course)
    lone = {stretch[0] for stretch in stretches if len(stretch) == 1}
    spacing = (plot.right - plot.left) / max(1, len(points))
    dots = [
        circle("c-rate", centre, mark_radius(spacing, largest=4.5), title=f"{point.label}: {_rate_words(point)}")
        for centre, point in zip(course, points, strict=True)
        if centre and (spacing >= CLOSE or centre in lone)
    ]
    layers = [
        *value_axis(plot, ticks(0, top), unit=" %"),
        *(path("c-course", stretch) for stretch in stretches),
        *dots,
        *_empty_words(points, plot),
        *_counts(points, columns, width),
    ]
    kind = "chart chart-compact" if width == COMPACT else "chart chart-wide"
    return drawing((width, HEIGHT), *layers, title=title, chart_id=chart_id, kind=kind)


def _counts(points: Sequence[RatePoint], columns: Sequence[float], width: float) -> list[Markup]:
    """Month, asked and percent asked under the months that fit; the table has them all."""
    names = ["asked"]
    rows: list[tuple[str, ...]] = [(point.label, str(point.asked)) for point in points]
    if any(point.eligible is not None for point in points):
        names.append("% asked")
        rows = [(*row, _asked_percent(point)) for row, point in zip(rows, points, strict=True)]
    first = HEIGHT - 12 - LINE_HEIGHT * 2
    heads = [text("c-t3", (4, first + LINE_HEIGHT * (index + 1)), name) for index, name in enumerate(names)]
    bounds = (4 + max(text_width(name) for name in names), width - 2)
    return [*heads, *column_labels(columns, rows, y=first, bounds=bounds)]


def _empty_words(points: Sequence[RatePoint], plot: Plot) -> list[Markup]:
    if any(_share(point) is not None for point in points):
        return []
    words = "Too few asked for a percentage" if points else "No months yet"
    return [text("c-t2 c-halo", ((plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2), words, anchor="middle")]
