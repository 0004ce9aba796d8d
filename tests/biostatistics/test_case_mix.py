"""Sections 10 and 13 of the methods paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.biostatistics.case_mix import adjusted_rate, expected_probabilities, shrunken_mean

episodes = st.lists(
    st.tuples(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.integers(0, 3)), st.booleans()), max_size=90
)


def test_observed_over_expected_agrees_with_the_example() -> None:
    """E1."""
    adjusted = adjusted_rate(20, 20 * 0.7 + 15 * 0.5 + 5 * 0.3, overall=0.55)

    assert adjusted is not None
    assert adjusted.expected == pytest.approx(23)
    assert (adjusted.ratio, adjusted.low, adjusted.high) == pytest.approx((0.869565, 0.530932, 1.343038), abs=1e-6)
    assert adjusted.rate == pytest.approx(0.478261, abs=1e-6)


def test_nothing_expected_has_no_ratio_and_nothing_observed_a_limit_of_zero() -> None:
    assert adjusted_rate(0, 0, overall=0.5) is None
    none_reached = adjusted_rate(0, 4.0, overall=0.5)
    assert none_reached is not None
    assert (none_reached.ratio, none_reached.low) == (0, 0)
    assert none_reached.high > 0
    with pytest.raises(ValueError, match="negative"):
        adjusted_rate(-1, 2.0, overall=0.5)


def test_strata_that_are_too_small_merge_from_the_last_name_on() -> None:
    strata = [("4-6", "new", "neck")] * 3 + [("4-6", "new", "back")] * 3 + [("7+", "new", "neck")] * 4
    reached = [True] * 3 + [False] * 3 + [True] * 4

    assert expected_probabilities(strata, reached, fewest=3) == pytest.approx([1] * 3 + [0] * 3 + [1] * 4)
    assert expected_probabilities(strata, reached, fewest=4) == pytest.approx([0.5] * 6 + [1] * 4)
    assert expected_probabilities(strata, reached, fewest=5) == pytest.approx([0.7] * 10)


def test_a_rest_that_stays_small_joins_the_smallest_stratum() -> None:
    strata = [("a",)] * 5 + [("b",)] * 4 + [("c",)]
    reached = [True] * 5 + [False] * 4 + [True]

    assert expected_probabilities(strata, reached, fewest=4) == pytest.approx([1] * 5 + [0.2] * 5)


@given(episodes, st.integers(1, 30))
def test_over_everybody_the_expected_successes_are_the_observed_ones(
    cases: list[tuple[tuple[str, str, int], bool]], fewest: int
) -> None:
    strata, reached = [stratum for stratum, _ in cases], [success for _, success in cases]
    expected = expected_probabilities(strata, reached, fewest=fewest)

    assert sum(expected) == pytest.approx(sum(reached))
    assert all(0 <= probability <= 1 for probability in expected)


def test_a_small_group_is_drawn_towards_the_overall_mean() -> None:
    """E2."""
    shown = shrunken_mean(3.0, 12, overall=2.2, variance_between=0.09, variance_within=4)

    assert shown == pytest.approx(2.370079, abs=1e-6)
    assert shrunken_mean(3.0, 0, overall=2.2, variance_between=0.09, variance_within=4) == 2.2


@given(st.floats(0, 10), st.floats(0, 10), st.integers(1, 500))
def test_a_shrunken_mean_lies_between_the_group_and_all(mean: float, overall: float, size: int) -> None:
    shown = shrunken_mean(mean, size, overall=overall, variance_between=0.1, variance_within=4)

    assert min(mean, overall) - 1e-9 <= shown <= max(mean, overall) + 1e-9


@pytest.mark.parametrize(("size", "between", "within"), [(-1, 1, 1), (5, -1, 1), (5, 0, 0)])
def test_variances_that_weigh_nothing_are_refused(size: int, between: float, within: float) -> None:
    with pytest.raises(ValueError, match="variances"):
        shrunken_mean(1, size, overall=2, variance_between=between, variance_within=within)
