"""What may be said of a measure's change, and when nothing may."""

import pytest

from clinic_log.episodes.rules import Side
from clinic_log.outcomes.rules import ErrorVerdict, Importance, MeasureCourse, MeasureKey, Score, measure_courses
from clinic_log.outcomes.rules.measure_rows import measure_row
from tests.outcomes.examples import measured, pain, visit

ROTATION = "cervical-rotation"


def _course(*scores: Score | None, tracked: MeasureKey | None = None) -> MeasureCourse:
    visits = [visit(number, *([score] if score else [])) for number, score in enumerate(scores, start=1)]
    (course,) = measure_courses(visits, [tracked] if tracked else [], pain_question="nprs")
    return course


@pytest.mark.parametrize(
    ("first", "latest", "verdict"),
    [
        (48, 60, ErrorVerdict.MORE_THAN_ERROR),
        (48, 57, ErrorVerdict.WITHIN_ERROR),
        (48, 57.6, ErrorVerdict.MORE_THAN_ERROR),
        (60, 48, ErrorVerdict.MORE_THAN_ERROR),
    ],
)
def test_a_change_is_real_from_the_measurement_error_on(first: float, latest: float, verdict: ErrorVerdict) -> None:
    course = _course(measured(ROTATION, first), measured(ROTATION, latest))

    assert course.error_verdict is verdict
    assert course.error == 9.6


def test_motion_has_no_known_important_change() -> None:
    assert _course(measured(ROTATION, 48), measured(ROTATION, 60)).importance is Importance.NO_THRESHOLD


def test_another_rater_makes_motion_not_comparable() -> None:
    course = _course(measured(ROTATION, 48, rater=1), measured(ROTATION, 60, rater=2))

    assert course.error_verdict is ErrorVerdict.OTHER_RATER
    assert course.importance is Importance.NOT_JUDGED
    assert not course.is_comparable


def test_another_tool_makes_motion_not_comparable() -> None:
    course = _course(measured(ROTATION, 48, tool="CROM"), measured(ROTATION, 60, tool="Goniometer"))

    assert course.error_verdict is ErrorVerdict.OTHER_TOOL


def test_a_tool_written_with_other_capitals_is_the_same_tool() -> None:
    course = _course(measured(ROTATION, 48, tool="crom "), measured(ROTATION, 60, tool="CROM"))

    assert course.error_verdict is ErrorVerdict.MORE_THAN_ERROR


def test_without_a_named_rater_it_was_the_practitioner_of_the_visit() -> None:
    visits = [
        visit(1, measured(ROTATION, 48, rater=None), practitioner=1),
        visit(2, measured(ROTATION, 60, rater=None), practitioner=2),
    ]

    (course,) = measure_courses(visits, [], pain_question="nprs")

    assert course.error_verdict is ErrorVerdict.OTHER_RATER


def test_answers_of_the_patient_do_not_depend_on_who_wrote_them_down() -> None:
    course = _course(measured("ndi", 44, rater=1), measured("ndi", 20, rater=2))

    assert course.error_verdict is ErrorVerdict.MORE_THAN_ERROR
    assert course.importance is Importance.IMPORTANT


def test_important_needs_the_measurement_error_too() -> None:
    course = _course(measured("ndi", 44), measured("ndi", 26))

    assert course.improvement == 18
    assert course.error_verdict is ErrorVerdict.WITHIN_ERROR
    assert course.importance is Importance.NOT_IMPORTANT


def test_without_a_known_error_the_important_change_alone_decides() -> None:
    course = _course(measured("psfs", 3.3), measured("psfs", 6.3))

    assert course.error_verdict is ErrorVerdict.NO_ERROR_KNOWN
    assert course.importance is Importance.IMPORTANT
    assert course.improvement == pytest.approx(3)


def test_a_baseline_without_room_is_said() -> None:
    assert _course(measured("lefs", 76), measured("lefs", 80)).importance is Importance.NO_ROOM


def test_one_value_and_none_are_told_apart() -> None:
    tracked = MeasureKey("ndi")

    assert _course(measured("ndi", 44), None).error_verdict is ErrorVerdict.ONE_VALUE
    never = _course(None, None, tracked=tracked)
    assert never.error_verdict is ErrorVerdict.NOT_MEASURED
    assert (never.label, never.is_tracked, never.visits) == ("Neck Disability Index (percent)", True, 2)


def test_the_course_goes_by_before_values_and_skips_visits_without_one() -> None:
    after_only = Score(measure_slug="ndi", label="NDI", unit="percent", before=None, after=10)

    course = _course(measured("ndi", 44), None, after_only, measured("ndi", 40))

    assert [value.value for value in course.values] == [44, 40]
    assert course.visits == 4


def test_sides_and_modes_are_followed_apart_and_in_the_tracked_order() -> None:
    scores = [
        measured(ROTATION, 48, side=Side.RIGHT, mode="active"),
        measured(ROTATION, 52, side=Side.RIGHT, mode="passive"),
        measured(ROTATION, 71, side=Side.LEFT),
        measured("ndi", 44),
        pain(7),
    ]
    tracked = [MeasureKey("ndi"), MeasureKey(ROTATION, Side.RIGHT), MeasureKey("nprs")]

    courses = measure_courses([visit(1, *scores)], tracked, pain_question="nprs")

    assert [(course.key.measure_slug, course.key.side, course.key.mode, course.is_tracked) for course in courses] == [
        ("ndi", None, "", True),
        (ROTATION, Side.RIGHT, "active", True),
        (ROTATION, Side.RIGHT, "passive", True),
        (ROTATION, Side.LEFT, "", False),
    ]


def test_why_it_was_not_asked_last_time_is_kept() -> None:
    refused = Score(measure_slug="ndi", label="NDI", unit="", before=None, not_asked_reason="no time")

    assert _course(measured("ndi", 44), refused).last_reason == "no time"
    assert _course(refused, measured("ndi", 44)).last_reason == ""


def test_a_measure_that_the_catalogue_no_longer_has_shows_its_values_and_claims_nothing() -> None:
    course = _course(measured("retired", 3), measured("retired", 5))

    assert course.change == 2
    assert course.improvement is None
    assert course.error_verdict is ErrorVerdict.NO_ERROR_KNOWN
    assert course.importance is Importance.NO_THRESHOLD


@pytest.mark.parametrize("slug", ["startback-total", "startback-distress", "return-to-activity-days"])
def test_a_screen_and_a_single_value_make_no_change(slug: str) -> None:
    course = _course(measured(slug, 2), measured(slug, 5))
    row = measure_row(course)

    assert course.error_verdict is ErrorVerdict.NO_CHANGE_SCORE
    assert (row.change, row.direction, row.important) == ("", "", "")
    assert row.real in {"a screen, not an outcome", "one value for an episode"}


@pytest.mark.parametrize(
    ("ratings", "direction", "important"),
    [
        ((1, 4), "better", "important"),
        ((5, 2), "better", "smaller than important, 3"),
        ((-4,), "worse", "important"),
        ((0, 0), "", "smaller than important, 3"),
    ],
)
def test_a_rating_of_change_is_judged_by_itself(ratings: tuple[float, ...], direction: str, important: str) -> None:
    row = measure_row(_course(*(measured("groc-15", rating) for rating in ratings)))

    assert (row.change, row.direction, row.important) == ("", direction, important)
    assert row.real == "the score itself is the change"


def test_a_finding_is_there_or_not_and_never_a_number() -> None:
    row = measure_row(_course(measured("taut-band", 1, site="Masseter"), measured("taut-band", 0, site="Masseter")))

    assert (row.first, row.latest, row.change, row.direction) == ("present", "absent", "", "better")
