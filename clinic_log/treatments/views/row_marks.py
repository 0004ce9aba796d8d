"""What the row of a needling says of its mark on the body chart."""

from collections.abc import Iterable
from dataclasses import dataclass

from clinic_log.catalogue.chart_places import place_in_words
from clinic_log.treatments.rules import NeedlingEntry
from clinic_log.treatments.rules.chart_sides import is_on_chart, side_of_mark, side_question, sides_disagree


@dataclass(frozen=True, kw_only=True)
class RowMark:
    """The place in words, empty without a mark; `question` is empty unless mark and row disagree about the side."""

    place: str = ""
    mark_side: str = ""
    row_side: str = ""
    question: str = ""


def row_marks(needlings: Iterable[NeedlingEntry]) -> dict[str, RowMark]:
    """By uid, of the rows that have a mark."""
    return {row.uid: _mark(row) for row in needlings if row.chart is not None}


def _mark(row: NeedlingEntry) -> RowMark:
    if row.chart is None or not is_on_chart(row.chart):
        return RowMark(place="on an earlier drawing of the body")
    place = place_in_words(row.chart.view, row.chart.x, row.chart.y)
    if not sides_disagree(row):
        return RowMark(place=place)
    _, _, question = side_question(row).partition(". ")
    return RowMark(
        place=place, mark_side=side_of_mark(row.chart) or "", row_side=row.side or "", question=f"{question}."
    )
