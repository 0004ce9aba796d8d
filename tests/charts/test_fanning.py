"""Marks of the body chart are kept readable."""

from itertools import combinations
from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from clinic_log.charts.fanning import fanned_out

BOUNDS = (10.0, 10.0, 340.0, 880.0)
places = st.tuples(st.floats(0, 354), st.floats(0, 900))


def test_marks_that_touch_nobody_stay_where_they_are() -> None:
    points = [(50.0, 50.0), (100.0, 50.0), (50.0, 100.0)]

    assert fanned_out(points, least=20, bounds=[BOUNDS] * len(points)) == points


def test_marks_on_one_place_are_all_apart() -> None:
    placed = fanned_out([(177.0, 150.0)] * 12, least=20, bounds=[BOUNDS] * 12)

    assert all(hypot(a[0] - b[0], a[1] - b[1]) > 19 for a, b in combinations(placed, 2))


def test_marks_closer_than_thirteen_units_are_moved_apart() -> None:
    placed = fanned_out([(100.0, 100.0), (108.0, 106.0)], least=20, bounds=[BOUNDS] * 2)

    assert hypot(placed[0][0] - placed[1][0], placed[0][1] - placed[1][1]) >= 19.9


def test_the_same_marks_are_always_placed_alike() -> None:
    points = [(100.0, 100.0), (100.0, 100.0), (104.0, 98.0)]

    assert fanned_out(points, least=20, bounds=[BOUNDS] * len(points)) == fanned_out(
        points, least=20, bounds=[BOUNDS] * len(points)
    )


@given(st.lists(places, max_size=12))
def test_no_mark_leaves_the_drawing(points: list[tuple[float, float]]) -> None:
    placed = fanned_out(points, least=20, bounds=[BOUNDS] * len(points))

    assert all(BOUNDS[0] <= x <= BOUNDS[2] and BOUNDS[1] <= y <= BOUNDS[3] for x, y in placed)
