"""A chart as the figure of a document."""

from collections.abc import Iterator, Sequence

from clinic_log.charts import Chart
from clinic_log.documents.blocks import Figure


def figure_of(chart: Chart, *, share: float = 1.0, title: str = "") -> Figure:
    """The drawing for paper; whoever cannot see it hears all that it was drawn from."""
    rows = "; ".join(", ".join(_named(chart.table_head, row)) for row in chart.table_rows)
    return Figure(chart.paper, f"{chart.title}. {rows}", chart.caption, share, title)


def _named(head: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    first, *others = zip(head, row, strict=False)
    yield first[1]
    yield from (f"{name.lower()} {value}" for name, value in others if value)
