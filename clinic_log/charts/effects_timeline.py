"""Side effects over time: a symbol per session for what was asked, and a bar per event from onset to end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from clinic_log.charts.axes import mark_radius
from clinic_log.charts.chart import Chart, ChartText, pair
from clinic_log.charts.labels import inside, shorten, text_width, thinned
from clinic_log.charts.points import EffectAnswer, EffectEvent, EffectSession
from clinic_log.charts.svg import circle, drawing, group, identifier, line, text

ANSWER_WORDS = {
    EffectAnswer.PRESENT: "present",
    EffectAnswer.NONE: "asked, none",
    EffectAnswer.NOT_ASKED: "not asked",
    EffectAnswer.DRAFT: "draft, not yet true",
}
ROW_HEIGHT = 34
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
    return Chart(words.title, pair(wide, compact), words.caption or _default_caption(ordered), head, rows, wide)


def _default_caption(sessions: Sequence[EffectSession]) -> str:
    signed = [session for session in sessions if session.answer is not EffectAnswer.DRAFT]
    asked = [session for session in signed if session.answer is not EffectAnswer.NOT_ASKED]
    symbols = "Dot: present. Ring with a bar: asked, none. Dashed ring: not asked, which is not the same as none."
    return f"Asked in {len(asked)} of {len(signed)} sessions. {symbols}"


def _table(
    sessions: Sequence[EffectSession], events: Sequence[EffectEvent]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    rows = [(f"Session {each.label}", _day(each.held_on), ANSWER_WORDS[each.answer], "") for each in sessions]
    rows += [(each.label, _day(each.began_on), _end_words(each), each.detail) for each in events]
    return ("What", "Date", "Answer or end", "Detail"), tuple(rows)


def _day(day: date) -> str:
    return f"{day.day:02d} {day:%b %Y}"


def _end_words(event: EffectEvent) -> str:
    return f"resolved {_day(event.resolved_on)}" if event.resolved_on else "not resolved"


@dataclass(frozen=True)
class _Axis:
    """Days from left to right."""

    first: date
    days: int
    width: float
    left: float = 16
    right_margin: float = 16

    def x(self, day: date) -> float:
        share = min(1.0, max(0.0, (day - self.first).days / self.days))
        return self.left + share * (self.width - self.left - self.right_margin)


def _axis(sessions: Sequence[EffectSession], events: Sequence[EffectEvent], *, until: date, width: float) -> _Axis:
    days = [each.held_on for each in sessions] + [each.began_on for each in events]
    days += [each.resolved_on for each in events if each.resolved_on]
    first, last = min([*days, until]), max([*days, until])
    return _Axis(first, max(7, (last - first).days), width)


def _draw(
    sessions: Sequence[EffectSession], events: Sequence[EffectEvent], axis: _Axis, *, title: str, chart_id: str
) -> Markup:
    rows = _pack(events, axis)
    bottom = 48 + ROW_HEIGHT * (max((placed.row for placed in rows), default=-1) + 1)
    layers = [
        *_session_lines(sessions, axis, bottom),
        *_session_marks(sessions, axis),
        *(mark for placed in rows for mark in placed.drawn()),
        *_day_labels(axis, bottom + 18),
    ]
    kind = "chart chart-compact" if axis.width == COMPACT else "chart chart-wide"
    return drawing((axis.width, bottom + 26), *layers, title=title, chart_id=chart_id, kind=kind)


def _session_lines(sessions: Sequence[EffectSession], axis: _Axis, bottom: float) -> list[Markup]:
    """A hairline down from each symbol, while they are few."""
    if len(sessions) > 24:
        return []
    return [line("c-grid", (axis.x(each.held_on), 36), (axis.x(each.held_on), bottom)) for each in sessions]


def _apart(wanted: Sequence[float], least: float, bounds: tuple[float, float]) -> list[float]:
    """Rising positions pushed apart to at least this distance, kept inside the bounds."""
    least = min(least, (bounds[1] - bounds[0]) / max(1, len(wanted) - 1))
    placed: list[float] = []
    for want in wanted:
        placed.append(max(want, placed[-1] + least) if placed else max(want, bounds[0]))
    ceiling = bounds[1]
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], ceiling)
        ceiling = placed[index] - least
    return placed


def _session_marks(sessions: Sequence[EffectSession], axis: _Axis) -> list[Markup]:
    bounds = (axis.left, axis.width - axis.right_margin)
    radius = mark_radius((bounds[1] - bounds[0]) / max(1, len(sessions)), largest=6)
    xs = _apart([axis.x(each.held_on) for each in sessions], 2 * radius + 2, bounds)
    drawn = [_symbol(session, (x, 28), radius) for session, x in zip(sessions, xs, strict=True)]
    for index in thinned(xs, [text_width(each.label) for each in sessions], gap=4):
        label = shorten(sessions[index].label, 60)
        x = inside(xs[index], text_width(label), (2, axis.width - 2))
        drawn.append(text("c-t2", (x, 14), label, anchor="middle"))
    return drawn


def _symbol(session: EffectSession, centre: tuple[float, float], radius: float) -> Markup:
    x, y = centre
    said = f"Session {session.label}, {_day(session.held_on)}: {ANSWER_WORDS[session.answer]}"
    parts = [circle(_SYMBOL_CLASSES[session.answer], centre, radius)]
    if session.answer is EffectAnswer.NONE and radius >= 3:
        parts.append(line("c-none-bar", (x - radius * 0.45, y), (x + radius * 0.45, y)))
    if session.answer is EffectAnswer.NOT_ASKED and radius >= 5:
        parts.append(text("c-t-symbol", (x, y + 3.2), "?", anchor="middle"))
    return group(*parts, title=said)


_SYMBOL_CLASSES = {
    EffectAnswer.PRESENT: "c-present",
    EffectAnswer.NONE: "c-none",
    EffectAnswer.NOT_ASKED: "c-missing",
    EffectAnswer.DRAFT: "c-draft",
}


@dataclass(frozen=True)
class _Placed:
    """One event with its row and the place of its words."""

    event: EffectEvent
    start: float
    end: float
    row: int
    label_x: float
    anchor: str
    room: float

    def drawn(self) -> list[Markup]:
        y = 58 + ROW_HEIGHT * self.row
        open_end = self.event.resolved_on is None
        marks = [line("c-event", (self.start, y), (max(self.end, self.start + 3), y))]
        if open_end:
            marks.append(circle("c-open-end", (self.end, y), 4.5))
        said = f"{self.event.label}: {_day(self.event.began_on)}, {_end_words(self.event)}"
        first = shorten(self.event.label, self.room)
        second = shorten(self.event.detail or ("not resolved" if open_end else ""), self.room)
        below = "c-t-caution" if open_end else "c-t3"
        at = {"anchor": self.anchor}
        words = [text("c-t1 c-halo", (self.label_x, y + 4), first, **at)]
        if second:
            words.append(text(f"{below} c-halo", (self.label_x, y + 18), second, **at))
        return [group(*marks, *words, title=said)]


def _pack(events: Sequence[EffectEvent], axis: _Axis) -> list[_Placed]:
    """Every event in the first row where its bar and words are free."""
    ends: list[float] = []
    placed: list[_Placed] = []
    last_day = axis.first + timedelta(days=axis.days)
    for event in sorted(events, key=lambda each: (each.began_on, each.label)):
        start, end = axis.x(event.began_on), axis.x(event.resolved_on or last_day)
        low, high, at = _extent(event, start, end, axis=axis)
        row = next((index for index, taken in enumerate(ends) if taken + 8 <= low), len(ends))
        ends[row : row + 1] = [high]
        placed.append(_Placed(event, start, end, row, *at))
    return placed


def _extent(
    event: EffectEvent, start: float, end: float, *, axis: _Axis
) -> tuple[float, float, tuple[float, str, float]]:
    """From where to where an event needs its row, and its words: right of the bar, left of it, or where more fits."""
    wanted = max(text_width(event.label), text_width(event.detail or "not resolved"))
    right_room, left_room = axis.width - 4 - (end + 9), start - 9 - 4
    if wanted <= right_room or right_room >= left_room:
        room = max(0.0, right_room)
        return start, end + 9 + min(wanted, room), (end + 9, "start", room)
    return start - 9 - min(wanted, left_room), end + 5, (start - 9, "end", left_room)


def _day_labels(axis: _Axis, y: float) -> list[Markup]:
    steps = 4 if axis.width == COMPACT else 6
    count = min(steps, axis.days + 1)
    days = [axis.first + timedelta(days=round(axis.days * index / (count - 1))) for index in range(count)]
    years = days[0].year != days[-1].year
    words = [_day(day) if years else _day(day)[:-5] for day in days]
    widths = [text_width(each) for each in words]
    xs = [inside(axis.x(day), width, (2, axis.width - 2)) for day, width in zip(days, widths, strict=True)]
    return [text("c-t3", (xs[index], y), words[index], anchor="middle") for index in thinned(xs, widths)]
