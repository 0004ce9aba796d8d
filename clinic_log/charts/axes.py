"""Gridlines, value ticks and labels under columns, shared by the charts with axes."""

from collections.abc import Sequence

from markupsafe import Markup

from clinic_log.charts.chart import Plot, with_unit
from clinic_log.charts.labels import inside, shorten, text_width, thinned
from clinic_log.charts.svg import NOTHING, circle, group, line, text

LINE_HEIGHT = 16


def value_axis(plot: Plot, values: Sequence[float], *, unit: str = "") -> list[Markup]:
    """A gridline and a number for each value."""
    drawn: list[Markup] = []
    for value in values:
        y = plot.y(value)
        drawn.append(line("c-grid", (plot.left, y), (plot.right, y)))
        drawn.append(text("c-t3", (plot.left - 7, y + 4), with_unit(value, unit), anchor="end"))
    return drawn


def column_labels(
    columns: Sequence[float], labels: Sequence[tuple[str, ...]], *, y: float, bounds: tuple[float, float]
) -> list[Markup]:
    """As many labels as fit without touching, the last one always; none leaves the bounds.

    A label is its lines from top to bottom, the later ones in a lighter tone.
    """
    room = min(110.0, bounds[1] - bounds[0])
    cut = [tuple(shorten(words, room) for words in label) for label in labels]
    widths = [max((text_width(words) for words in label), default=0) for label in cut]
    centres = [inside(x, width, bounds) for x, width in zip(columns, widths, strict=True)]
    return [
        text("c-t3" if row else "c-t2", (centres[index], y + LINE_HEIGHT * row), words, anchor="middle")
        for index in thinned(centres, widths)
        for row, words in enumerate(cut[index])
        if words
    ]


def mark_radius(spacing: float, *, largest: float = 5.5, smallest: float = 1.4) -> float:
    """Radius of a mark among neighbours at this distance."""
    return max(smallest, min(largest, spacing * 0.36))


def missing_mark(centre: tuple[float, float], radius: float, title: str) -> Markup:
    """A dashed ring, with a question mark where there is room for one."""
    x, y = centre
    sign = text("c-t-symbol", (x, y + 3.2), "?", anchor="middle") if radius >= 5 else NOTHING
    return group(circle("c-missing", centre, radius), sign, title=title)
