"""Whether the mark of a needling and its row speak of the same side of the patient. Nothing here settles it."""

from collections.abc import Iterator

from clinic_log.catalogue import body_chart, chart_places
from clinic_log.treatments.rules.content import ChartPoint, Gap, NeedlingEntry
from clinic_log.treatments.rules.states import NeedleSide

_SIDED = frozenset({NeedleSide.LEFT, NeedleSide.RIGHT})


def side_of_mark(mark: ChartPoint | None) -> NeedleSide | None:
    """The side on which a mark lies: left or right; None on the midline and for a mark on another drawing."""
    if mark is None or not is_on_chart(mark):
        return None
    side = NeedleSide(chart_places.side_at(mark.view, mark.x, mark.y).value)
    return side if side in _SIDED else None


def is_on_chart(mark: ChartPoint) -> bool:
    """Whether the mark was made on the drawing that is shown today."""
    return mark.version == body_chart.version() and mark.view in {view.name for view in body_chart.all_views()}


def sides_disagree(row: NeedlingEntry) -> bool:
    """Left against right. A midline row is no contradiction: some muscles have no side, wherever they are marked."""
    marked = side_of_mark(row.chart)
    return marked is not None and row.side in _SIDED and row.side is not marked


def side_question(row: NeedlingEntry) -> str:
    return f"Left and right disagree. The mark is on the {side_of_mark(row.chart)}, the row says {row.side}"


def side_gaps(row: NeedlingEntry, place: str) -> Iterator[Gap]:
    if sides_disagree(row):
        yield Gap(f"{place}.side", side_question(row))
