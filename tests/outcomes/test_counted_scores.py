"""Which scores outside a session count, and in which course."""

from datetime import date, timedelta
from typing import Any

import pytest

from clinic_log.biostatistics.responders import Response
from clinic_log.episodes.rules import Side
from clinic_log.outcomes.rules import (
    MeasureKey,
    OutsideScore,
    headline,
    important_since,
    measure_courses,
    pain_course,
)
from clinic_log.outcomes.rules.score_entries import wanted_rows
from tests.outcomes.examples import START, measured, pain, visit, visits_with_pain

FIRST_VISIT = date(2026, 9, 2)
LAST_VISIT = date(2026, 9, 9)


def _outside(value: float, *, days: int, measure: str = "nprs", number: int = 1, **more: Any) -> OutsideScore:  # noqa: ANN401 -- fields of a score
    """A score so many days after the first visit of the examples."""
    return OutsideScore(
        id=number,
        measure_slug=measure,
        label=measure,
        unit="points",
        value=value,
        taken_on=START + timedelta(days=days),
        asked_by_id=1,
        **more,
    )


def _course_end(*scores: OutsideScore) -> tuple[float | None, float | None]:
    course = pain_course(visits_with_pain([(7, 5), (6, 4)]), "nprs", outside=scores)  # days 0 and 7
    return course.pair.before, course.pair.after


def test_a_follow_up_after_the_last_visit_ends_the_course_of_pain() -> None:
    assert _course_end(_outside(2, days=30)) == (7, 2)
    assert _course_end(_outside(2, days=30), _outside(4, days=60, number=2)) == (7, 4)


def test_no_score_outside_a_session_is_a_before_or_after_of_a_visit() -> None:
    before_all, between, that_day = _outside(9, days=-3), _outside(1, days=3, number=2), _outside(1, days=7, number=3)

    assert _course_end(before_all, between, that_day) == (7, 6)
    assert pain_course([], "nprs", outside=[_outside(2, days=30)]).pair.before is None


def test_another_question_ends_no_course_of_pain() -> None:
    assert _course_end(_outside(1, days=30, measure="nprs-worst-24h")) == (7, 6)


def test_a_follow_up_on_the_day_of_a_later_visit_without_a_score_is_left_out() -> None:
    visits = [*visits_with_pain([(7, 5), (6, 4)]), visit(3)]

    course = pain_course(visits, "nprs", outside=[_outside(2, days=14)])

    assert course.follow_up is None
    assert course.visits_without_score == 1


def test_a_follow_up_makes_a_responder_and_is_no_visit() -> None:
    course = pain_course(visits_with_pain([(7, 5), (6, 4)]), "nprs", outside=[_outside(2, days=30)])

    assert course.response() is Response.RESPONDER
    assert (len(course.points), course.visits_without_score) == (2, 0)
    assert headline(course).sentence == ("Pain 7 → 2 over 2 sessions and a follow-up: a clinically important change.")
    assert important_since(course) is course.follow_up


def test_one_visit_and_a_follow_up_are_a_course() -> None:
    course = pain_course(visits_with_pain([(7, 5)]), "nprs", outside=[_outside(4, days=1)])

    assert (course.pair.before, course.pair.after, course.improvement) == (7, 4, 3)


def test_other_measures_count_on_their_day_but_not_beside_a_visit_that_took_them() -> None:
    visits = [visit(1, measured("odi", 40)), visit(2, pain(5)), visit(3, measured("odi", 30))]
    outside = [
        _outside(44, days=-2, measure="odi"),
        _outside(36, days=7, measure="odi", number=2),
        _outside(99, days=14, measure="odi", number=3),
        _outside(20, days=40, measure="odi", number=4),
    ]

    (course,) = measure_courses(visits, [MeasureKey("odi")], pain_question="nprs", outside=outside)

    assert [value.value for value in course.values] == [44, 40, 36, 30, 20]
    assert (course.visits, course.visits_measured, course.visits_since_taken) == (3, 2, 0)


def test_visits_after_a_score_between_visits_are_counted_as_without_it() -> None:
    visits = [visit(number, pain(5)) for number in (1, 2, 3, 4)]

    (course,) = measure_courses(
        visits, [MeasureKey("odi")], pain_question="nprs", outside=[_outside(30, days=3, measure="odi")]
    )

    assert course.visits_since_taken == 3


def test_what_is_felt_at_one_muscle_is_not_compared_with_another() -> None:
    visits = [
        visit(1, measured("muscle-tone-palpation", 3, side=Side.LEFT, site="Upper trapezius")),
        visit(2, measured("muscle-tone-palpation", 1, side=Side.LEFT, site="upper trapezius")),
        visit(3, measured("muscle-tone-palpation", 2, side=Side.LEFT, site="Levator scapulae")),
    ]

    courses = measure_courses(visits, [], pain_question="nprs")

    assert [[value.value for value in course.values] for course in courses] == [[3, 1], [2]]


def test_a_course_stands_in_the_unit_in_which_the_latest_value_was_typed() -> None:
    outside = [
        _outside(20, days=-2, measure="grip-strength", side=Side.LEFT, tool="Jamar"),
        _outside(
            22.6796185, days=9, measure="grip-strength", number=2, side=Side.LEFT, tool="Jamar", entered_unit="lb"
        ),
    ]

    (course,) = measure_courses([], [], pain_question="nprs", outside=outside)

    assert course.unit == "lb"
    assert [value.value for value in course.values] == [pytest.approx(44.092, abs=1e-3), 50]
    assert course.measure is not None
    assert course.measure.mcid == pytest.approx(14.330, abs=1e-3)


def test_the_page_stands_ready_for_what_the_patient_can_be_asked() -> None:
    rows = wanted_rows("nprs", [("cervical-rotation", Side.LEFT)], condition_slug="neck-pain")

    assert [(row.slug, row.side) for row in rows] == [
        ("nprs", None),
        ("cervical-rotation", Side.LEFT),
        ("psfs", None),
        ("ndi", None),
    ]
