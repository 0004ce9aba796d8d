"""The figures of an episode: pain at each visit, and one small figure for each measure."""

from collections.abc import Sequence
from dataclasses import replace

from clinic_log.biostatistics import change
from clinic_log.catalogue.measures import Better, Measure
from clinic_log.charts import Chart, ChartText, CoursePoint, MeasurePoint, MeasureScale, measure_course, pain_course
from clinic_log.outcomes.rules import MeasureCourse, PainCourse
from clinic_log.outcomes.rules.captions import measure_caption
from clinic_log.outcomes.rules.words import unit_sign, visit_labels

_PAIN_SCALE_END = 10.0


def pain_figure(course: PainCourse, *, suffix: str, episode_id: int) -> Chart | None:
    """Before and after at each visit that took place; None while there is none."""
    if not course.points:
        return None
    labels = visit_labels([point.visit.held_on for point in course.points])
    points = [
        CoursePoint(
            label, point.before, point.after, sublabel=f"session {number}", note=_reason(point.not_asked_reason)
        )
        for number, (label, point) in enumerate(zip(labels, course.points, strict=True), start=1)
    ]
    if course.follow_up is not None:
        label = visit_labels([course.follow_up.visit.held_on])[0]
        points.append(CoursePoint(label, course.follow_up.before, None, sublabel="follow-up"))
    values = [
        value
        for point in (*course.points, *course.scored)
        for value in (point.before, point.after)
        if value is not None
    ]
    text = ChartText(f"{course.label} before and after each session{suffix}", chart_id=f"pain-{episode_id}")
    return pain_course(points, _scale(course.question, values, pain=True), text)


def measure_figure(
    course: MeasureCourse, *, title: str, chart_id: str, other_side: MeasureCourse | None = None
) -> Chart | None:
    """The values of one measure beside those of the other side; None with fewer than two, of which the table says
    everything.
    """
    if len(course.values) < 2:
        return None
    labels = visit_labels([value.visit.held_on for value in course.values])
    beside = {value.visit.session_id: value.value for value in other_side.values} if other_side else {}
    points = [
        MeasurePoint(label, value.value, beside.get(value.visit.session_id))
        for label, value in zip(labels, course.values, strict=True)
    ]
    values = [value.value for value in course.values]
    text = ChartText(title, measure_caption(course, other_side=other_side), chart_id)
    side = other_side.key.side.value if other_side and other_side.key.side else ""
    return measure_course(points, _judged_scale(course, [*values, *beside.values()]), text, other_side=side)


def _judged_scale(course: MeasureCourse, values: Sequence[float]) -> MeasureScale:
    """The scale with what counts from the first value; nothing counts where first and latest cannot be compared."""
    scale = _scale(course.measure, values)
    if course.measure is None or course.first is None or not course.is_comparable:
        return replace(scale, important_change=None, mdc=None)
    important = change.important_change(course.first.value, measure=course.measure)
    return replace(scale, important_change=important, mdc=course.error)


def _scale(measure: Measure | None, values: Sequence[float], *, pain: bool = False) -> MeasureScale:
    """The whole scale of an instrument, the plausible range of a movement, and never less than the values."""
    lows, highs = [*values], [*values]
    lows.append(_lowest(measure))
    highs.append(_highest(measure, pain=pain))
    low, high = min(lows), max(highs)
    if measure is None:
        return MeasureScale(low, high if high > low else low + 1)
    return MeasureScale(
        low,
        high if high > low else low + 1,
        better="lower" if measure.better is Better.LOWER else "higher",
        unit=unit_sign(measure.unit).strip(),
        important_change=measure.mcid,
        mdc=measure.mdc,
        reference_low=measure.reference_low,
        reference_high=measure.reference_high,
    )


def _lowest(measure: Measure | None) -> float:
    if measure is None:
        return 0
    return measure.minimum if measure.minimum is not None else measure.min_plausible or 0


def _highest(measure: Measure | None, *, pain: bool) -> float:
    if measure is None:
        return _PAIN_SCALE_END if pain else 1
    return measure.maximum if measure.maximum is not None else measure.max_plausible or 1


def _reason(not_asked_reason: str) -> str:
    return f"not asked: {not_asked_reason}" if not_asked_reason else ""
