"""Shares beneath each other, each with its 95 % interval, on one axis: how sure is each of them? No order, no rank."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from clinic_log.charts.chart import Chart, ChartText, plain, ticks
from clinic_log.charts.labels import BOLD, shorten, text_width
from clinic_log.charts.svg import NOTHING, circle, drawing, group, identifier, line, text

_WIDTH = 860
_ROW = 26.0
_CLOSEST_ROW = 15.0
_HIGHEST = 900.0  # of a sheet of paper, with words above and below
_TOP = 24
_LABEL_ROOM = 320
_PERCENT = 100.0


@dataclass(frozen=True)
class IntervalRow:
    """One share from 0 to 1 with its limits; `words` say it as text: '53 % (47–59 %)'."""

    label: str
    share: float
    low: float
    high: float
    words: str


def interval_chart(rows: Sequence[IntervalRow], words: ChartText, *, reference: float | None = None) -> Chart:
    """One line a row in the order given; the dotted line is the share of all together, where given. Sixty rows fit on a
    sheet of paper.
    """
    chart_id = identifier(words.chart_id, "interval", words.title, rows, reference)
    drawn = _draw(rows, reference, named=(words.title, chart_id))
    table = tuple((row.label, row.words) for row in rows)
    return Chart(words.title, drawn, words.caption, ("Name", "Share and 95 % interval"), table, paper=drawn)


def _draw(rows: Sequence[IntervalRow], reference: float | None, *, named: tuple[str, str]) -> Markup:
    left = 20 + min(_LABEL_ROOM, max((text_width(row.label, 12 * BOLD) for row in rows), default=0))
    right = _WIDTH - 20 - max((text_width(row.words) for row in rows), default=0)
    row_height = max(_CLOSEST_ROW, min(_ROW, _HIGHEST / max(1, len(rows))))
    bottom = _TOP + row_height * len(rows)

    def at(share: float) -> float:
        return left + share * (right - left)

    layers = []
    for value in ticks(0, _PERCENT):
        x = at(value / _PERCENT)
        layers.append(line("c-grid", (x, _TOP - 4), (x, bottom)))
        layers.append(text("c-t3", (x, bottom + 16), f"{plain(value)} %", anchor="middle"))
    layers.append(_reference(at, reference, bottom))
    for place, row in enumerate(rows):
        layers.append(_line(row, _TOP + row_height * (place + 0.5), at=at, words_at=right + 14, room=left - 14))
    return drawing((_WIDTH, bottom + 26), *layers, title=named[0], chart_id=named[1], kind="chart chart-wide")


def _reference(at: Callable[[float], float], reference: float | None, bottom: float) -> Markup:
    if reference is None:
        return NOTHING
    x = at(reference)
    said = f"all together {plain(_PERCENT * reference)} %"
    return group(
        line("c-clinic", (x, _TOP - 4), (x, bottom)), text("c-t2-strong", (x, _TOP - 13), said, anchor="middle")
    )


def _line(row: IntervalRow, y: float, *, at: Callable[[float], float], words_at: float, room: float) -> Markup:
    return group(
        text("c-t1", (0, y + 4), shorten(row.label, room, 12 * BOLD)),
        line("c-interval", (at(row.low), y), (at(row.high), y)),
        circle("c-estimate", (at(row.share), y), 5),
        text("c-t2", (words_at, y + 4), row.words),
        title=f"{row.label}: {row.words}",
    )
