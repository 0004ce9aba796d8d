"""Side effects over time: a symbol per session for what was asked, and a bar per event from onset to end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from clinic_log.charts.chart import Chart, ChartText, pair
from clinic_log.charts.labels import BOLD, inside, shorten, text_width, thinned
from clinic_log.charts.points import EffectAnswer, EffectEvent, EffectSession
from clinic_log.charts.session_symbols import ANSWER_WORDS, DayAxis, day_words, session_symbols, symbols_height
from clinic_log.charts.svg import circle, drawing, group, identifier, line, text

ROW_HEIGHT = 34
LEAST_ROOM = 90.0  # Words with less room than this beside their bar go under it.
WIDE, COMPACT = 640.0, 300.0


def effects_timeline(
    sessions: Sequence[EffectSession], events: Sequence[EffectEvent], words: ChartText, *, until: date
) -> Chart:
    """The figure of one episode's side effects. Unresolved events run to `until`, the day of looking."""
    chart_id = identifier(words.chart_id, "effects", words.title, sessions, events, until)
    ordered = sorted(sessions, key=lambda session: session.held_on)
    wide = _draw(ordered, events, _axis(ordered, events, until=until, width=WIDE), title=words.title, chart_id=chart_id)
    narrow = _axis(ordered, events, until=until, width=COMPACT)
    compact = _draw(ordered, events, narrow, title=words.title, chart_id=f"{chart_id}-compact")
    head, rows = _table(ordered, events)
    return Chart(words.title, pair(wide, compact), words.caption or _default_caption(ordered), head, rows, paper=wide)


def _default_caption(sessions: Sequence[EffectSession]) -> str:
    signed = [session for session in sessions if session.answer is not EffectAnswer.DRAFT]
    asked = [session for session in signed if session.answer is not EffectAnswer.NOT_ASKED]
    if not sessions:
        return "No sessions yet."
    symbols = (
        "Dot: present. Ring with a bar: asked, none. Dashed ring with ?: not asked, which is not the same as none."
    )
    draft = " Empty dashed ring: draft, not counted." if len(signed) < len(sessions) else ""
    return f"Asked in {len(asked)} of {len(signed)} sessions. {symbols}{draft}"


def _table(
    sessions: Sequence[EffectSession], events: Sequence[EffectEvent]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    rows = [(f"Session {each.label}", day_words(each.held_on), ANSWER_WORDS[each.answer], "") for each in sessions]
    rows += [(each.label, day_words(each.began_on), _end_words(each), each.detail) for each in events]
    return ("What", "Date", "Answer or end", "Detail"), tuple(rows)


def _end_words(event: EffectEvent) -> str:
    return f"resolved {day_words(event.resolved_on)}" if event.resolved_on else "not resolved"


def _axis(sessions: Sequence[EffectSession], events: Sequence[EffectEvent], *, until: date, width: float) -> DayAxis:
    days = [each.held_on for each in sessions] + [each.began_on for each in events]
    days += [each.resolved_on for each in events if each.resolved_on]
    first, last = min([*days, until]), max([*days, until])
    return DayAxis(first, max(7, (last - first).days), until, width)


def _draw(
    sessions: Sequence[EffectSession], events: Sequence[EffectEvent], axis: DayAxis, *, title: str, chart_id: str
) -> Markup:
    top = symbols_height(sessions, axis)
    rows = _pack(events, axis)
    bottom = top + 12 + ROW_HEIGHT * (max((placed.row for placed in rows), default=-1) + 1)
    layers = [
        *session_symbols(sessions, axis, bottom=bottom),
        *(placed.drawn(top) for placed in rows),
        *_day_labels(axis, bottom + 18),
    ]
    kind = "chart chart-compact" if axis.width == COMPACT else "chart chart-wide"
    return drawing((axis.width, bottom + 26), *layers, title=title, chart_id=chart_id, kind=kind)


@dataclass(frozen=True)
class _Words:
    """Where an event's words stand: beside its bar in two lines, or under it in one, and how wide they may be."""

    x: float
    anchor: str
    room: float
    under: bool = False

    def lines(self, event: EffectEvent) -> list[tuple[str, str, float]]:
        """Each line with its class, words and distance below the bar."""
        second = event.detail or ("" if event.resolved_on else "not resolved")
        tone = "c-t3" if event.resolved_on else "c-t-caution"
        if self.under:
            return [("c-t1", shorten(", ".join(filter(None, (event.label, second))), self.room, 12 * BOLD), 16)]
        lines = [("c-t1", event.label, 4.0), (tone, second, 18.0)]
        return [(classes, shorten(words, self.room, 12 * BOLD), below) for classes, words, below in lines if words]


@dataclass(frozen=True)
class _Placed:
    """One event with its row and the place of its words."""

    event: EffectEvent
    start: float
    end: float
    row: int
    words: _Words

    def drawn(self, top: float) -> Markup:
        y = top + 22 + ROW_HEIGHT * self.row
        marks = [line("c-event", (self.start, y), (max(self.end, self.start + 3), y))]
        if self.event.resolved_on is None:
            marks.append(circle("c-open-end", (self.end, y), 4.5))
        lines = [
            text(f"{classes} c-halo", (self.words.x, y + below), words, anchor=self.words.anchor)
            for classes, words, below in self.words.lines(self.event)
        ]
        said = f"{self.event.label}: {day_words(self.event.began_on)}, {_end_words(self.event)}"
        return group(*marks, *lines, title=said)


def _pack(events: Sequence[EffectEvent], axis: DayAxis) -> list[_Placed]:
    """Every event in the first row where its bar and words are free."""
    ends: list[float] = []
    placed: list[_Placed] = []
    for event in sorted(events, key=lambda each: (each.began_on, each.label)):
        start, end = axis.x(event.began_on), axis.x(event.resolved_on or axis.until)
        low, high, words = _extent(event, start, end, axis=axis)
        row = next((index for index, taken in enumerate(ends) if taken + 8 <= low), len(ends))
        ends[row : row + 1] = [high]
        placed.append(_Placed(event, start, end, row, words))
    return placed


def _extent(event: EffectEvent, start: float, end: float, *, axis: DayAxis) -> tuple[float, float, _Words]:
    """From where to where an event needs its row, and its words: right of the bar, left of it, or under it."""
    wanted = max(text_width(each, 12 * BOLD) for each in (event.label, event.detail or "not resolved"))
    right_room, left_room = axis.width - 4 - (end + 9), start - 9 - 4
    if max(right_room, left_room) < min(wanted, LEAST_ROOM):
        return start, axis.width, _Words(start, "start", axis.width - 4 - start, under=True)
    if wanted <= right_room or right_room >= left_room:
        return start, end + 9 + min(wanted, right_room), _Words(end + 9, "start", right_room)
    return start - 9 - min(wanted, left_room), end + 5, _Words(start - 9, "end", left_room)


def _day_labels(axis: DayAxis, y: float) -> list[Markup]:
    steps = 4 if axis.width == COMPACT else 6
    count = min(steps, axis.days + 1)
    days = [axis.first + timedelta(days=round(axis.days * index / (count - 1))) for index in range(count)]
    years = days[0].year != days[-1].year
    words = [day_words(day) if years else day_words(day)[:-5] for day in days]
    widths = [text_width(each) for each in words]
    xs = [inside(axis.x(day), width, (2, axis.width - 2)) for day, width in zip(days, widths, strict=True)]
    return [text("c-t3", (xs[index], y), words[index], anchor="middle") for index in thinned(xs, widths)]
