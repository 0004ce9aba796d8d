"""The caption of a small figure: what the change is worth, the other side, the reference range, what is missing."""

from collections.abc import Iterator

from clinic_log.base.wording import capitalised, counted
from clinic_log.biostatistics import motion
from clinic_log.biostatistics.scores import is_ordinal
from clinic_log.charts import CAUSALITY
from clinic_log.outcomes.rules import ErrorVerdict, MeasureCourse
from clinic_log.outcomes.rules.words import distance_words, with_unit

_NOT_COMPARABLE = {
    ErrorVerdict.OTHER_RATER: "Not comparable: another rater took the latest value.",
    ErrorVerdict.OTHER_TOOL: "Not comparable: the latest value was taken with another tool.",
}


def measure_caption(course: MeasureCourse, *, other_side: MeasureCourse | None = None) -> str:
    """In the order of methods, section 12: the other side, the own first value, the reference range; then what is
    missing, and always that a change is not proven to be the effect of treatment.
    """
    return " ".join((*_sentences(course, other_side), CAUSALITY))


def _sentences(course: MeasureCourse, other_side: MeasureCourse | None) -> Iterator[str]:
    if other_side is not None:
        yield from _beside_other_side(course, other_side)
    yield _change(course)
    yield from _beside_reference(course)
    missing = course.visits - course.visits_measured
    if course.values and not course.visits_measured:
        yield "Taken between visits only."
    elif missing:
        yield f"Not taken at {missing} of {counted(course.visits, 'visit')}."


def _beside_other_side(course: MeasureCourse, other_side: MeasureCourse) -> Iterator[str]:
    """The latest visit at which both sides were taken decides."""
    other = {value.visit.session_id: value.value for value in other_side.values}
    both = next((value for value in reversed(course.values) if value.visit.session_id in other), None)
    if both is None or other_side.key.side is None:
        return
    beside = other[both.visit.session_id]
    percent = None if _has_no_share(course) else motion.percent_of_other_side(both.value, beside)
    if course.measure is not None and is_ordinal(course.measure):
        yield f"{other_side.key.side.value.capitalize()} side: {with_unit(beside, course.unit)}."
    elif percent is not None:
        yield f"{percent:.0f} % of the {other_side.key.side.value} side ({with_unit(beside, course.unit)})."


def _has_no_share(course: MeasureCourse) -> bool:
    """A share of a value that can be negative means nothing, nor has a grade any (methods, section 2)."""
    return course.measure is None or is_ordinal(course.measure) or (course.measure.min_plausible or 0) < 0


def _change(course: MeasureCourse) -> str:
    why = course.measure.why_no_change if course.measure is not None else ""
    if why:
        return f"{capitalised(why)}: no change is read from first and latest value."
    if course.change is None:
        return "One value so far. A course needs two." if course.first else "No value yet."
    return _NOT_COMPARABLE.get(course.error_verdict) or _size(course, course.change)


def _size(course: MeasureCourse, change: float) -> str:
    if abs(change) < 1e-9:
        return "No change between the first and the latest value."
    if course.unit == "present":
        now = with_unit(course.values[-1].value, course.unit).capitalize()
        return f"{now} at the latest examination, other than at the first. No error known."
    size = f"{distance_words(abs(change), course.unit)} {'more' if change > 0 else 'less'}"
    if course.error is None:
        return f"{size} between the first and the latest value. No error known."
    verdict_words = "more than" if course.error_verdict is ErrorVerdict.MORE_THAN_ERROR else "within"
    return f"{size}, {verdict_words} the measurement error ({distance_words(course.error, course.unit)})."


def _beside_reference(course: MeasureCourse) -> Iterator[str]:
    """Textbook values are no cut-offs: a value below the range is a share of it, never 'abnormal'."""
    value, measure = course.latest or course.first, course.measure
    if value is None or measure is None or measure.reference_low is None:
        return
    is_within = motion.is_within_normal(value.value, measure=measure)
    percent = motion.percent_of_normal(value.value, measure=measure)
    low = with_unit(measure.reference_low, course.unit)
    if is_within:
        yield "Within the reference range."
    elif percent is not None:
        yield f"{percent:.0f} % of the lower end of the reference range ({low})."
    elif missing := motion.deficit(value.value, measure=measure):
        yield f"{with_unit(missing, course.unit)} short of the reference range."
