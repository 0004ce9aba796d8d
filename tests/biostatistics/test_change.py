"""Sections 2 and 4 of the methods paper, and the error of a measurement in section 12; the ids are its own."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.biostatistics.change import (
    course_pair,
    describe,
    describe_immediate_responses,
    exceeds_mdc,
    immediate_responses,
    improvement,
    percent_improvement,
)
from clinic_log.biostatistics.scores import MeasureFacts, ScorePair
from clinic_log.catalogue import measures
from tests.biostatistics.measures import FIQR, HIT6, LEFS, MMT, NPRS, ODI, InventedMeasure

B1 = [ScorePair(7, 4), ScorePair(6, 4), ScorePair(5, 3)]
FINGERTIP = measures.get("fingertip-to-floor")

scores = st.floats(0, 100)


def test_better_is_positive_in_both_directions() -> None:
    assert improvement(7, 4, measure=NPRS) == 3
    assert improvement(40, 49, measure=LEFS) == 9
    assert improvement(4, 6, measure=NPRS) == -2


@pytest.mark.parametrize(("before", "after"), [(None, 4), (7, None), (None, None)])
def test_a_missing_score_gives_no_change_and_never_zero(before: float | None, after: float | None) -> None:
    assert improvement(before, after, measure=NPRS) is None
    assert percent_improvement(before, after, measure=NPRS) is None
    assert exceeds_mdc(before, after, measure=NPRS) is None


def test_the_percentage_is_of_the_score_before() -> None:
    assert percent_improvement(8, 4, measure=NPRS) == 50
    assert percent_improvement(40, 50, measure=LEFS) == 25
    assert percent_improvement(4, 6, measure=NPRS) == -50


@pytest.mark.parametrize("after", [0, 3])
def test_from_zero_there_is_no_percentage(after: float) -> None:
    """P2 and P3: neither 0 percent nor infinity."""
    assert percent_improvement(0, after, measure=NPRS) is None


@pytest.mark.parametrize("slug", ["hit6", "tsk-11", "bctq-sss", "knee-extension", "mmt", "muscle-tone-palpation"])
def test_scales_without_a_true_zero_and_grades_have_no_percentage(slug: str) -> None:
    """P6."""
    assert percent_improvement(40, 20, measure=measures.get(slug)) is None


def test_a_movement_that_starts_at_zero_has_a_percentage() -> None:
    assert percent_improvement(100, 120, measure=measures.get("shoulder-flexion")) == 20


@pytest.mark.parametrize(("before", "after", "expected"), [(150, 157, False), (150, 158, True), (158, 150, True)])
def test_a_change_of_eight_degrees_exceeds_an_mdc_of_eight(*, before: float, after: float, expected: bool) -> None:
    """M4."""
    assert exceeds_mdc(before, after, measure=measures.get("shoulder-flexion")) is expected


def test_without_an_mdc_nothing_is_claimed() -> None:
    """M4."""
    assert exceeds_mdc(100, 160, measure=measures.get("shoulder-extension")) is None


def test_reaching_further_down_is_better_and_exceeds_error() -> None:
    """M7."""
    assert improvement(18.0, 13.4, measure=FINGERTIP) == pytest.approx(4.6, abs=1e-6)
    assert exceeds_mdc(18.0, 13.4, measure=FINGERTIP) is True


def test_an_mdc_in_percent_is_taken_of_the_score_before() -> None:
    force = measures.get("hhd-force")

    assert exceeds_mdc(200, 248.2, measure=force) is True
    assert exceeds_mdc(200, 248, measure=force) is False
    assert exceeds_mdc(0, 50, measure=force) is None


def test_the_course_runs_from_first_before_to_last_before() -> None:
    """B1."""
    assert course_pair(B1) == ScorePair(7, 5)


def test_the_immediate_response_is_described_and_never_summed() -> None:
    """B1: the mean drop is 2.333333; the sum of 7 appears nowhere."""
    described = describe_immediate_responses(B1, measure=NPRS)

    assert described is not None
    assert described.mean == pytest.approx(2.333333, abs=1e-6)
    assert described.median == 2
    assert not any(value == 7 for value in (described.mean, described.median, described.upper_quartile))
    assert immediate_responses(B1, measure=NPRS) == (3, 2, 2)


def test_a_visit_without_a_before_score_does_not_count_in_the_course() -> None:
    visits = [ScorePair(None, 3), ScorePair(7, None), ScorePair(None, None), ScorePair(4, 1), ScorePair(None, 0)]

    assert course_pair(visits) == ScorePair(7, 4)
    assert immediate_responses(visits, measure=NPRS) == (3,)


@pytest.mark.parametrize("visits", [[], [ScorePair(7, 4)], [ScorePair(7, 4), ScorePair(None, 2)]])
def test_one_before_score_is_no_course(visits: list[ScorePair]) -> None:
    assert course_pair(visits).after is None


def test_a_follow_up_score_closes_the_course() -> None:
    assert course_pair(B1, follow_up=1) == ScorePair(7, 1)
    assert course_pair([ScorePair(7, 4)], follow_up=3) == ScorePair(7, 3)
    assert course_pair([], follow_up=3) == ScorePair(3, None)


def test_grades_are_never_averaged() -> None:
    assert describe_immediate_responses([ScorePair(3, 4), ScorePair(4, 5)], measure=MMT) is None


def test_a_distribution_has_median_and_quartiles_beside_the_mean() -> None:
    described = describe([1, 2, 3, 4, 10])

    assert described is not None
    assert (described.count, described.mean, described.median) == (5, 4, 3)
    assert (described.lower_quartile, described.upper_quartile) == (2, 4)


def test_one_value_is_its_own_distribution_and_none_has_none() -> None:
    one = describe([3])

    assert one is not None
    assert (one.mean, one.median, one.lower_quartile, one.upper_quartile) == (3, 3, 3, 3)
    assert describe([]) is None


@given(scores, scores, st.sampled_from([NPRS, LEFS, HIT6, ODI, FIQR]))
def test_the_way_back_undoes_the_improvement(before: float, after: float, measure: MeasureFacts) -> None:
    assert improvement(before, after, measure=measure) == -(improvement(after, before, measure=measure) or 0)


@given(scores, scores)
def test_direction_only_turns_the_sign(before: float, after: float) -> None:
    lower, higher = InventedMeasure(better="lower"), InventedMeasure(better="higher")

    assert improvement(before, after, measure=lower) == -(improvement(before, after, measure=higher) or 0)


@given(scores, scores, st.floats(0.1, 50))
def test_error_does_not_care_for_the_direction(before: float, after: float, mdc: float) -> None:
    measure = InventedMeasure(mdc=mdc)

    assert exceeds_mdc(before, after, measure=measure) is exceeds_mdc(after, before, measure=measure)


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=40))
def test_quartiles_are_in_order_and_within_the_values(values: list[float]) -> None:
    described = describe(values)

    assert described is not None
    ordered = [min(values), described.lower_quartile, described.median, described.upper_quartile, max(values)]
    assert all(low <= high + 1e-9 for low, high in pairwise(ordered))
    assert min(values) - 1e-9 <= described.mean <= max(values) + 1e-9
