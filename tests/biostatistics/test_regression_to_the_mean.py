"""Sections 1 and 5 of the methods paper; the ids T and O are its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.biostatistics.clusters import design_effect
from clinic_log.biostatistics.regression_to_the_mean import expected_fall


@pytest.mark.parametrize(("cutoff", "fall"), [pytest.param(6, 0.570539, id="T1"), pytest.param(4, 0.254580, id="T2")])
def test_the_fall_without_treatment_agrees_with_the_published_figures(*, cutoff: float, fall: float) -> None:
    assert expected_fall(cutoff, mean=5, total_sd=2, within_person_sd=1) == pytest.approx(fall, abs=1e-6)


def test_who_does_not_vary_does_not_fall() -> None:
    assert expected_fall(8, mean=5, total_sd=2, within_person_sd=0) == 0


@pytest.mark.parametrize(("total", "within"), [(0, 0), (-1, 0), (2, 3), (2, -1)])
def test_deviations_that_cannot_be_are_refused(total: float, within: float) -> None:
    with pytest.raises(ValueError, match="deviation"):
        expected_fall(6, mean=5, total_sd=total, within_person_sd=within)


@given(st.floats(-100, 100), st.floats(0, 10))
def test_the_higher_the_cutoff_the_larger_the_fall(cutoff: float, more: float) -> None:
    def fall(at: float) -> float:
        return expected_fall(at, mean=5, total_sd=2, within_person_sd=1)

    assert 0 <= fall(cutoff) <= fall(cutoff + more) + 1e-9


def test_sixty_sessions_carry_the_information_of_twenty_four() -> None:
    """O2."""
    effect = design_effect(6, correlation=0.3)

    assert effect == pytest.approx(2.5)
    assert 60 / effect == pytest.approx(24)


@given(st.floats(1, 1000))
def test_values_that_do_not_hang_together_count_fully_and_copies_once(size: float) -> None:
    assert design_effect(size, correlation=0) == 1
    assert design_effect(size, correlation=1) == pytest.approx(size)


@pytest.mark.parametrize(("size", "correlation"), [(0.5, 0.3), (6, -0.1), (6, 1.1), (float("inf"), 0.3)])
def test_clusters_that_cannot_be_are_refused(size: float, correlation: float) -> None:
    with pytest.raises(ValueError, match="at least one value"):
        design_effect(size, correlation=correlation)
