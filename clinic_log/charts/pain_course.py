"""Pain before and after each visit: a dumbbell per visit, and the course through the before-scores (methods of change).

Grammar: before is a ring, after a filled dot; the stem between them is the immediate response, which is never added
up; the line through the rings is the course.
"""

from collections.abc import Sequence
from functools import lru_cache

from clinic_log.charts.chart import CAUSALITY, DRAWN, Chart, ChartText, MeasureScale, cell, known, pair, plain
from clinic_log.charts.pain_drawing import COMPACT, WIDE, draw_course
from clinic_log.charts.points import CoursePoint
from clinic_log.charts.svg import identifier

COURSE_CAPTION = "The course is the line through the hollow before-scores."
RESPONSE_CAPTION = "The change inside one visit is the immediate response; it is never added up."


def pain_course(visits: Sequence[CoursePoint], scale: MeasureScale, words: ChartText) -> Chart:
    """The figure of one episode's pain. With fewer than two before-scores it says so and draws no course."""
    shown = (CoursePoint(v.label, known(v.before), known(v.after), v.sublabel, v.note) for v in visits)
    return _drawn(tuple(shown), scale, words)


@lru_cache(maxsize=DRAWN)  # the page, its reports and their PDF show the same figures
def _drawn(shown: tuple[CoursePoint, ...], scale: MeasureScale, words: ChartText) -> Chart:
    chart_id = identifier(words.chart_id, "pain", words.title, shown, scale)
    wide = draw_course(shown, scale, WIDE, title=words.title, chart_id=chart_id)
    compact = draw_course(shown, scale, COMPACT, title=words.title, chart_id=f"{chart_id}-compact")
    caption = words.caption or _default_caption(shown, scale)
    if CAUSALITY not in caption:
        caption = f"{caption} {CAUSALITY}"
    head, rows = _table(shown, scale)
    return Chart(words.title, pair(wide, compact), caption, head, rows, paper=wide)


def _default_caption(visits: Sequence[CoursePoint], scale: MeasureScale) -> str:
    before = [visit.before for visit in visits if visit.before is not None]
    if not before:
        return "No before-score yet."
    if len(before) == 1:
        return f"One before-score so far: {plain(before[0])} of {plain(scale.maximum)}. A course needs two."
    responses = any(visit.after is not None for visit in visits)
    return f"{COURSE_CAPTION} {RESPONSE_CAPTION}" if responses else COURSE_CAPTION


def _table(visits: Sequence[CoursePoint], scale: MeasureScale) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Visit and before always; after and note only where any visit has one."""
    with_after = any(visit.after is not None for visit in visits)
    with_note = any(visit.note for visit in visits)
    head = ("Visit", "Before") + ("After",) * with_after + ("Note",) * with_note
    rows = tuple(
        (visit.name, cell(visit.before, scale.unit))
        + (cell(visit.after, scale.unit),) * with_after
        + (visit.note,) * with_note
        for visit in visits
    )
    return head, rows
