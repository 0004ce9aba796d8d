"""The top of the side-effect time line: for each session whether it was asked, and what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from clinic_log.charts.axes import mark_radius
from clinic_log.charts.labels import inside, shorten, text_width, thinned
from clinic_log.charts.points import EffectAnswer, EffectSession
from clinic_log.charts.svg import circle, group, line, shape, text

ANSWER_WORDS = {
    EffectAnswer.PRESENT: "present",
    EffectAnswer.NONE: "asked, none",
    EffectAnswer.NOT_ASKED: "not asked",
    EffectAnswer.DRAFT: "draft, not yet true",
}
LANE_HEIGHT = 28
SMALLEST_SYMBOL = 3.4  # Below this radius the symbols cannot be told apart: each answer gets a lane of its own.


def day_words(day: date) -> str:
    return f"{day.day:02d} {day:%b %Y}"


@dataclass(frozen=True)
class DayAxis:
    """Days from left to right; `until` is the day of looking, to which unresolved events run."""

    first: date
    days: int
    until: date
    width: float
    left: float = 16
    right_margin: float = 16

    def x(self, day: date) -> float:
        share = min(1.0, max(0.0, (day - self.first).days / self.days))
        return self.left + share * (self.width - self.left - self.right_margin)


def symbols_height(sessions: Sequence[EffectSession], axis: DayAxis) -> float:
    return 36 if _radius(sessions, axis) >= SMALLEST_SYMBOL else LANE_HEIGHT * len(_answers(sessions))


def session_symbols(sessions: Sequence[EffectSession], axis: DayAxis, *, bottom: float) -> list[Markup]:
    """One symbol per session with its number; where they are too many, a lane of ticks per answer, named in words."""
    if not sessions:
        return [text("c-t2", (axis.left, 22), "No sessions yet")]
    radius = _radius(sessions, axis)
    if radius < SMALLEST_SYMBOL:
        return [
            mark
            for row, answer in enumerate(_answers(sessions))
            for mark in _lane(sessions, answer, row=row, axis=axis)
        ]
    hairlines = [line("c-grid", (axis.x(each.held_on), 36), (axis.x(each.held_on), bottom)) for each in sessions]
    return [*(hairlines if len(sessions) <= 24 else []), *_numbered(sessions, axis, radius)]


def _radius(sessions: Sequence[EffectSession], axis: DayAxis) -> float:
    return mark_radius((axis.width - axis.left - axis.right_margin) / max(1, len(sessions)), largest=6)


def _answers(sessions: Sequence[EffectSession]) -> list[EffectAnswer]:
    return [answer for answer in EffectAnswer if any(session.answer is answer for session in sessions)]


def _lane(sessions: Sequence[EffectSession], answer: EffectAnswer, *, row: int, axis: DayAxis) -> list[Markup]:
    found = [session for session in sessions if session.answer is answer]
    top = LANE_HEIGHT * row
    drawn = [text("c-t2", (4, top + 12), f"{ANSWER_WORDS[answer]}: {len(found)} of {len(sessions)}")]
    paint = "c-present" if answer is EffectAnswer.PRESENT else "c-last"
    for session in found:
        x = axis.x(session.held_on)
        said = f"Session {session.label}, {day_words(session.held_on)}: {ANSWER_WORDS[answer]}"
        tick = shape(
            "rect", paint, x=x - 0.9, y=top + 17, width=1.8, height=7, stroke_width=0.6, stroke_dasharray="none"
        )
        drawn.append(group(tick, title=said))
    return drawn


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


def _numbered(sessions: Sequence[EffectSession], axis: DayAxis, radius: float) -> list[Markup]:
    bounds = (axis.left, axis.width - axis.right_margin)
    xs = _apart([axis.x(each.held_on) for each in sessions], 2 * radius + 2, bounds)
    drawn = [_symbol(session, (x, 28), radius) for session, x in zip(sessions, xs, strict=True)]
    for index in thinned(xs, [text_width(each.label) for each in sessions], gap=4):
        label = shorten(sessions[index].label, 60)
        x = inside(xs[index], text_width(label), (2, axis.width - 2))
        drawn.append(text("c-t2", (x, 14), label, anchor="middle"))
    return drawn


def _symbol(session: EffectSession, centre: tuple[float, float], radius: float) -> Markup:
    x, y = centre
    said = f"Session {session.label}, {day_words(session.held_on)}: {ANSWER_WORDS[session.answer]}"
    parts = [circle(_CLASSES[session.answer], centre, radius)]
    if session.answer is EffectAnswer.NONE and radius >= 3:
        parts.append(line("c-none-bar", (x - radius * 0.45, y), (x + radius * 0.45, y)))
    if session.answer is EffectAnswer.NOT_ASKED and radius >= 5:
        parts.append(text("c-t-symbol", (x, y + 3.2), "?", anchor="middle"))
    return group(*parts, title=said)


_CLASSES = {
    EffectAnswer.PRESENT: "c-present",
    EffectAnswer.NONE: "c-none",
    EffectAnswer.NOT_ASKED: "c-missing",
    EffectAnswer.DRAFT: "c-draft",
}
