"""One line for each measure: first, latest, change, whether it is real and whether it is important."""

from dataclasses import dataclass
from datetime import date

from clinic_log.base.wording import counted
from clinic_log.outcomes.rules import ErrorVerdict, Importance, MeasureCourse
from clinic_log.outcomes.rules.words import distance_words, with_unit

_REAL = {
    ErrorVerdict.NO_ERROR_KNOWN: "no error known",
    ErrorVerdict.OTHER_RATER: "not comparable, other rater",
    ErrorVerdict.OTHER_TOOL: "not comparable, other tool",
    ErrorVerdict.ONE_VALUE: "one value so far",
    ErrorVerdict.NOT_MEASURED: "not yet measured",
}
_IMPORTANT = {
    Importance.IMPORTANT: "important",
    Importance.NO_ROOM: "no room at the start",
    Importance.NO_THRESHOLD: "not known",
    Importance.NOT_JUDGED: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """Words for one measure. An empty text means that there is nothing to say yet."""

    name: str
    detail: str
    first: str
    first_on: date | None
    latest: str
    latest_on: date | None
    change: str
    direction: str
    real: str
    is_real: bool
    important: str
    is_important: bool
    taken: str
    is_unverified: bool


def measure_row(course: MeasureCourse) -> MeasureRow:
    """The line of a measure, also of a tracked one that nobody took: nothing is left out in silence."""
    first, latest = course.first, course.latest
    return MeasureRow(
        name=course.label,
        detail=_detail(course),
        first=with_unit(first.value, course.unit) if first else "",
        first_on=first.visit.held_on if first else None,
        latest=with_unit(latest.value, course.unit) if latest else "",
        latest_on=latest.visit.held_on if latest else None,
        change=_change(course),
        direction=_direction(course),
        real=_real(course),
        is_real=course.error_verdict is ErrorVerdict.MORE_THAN_ERROR,
        important=_important(course),
        is_important=course.importance is Importance.IMPORTANT,
        taken=_taken(course),
        is_unverified=first is not None and not course.thresholds_are_verified,
    )


def short_name(course: MeasureCourse) -> str:
    """What a small figure calls the measure: 'Neck rotation, right, active'."""
    name = course.measure.short_label if course.measure else course.label
    return ", ".join(part for part in (name, _detail(course)) if part)


def _detail(course: MeasureCourse) -> str:
    side = course.key.side.value if course.key.side else ""
    return ", ".join(part for part in (course.site, side, course.key.mode) if part)


def _change(course: MeasureCourse) -> str:
    if course.change is None or course.unit == "present":
        return ""
    sign = "+" if course.change > 0 else ""
    return f"{sign}{distance_words(course.change, course.unit)}"


def _direction(course: MeasureCourse) -> str:
    """Better or worse only where first and latest may be compared at all, or the patient rates the change."""
    if course.measure is not None and course.measure.is_change_itself and course.values:
        rated = course.values[-1].value
        return "better" if rated > 0 else "worse" if rated < 0 else ""
    if not course.improvement or not course.is_comparable:
        return ""
    return "better" if course.improvement > 0 else "worse"


def _real(course: MeasureCourse) -> str:
    verdict = course.error_verdict
    if course.values and course.measure is not None and course.measure.why_no_change:
        return course.measure.why_no_change
    if verdict in _REAL:
        return _REAL[verdict]
    error = "" if course.error is None else f", {distance_words(course.error, course.unit)}"
    return ("more than error" if verdict is ErrorVerdict.MORE_THAN_ERROR else "within error") + error


def _important(course: MeasureCourse) -> str:
    if course.importance is not Importance.NOT_IMPORTANT:
        return _IMPORTANT[course.importance]
    threshold = course.measure.mcid if course.measure else None
    if threshold is None:
        return "smaller than important"
    if course.change is not None and abs(course.change) >= threshold:
        return "not shown: within error"
    return f"smaller than important, {distance_words(threshold, course.unit)}"


def _taken(course: MeasureCourse) -> str:
    """'8 of 11 visits and once between visits'; 'twice, between visits' where no visit took it."""
    between = sum(value.visit.is_between_visits for value in course.values)
    at_visits = f"{course.visits_measured} of {counted(course.visits, 'visit')}"
    if not between:
        words = at_visits
    elif course.visits_measured:
        words = f"{at_visits} and {_times(between)} between visits"
    else:
        words = f"{_times(between)}, between visits"
    return f"{words}; last time not asked: {course.last_reason}" if course.last_reason else words


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number) or counted(number, "time")
