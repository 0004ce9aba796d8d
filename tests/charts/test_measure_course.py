"""A measure over the visits: scale, reference range, other side, measurement error."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_log.charts import Chart, ChartText, MeasurePoint, MeasureScale, measure_course
from tests.charts.drawings import Drawing, parse
from tests.charts.examples import MOTION, scores


def course(values: list[float | None], scale: MeasureScale = MOTION, **more: str) -> Chart:
    points = [MeasurePoint(f"day {index + 1}", value) for index, value in enumerate(values)]
    return measure_course(points, scale, ChartText("Rotation right"), **more)


def rings(drawing: Drawing) -> list[tuple[float, float]]:
    return sorted(drawing.centres("c-before") + drawing.centres("c-before-key"))


def test_marks_lie_at_their_values_between_the_ends_of_the_scale() -> None:
    drawing = parse(course([0, 45, 90]).svg)

    ends = [float(line.attrib["y1"]) for line in drawing.all("line", "c-grid")]

    assert [y for _, y in rings(drawing)] == pytest.approx([ends[0], sum(ends) / 2, ends[1]], abs=0.02)


def test_the_first_and_the_last_value_are_said() -> None:
    words = parse(course([48.0, 52.0, 51.0, 57.0, 60.0]).svg).words()

    assert {"48", "60"} <= set(words)


def test_the_reference_range_is_a_band_with_its_words() -> None:
    drawing = parse(course([48, 60]).svg)

    assert len(drawing.all("rect", "c-band")) == 1
    assert "reference range 60 to 80°" in drawing.titles()
    assert {"reference", "range"} <= set(drawing.words())


def test_an_open_reference_range_runs_to_the_end_of_the_scale() -> None:
    drawing = parse(course([18, 13.4], MeasureScale(0, 40, "lower", "cm", reference_high=2)).svg)

    assert "reference range 0 to 2 cm" in drawing.titles()


def test_the_other_side_is_a_dotted_line_with_its_value() -> None:
    points = [MeasurePoint("1", 48, 71), MeasurePoint("2", 52)]

    chart = measure_course(points, MOTION, ChartText("Rotation right"), other_side="left")

    assert "left 71" in parse(chart.svg).words()
    assert chart.table_head == ("Visit", "Value", "Other side (left)")
    assert chart.table_rows == (("1", "48°", "71°"), ("2", "52°", "not asked"))


@pytest.mark.parametrize(
    ("values", "scale", "caption"),
    [
        ([48, 60], MOTION, "12° more, more than the 9.6° measurement error."),
        ([48, 54], MOTION, "6° more, within the 9.6° measurement error."),
        (
            [18, 13.4],
            MeasureScale(0, 40, "lower", "cm", mdc=4.5),
            "4.6 cm less, more than the 4.5 cm measurement error.",
        ),
        (
            [84, 92],
            MeasureScale(0, 150, "higher", "N"),
            "8 N more between the first and the last value. No error known.",
        ),
        ([30, 23], MeasureScale(0, 90, "lower", "°"), "7° less between the first and the last value. No error known."),
        ([48, 48], MOTION, "No change between the first and the last value."),
        ([48, None], MOTION, "One value so far. A course needs two."),
        ([None], MOTION, "No value yet."),
    ],
)
def test_the_default_caption_says_what_the_change_is_worth(
    values: list[float | None], scale: MeasureScale, caption: str
) -> None:
    assert course(values, scale).caption == caption


def test_a_missing_value_is_a_gap_and_never_a_zero() -> None:
    chart = course([48, None, 52])

    drawing = parse(chart.svg)

    assert len(rings(drawing)) == 2
    assert drawing.all("path", "c-course") == []
    assert "day 2: not asked" in drawing.titles()
    assert chart.table_rows[1] == ("day 2", "not asked")


def test_an_important_change_is_a_line_with_its_limit() -> None:
    drawing = parse(course([44, 36, 26], MeasureScale(0, 100, "lower", "%", important_change=21)).svg)

    assert "≤ 23" in drawing.words()


def test_a_scale_needs_a_minimum_below_its_maximum() -> None:
    with pytest.raises(ValueError, match="minimum below"):
        MeasureScale(10, 10)


@settings(max_examples=50)
@given(st.lists(scores, max_size=30), st.tuples(st.floats(-1e4, 1e4), st.floats(0.1, 1e4), st.floats(0, 1e4)))
def test_any_values_are_drawn_inside_the_frame(values: list[float | None], limits: tuple[float, float, float]) -> None:
    minimum, width, error = limits
    scale = MeasureScale(minimum, minimum + width, "higher", "N", mdc=error, reference_low=minimum - 5)

    assert parse(course(values, scale).svg).outside() == []
