"""What stands under the small figure of a measure, and what the figure shows."""

import pytest

from clinic_log.charts import CAUSALITY
from clinic_log.episodes.rules import Side
from clinic_log.outcomes.rules import MeasureCourse, Score, measure_courses
from clinic_log.outcomes.rules.captions import measure_caption
from clinic_log.outcomes.rules.figures import measure_figure
from tests.outcomes.examples import measured, pain, visit

ROTATION = "cervical-rotation"


def _courses(*visits: tuple[Score, ...]) -> tuple[MeasureCourse, ...]:
    held = [visit(number, pain(5, 4), *scores) for number, scores in enumerate(visits, start=1)]
    return measure_courses(held, [], pain_question="nprs")


def _said(slug: str, *values: float | None) -> str:
    (course,) = _courses(*((measured(slug, value),) if value is not None else () for value in values))
    words = measure_caption(course)
    assert words.endswith(CAUSALITY)
    return words.removesuffix(CAUSALITY).strip()


WITHIN = "Within the reference range."
BELOW = "80 % of the lower end of the reference range (60°)."


@pytest.mark.parametrize(
    ("slug", "values", "words"),
    [
        (ROTATION, (48, 60), f"12° more, more than the measurement error (9.6°). {WITHIN}"),
        (ROTATION, (48, 48), f"No change between the first and the latest value. {BELOW}"),
        ("knee-extension", (-8, -5), "3° more, within the measurement error (5.4°). 5° short of the reference range."),
        ("ndi", (44, 26), "18 points less, within the measurement error (20.4 points)."),
        (
            "psfs",
            (3, None, 6),
            "3 more between the first and the latest value. No error known. Not taken at 1 of 3 visits.",
        ),
        ("psfs", (3,), "One value so far. A course needs two."),
    ],
)
def test_the_caption_says_what_the_change_is_worth(slug: str, values: tuple[float | None, ...], words: str) -> None:
    assert _said(slug, *values) == words


def test_another_rater_is_said_and_nothing_is_judged() -> None:
    (course,) = _courses((measured(ROTATION, 48, rater=1),), (measured(ROTATION, 60, rater=2),))

    chart = measure_figure(course, title="Rotation", chart_id="one")

    assert chart is not None
    assert chart.caption.startswith("Not comparable: another rater took the latest value.")
    assert "measurement error" not in chart.svg


def test_the_other_side_comes_first_and_is_drawn() -> None:
    right, left = Side.RIGHT, Side.LEFT
    first, second = _courses(
        (measured("grip-strength", 20, side=right), measured("grip-strength", 30, side=left)),
        (measured("grip-strength", 24, side=right),),
    )

    chart = measure_figure(first, title="Grip, right", chart_id="one", other_side=second)

    assert chart is not None
    assert chart.caption.startswith("67 % of the left side (30 kg).")
    assert chart.table_head == ("Visit", "Value", "Other side (left)")
    assert [row[2] for row in chart.table_rows] == ["30 kg", "not asked"]


def test_the_other_side_that_was_never_taken_with_this_one_is_not_compared() -> None:
    first, second = _courses(
        (measured("grip-strength", 20, side=Side.RIGHT),), (measured("grip-strength", 30, side=Side.LEFT),)
    )

    assert "of the left side" not in measure_caption(first, other_side=second)


def test_a_grade_is_shown_beside_the_other_side_and_never_as_a_share_of_it() -> None:
    def both(left: float, right: float) -> tuple[Score, ...]:
        sides = ((Side.LEFT, left), (Side.RIGHT, right))
        return tuple(measured("mmt", grade, side=side, site="Deltoid") for side, grade in sides)

    left, right = sorted(_courses(both(3, 5), both(4, 5)), key=lambda course: str(course.key.side))

    words = measure_caption(left, other_side=right)

    assert "Right side: 5. 1 more between the first and the latest value. No error known." in words
    assert "%" not in words


def test_a_screen_says_that_it_is_no_outcome() -> None:
    assert _said("startback-total", 6, 2) == "A screen, not an outcome: no change is read from first and latest value."


def test_a_pressure_stands_in_the_units_of_print() -> None:
    assert _said("ppt", 2, 3) == "1 kg/cm² more between the first and the latest value. No error known."
