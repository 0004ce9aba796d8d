"""Examples of every drawing, and strategies for the values in them."""

from datetime import date, timedelta

from hypothesis import strategies as st
from markupsafe import Markup

from clinic_log.charts import (
    BodyMark,
    Chart,
    ChartText,
    ControlLine,
    ControlPoint,
    CoursePoint,
    EffectAnswer,
    EffectEvent,
    EffectSession,
    FunnelCurve,
    FunnelPoint,
    IntervalRow,
    MarkKind,
    MeasurePoint,
    MeasureScale,
    OtherSide,
    RegionState,
    body_chart,
    control_chart,
    effects_timeline,
    funnel_plot,
    interval_bar,
    interval_chart,
    measure_course,
    measure_strip,
    pain_course,
)

PAIN = MeasureScale(0, 10, "lower", important_change=2)
MOTION = MeasureScale(0, 90, "higher", "°", mdc=9.6, reference_low=60, reference_high=80)
FIRST_DAY = date(2026, 10, 16)
COUNTS = (0, 1, 2, 3, 12, 60, 200)

scores = st.one_of(st.none(), st.floats(0, 10), st.floats(allow_nan=True, allow_infinity=True))
words = st.text(max_size=60)


def pain(pairs: list[tuple[float | None, float | None]], scale: MeasureScale = PAIN, **text: str) -> Chart:
    visits = [CoursePoint(f"day {i + 1}", before, after, f"session {i + 1}") for i, (before, after) in enumerate(pairs)]
    return pain_course(visits, scale, ChartText(**{"title": "Pain", **text}))


def every_chart(label: str = "16 Oct", title: str = "A title", count: int = 5) -> list[Chart]:
    """One of each figure with this many points, the third of them missing."""
    days = [FIRST_DAY + timedelta(7 * index) for index in range(count)]
    answers = list(EffectAnswer)
    text = ChartText(title)
    course = [CoursePoint(label, None if i == 2 else 7 - i % 5, 3.0, label, label) for i in range(count)]
    points = [MeasurePoint(label, None if i == 2 else 48 + i % 9, 71, label) for i in range(count)]
    sessions = [EffectSession(label, day, answers[i % 4]) for i, day in enumerate(days)]
    people = [FunnelPoint(label, 20 + 7 * i % 380, 9.0 * (i % 12), i % 5 == 1, label) for i in range(count)]
    rates = [None if i == 2 else 9.0 * (i % 7) for i in range(count)]
    months = [ControlPoint(label, rate, 4.0, 40.0, rate is not None and rate > 40, label) for rate in rates]
    unseen = [ControlPoint(label, None, is_hidden=True), *months]
    shares = [IntervalRow(label, 0.1 * (i % 10), 0.05 * (i % 10), 1 - 0.01 * (i % 10), label) for i in range(count)]
    events = [EffectEvent(label, day, day + timedelta(3) if i % 2 else None, label) for i, day in enumerate(days[:20])]
    return [
        pain_course(course, MeasureScale(0, 10, "lower", "", 2, 2), text),
        measure_course(points, MOTION, text, other_side=label),
        effects_timeline(sessions, events, text, until=FIRST_DAY + timedelta(60)),
        funnel_plot(people, [FunnelCurve("95 %", (1, 100, 400), (0, 40, 55), (100, 80, 65))], text, target=60),
        control_chart(months, ControlLine(20.0, baseline=2), text),
        control_chart(unseen, ControlLine(20.0), text),
        interval_chart(shares, text, reference=0.5),
    ]


def every_inline(label: str = "Rotation right") -> list[Markup]:
    marks = [BodyMark(177, 150, label, label, kind) for kind in MarkKind]
    states = {("upper-trapezius", "right"): RegionState.PAIN, ("upper-trapezius", "left"): RegionState.CHOSEN}
    return [
        measure_strip(48, 56, MOTION, label=label, other_side=OtherSide("L", label, 71)),
        interval_bar(0.64, 0.57, 0.7, reference=0.6, label=label),
        body_chart("back", marks, highlights=states),
        body_chart("back", marks, title=label),
    ]
