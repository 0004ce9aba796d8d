"""Section 11 of the methods paper, and the runs rules of Anhøj and Olesen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.biostatistics.control_charts import p_chart, u_chart
from clinic_log.biostatistics.runs import find_runs

COUNTS = (4, 6, 3, 9, 5, 20, 0)
SIZES = (40, 55, 25, 80, 50, 60, 45)

months = st.lists(st.integers(0, 80).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))), max_size=30)


def test_a_month_beyond_its_own_limit_is_found() -> None:
    """PC1."""
    chart = p_chart(COUNTS, SIZES)

    assert chart is not None
    assert chart.centre == pytest.approx(0.132394, abs=1e-6)
    assert chart.upper == pytest.approx(
        (0.293158, 0.269494, 0.335746, 0.246071, 0.276186, 0.263657, 0.283964), abs=1e-6
    )
    assert chart.lower == pytest.approx((0, 0, 0, 0.018717, 0, 0.001132, 0), abs=1e-6)
    assert chart.values[5] == pytest.approx(0.333333, abs=1e-6)
    assert [month for month, is_beyond in enumerate(chart.beyond_limits, start=1) if is_beyond] == [6]


def test_a_frozen_baseline_is_not_widened_by_what_comes_later() -> None:
    """PC2."""
    chart = p_chart(COUNTS, SIZES, baseline=5)

    assert chart is not None
    assert chart.centre == pytest.approx(0.108, abs=1e-9)
    assert chart.upper[5] == pytest.approx(0.228210, abs=1e-6)


def test_events_per_exposure_may_exceed_one() -> None:
    chart = u_chart([30, 12, 60], [10, 10, 20])

    assert chart is not None
    assert chart.centre == pytest.approx(2.55)
    assert chart.values == (3.0, 1.2, 3.0)
    assert chart.upper == pytest.approx((4.064926, 4.064926, 3.621214), abs=1e-6)
    assert chart.lower == pytest.approx((1.035074, 1.035074, 1.478786), abs=1e-6)
    assert chart.beyond_limits == (False, False, False)


def test_a_month_without_exposure_stays_an_empty_place() -> None:
    chart = p_chart([2, 0, 3], [10, 0, 10])

    assert chart is not None
    assert (chart.values[1], chart.lower[1], chart.upper[1]) == (None, None, None)
    assert chart.beyond_limits == (False, False, False)


def test_nothing_exposed_is_no_chart() -> None:
    assert p_chart([], []) is None
    assert p_chart([0, 0], [0, 0]) is None
    assert u_chart([0, 4], [0, 10], baseline=1) is None


@pytest.mark.parametrize("baseline", [0, -1, 8])
def test_a_baseline_that_is_no_number_of_points_is_refused(baseline: int) -> None:
    with pytest.raises(ValueError, match="baseline"):
        p_chart(COUNTS, SIZES, baseline=baseline)


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and the trials"):
        p_chart([3], [2])
    with pytest.raises(ValueError, match="need an exposure"):
        u_chart([1], [0])
    with pytest.raises(ValueError, match="shorter"):
        p_chart([1, 2], [3])


@given(months)
def test_limits_enclose_the_centre_and_only_what_lies_outside_is_marked(points: list[tuple[int, int]]) -> None:
    chart = p_chart([count for count, _ in points], [size for _, size in points])

    if chart is None:
        assert not any(size for _, size in points)
        return
    for value, low, high, is_beyond in zip(chart.values, chart.lower, chart.upper, chart.beyond_limits, strict=True):
        if value is None or low is None or high is None:
            assert not is_beyond
        else:
            assert 0 <= low <= chart.centre <= high <= 1
            assert is_beyond == (value < low - 1e-9 or value > high + 1e-9)


@pytest.mark.parametrize(
    ("points", "longest_run_limit", "crossings_limit"),
    [
        pytest.param(10, 6, 2, id="ten points"),
        pytest.param(12, 7, 3, id="a year of months"),
        pytest.param(20, 7, 6, id="twenty points"),
        pytest.param(24, 8, 8, id="two years of months"),
    ],
)
def test_the_limits_of_runs_are_the_published_ones(points: int, longest_run_limit: int, crossings_limit: int) -> None:
    """Anhøj and Olesen 2014."""
    runs = find_runs([place % 2 for place in range(points)], centre=0.5)

    assert (runs.longest_run_limit, runs.crossings_limit) == (longest_run_limit, crossings_limit)
    assert (runs.longest_run, runs.crossings) == (1, points - 1)
    assert not runs.signal


def test_a_shift_is_a_signal_and_points_on_the_centre_count_for_nothing() -> None:
    shifted = find_runs([1, 2, 1, 2, 5, 1, 2, 1, 9, 8, 9, 8, 5, 9, 8, 9, 8], centre=5)

    assert (shifted.longest_run, shifted.crossings) == (8, 1)
    assert shifted.signal
    assert not find_runs([5, 5, 5], centre=5).signal


@given(st.lists(st.sampled_from([-1, 0, 1]), max_size=60))
def test_mirroring_the_points_changes_no_run(points: list[int]) -> None:
    assert find_runs(points, centre=0) == find_runs([-point for point in points], centre=0)
