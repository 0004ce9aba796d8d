"""The slope of section 11 of the methods paper; the ids L are its own."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.biostatistics.trend import slope_per_week

START = date(2026, 1, 5)
courses = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 10)), min_size=3, max_size=12).filter(
    lambda course: len({day for day, _ in course}) >= 3
)


def days(*offsets: int) -> list[date]:
    return [START + timedelta(days=offset) for offset in offsets]


def test_five_visits_have_the_published_slope_and_limits() -> None:
    """L1."""
    slope = slope_per_week(days(0, 7, 14, 21, 35), [7, 6, 6, 4, 3])

    assert slope is not None
    assert (slope.per_week, slope.low, slope.high) == pytest.approx((-0.824324, -1.236076, -0.412573), abs=1e-6)
    assert slope.points == 5


def test_two_dates_have_no_slope_however_many_values() -> None:
    """L2."""
    assert slope_per_week(days(0, 7), [7, 6]) is None
    assert slope_per_week(days(0, 0, 7, 7), [7, 6, 5, 4]) is None
    assert slope_per_week([], []) is None


def test_a_straight_line_has_its_slope() -> None:
    """L3."""
    slope = slope_per_week(days(0, 7, 14), [8, 7.5, 7])

    assert slope is not None
    assert (slope.per_week, slope.low, slope.high) == pytest.approx((-0.5, -0.5, -0.5), abs=1e-6)


def test_a_value_without_a_date_is_refused() -> None:
    with pytest.raises(ValueError, match="Each value needs a date"):
        slope_per_week(days(0, 7, 14), [7, 6])


@given(courses)
def test_the_order_of_visits_does_not_matter(course: list[tuple[int, int]]) -> None:
    dates, values = days(*(day for day, _ in course)), [value for _, value in course]
    forward, backward = slope_per_week(dates, values), slope_per_week(dates[::-1], values[::-1])

    assert forward is not None
    assert backward is not None
    assert forward.per_week == pytest.approx(backward.per_week, abs=1e-9)
    assert forward.low <= forward.per_week <= forward.high


@given(courses, st.integers(-5, 5))
def test_only_the_shape_counts(course: list[tuple[int, int]], shift: int) -> None:
    dates, values = days(*(day for day, _ in course)), [value for _, value in course]
    plain, shifted = slope_per_week(dates, values), slope_per_week(dates, [value + shift for value in values])
    mirrored = slope_per_week(dates, [-value for value in values])

    assert plain is not None
    assert shifted is not None
    assert mirrored is not None
    assert shifted.per_week == pytest.approx(plain.per_week, abs=1e-9)
    assert (mirrored.low, mirrored.high) == pytest.approx((-plain.high, -plain.low), abs=1e-9)
