"""Section 12 of the methods paper; the ids M are its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.biostatistics.motion import (
    deficit,
    is_within_normal,
    mdc90,
    mdc95,
    percent_of_normal,
    percent_of_other_side,
    standard_error_of_measurement,
)
from clinic_log.catalogue import measures
from tests.biostatistics.measures import NPRS, InventedMeasure

SHOULDER_FLEXION = measures.get("shoulder-flexion")
KNEE_EXTENSION = measures.get("knee-extension")
FINGERTIP = measures.get("fingertip-to-floor")


def test_percent_of_normal_divides_by_the_lower_end_of_the_range() -> None:
    """M1 and M2."""
    assert percent_of_normal(150, measure=SHOULDER_FLEXION) == pytest.approx(89.820359, abs=1e-6)
    assert percent_of_normal(150, measure=InventedMeasure(reference_low=180)) == pytest.approx(83.333333, abs=1e-6)


def test_a_normal_of_zero_has_a_deficit_instead_of_a_percentage() -> None:
    """M3."""
    assert percent_of_normal(-10, measure=KNEE_EXTENSION) is None
    assert percent_of_normal(3, measure=KNEE_EXTENSION) is None
    assert deficit(-10, measure=KNEE_EXTENSION) == 10
    assert deficit(3, measure=KNEE_EXTENSION) == 0


def test_where_lower_is_better_there_is_no_percentage() -> None:
    assert percent_of_normal(13, measure=FINGERTIP) is None
    assert is_within_normal(13, measure=FINGERTIP) is None
    assert deficit(13, measure=FINGERTIP) is None
    assert percent_of_normal(13, measure=InventedMeasure(better="lower", reference_low=10)) is None


def test_a_contracture_is_no_negative_percentage() -> None:
    assert percent_of_normal(-5, measure=measures.get("hip-extension")) is None
    assert deficit(-5, measure=measures.get("hip-extension")) == 15


def test_a_scale_has_no_reference_range() -> None:
    assert percent_of_normal(5, measure=NPRS) is None
    assert is_within_normal(5, measure=NPRS) is None


def test_a_missing_value_stays_missing() -> None:
    assert percent_of_normal(None, measure=SHOULDER_FLEXION) is None
    assert is_within_normal(None, measure=SHOULDER_FLEXION) is None
    assert deficit(None, measure=SHOULDER_FLEXION) is None
    assert percent_of_other_side(None, 150) is None
    assert percent_of_other_side(132, None) is None


@pytest.mark.parametrize(("value", "expected"), [(166, False), (167, True), (180, True), (190, True)])
def test_within_normal_begins_at_the_lower_end(*, value: float, expected: bool) -> None:
    assert is_within_normal(value, measure=SHOULDER_FLEXION) is expected


def test_the_other_side_is_the_first_comparison() -> None:
    """M8."""
    assert percent_of_other_side(132, 150) == pytest.approx(88, abs=1e-6)
    assert percent_of_other_side(132, 0) is None
    assert percent_of_other_side(-5, 10) is None


def test_detectable_changes_follow_from_the_standard_error() -> None:
    """M5 and M6."""
    assert mdc95(3.5) == pytest.approx(9.701505, abs=1e-6)
    assert mdc90(3.5) == pytest.approx(8.142335, abs=1e-6)
    assert mdc95(4.7) == pytest.approx(13.027735, abs=1e-6)
    error = standard_error_of_measurement(10, icc=0.91)
    assert error == pytest.approx(3.0, abs=1e-6)
    assert mdc95(error) == pytest.approx(8.315576, abs=1e-6)


def test_nonsense_errors_are_refused() -> None:
    with pytest.raises(ValueError, match="ICC"):
        standard_error_of_measurement(10, icc=1.1)
    with pytest.raises(ValueError, match="standard deviation"):
        standard_error_of_measurement(-1, icc=0.9)
    with pytest.raises(ValueError, match="not negative"):
        mdc95(-1)
    with pytest.raises(ValueError, match="not negative"):
        mdc90(-1)


@given(st.floats(0, 200), st.floats(0, 200))
def test_more_motion_is_never_a_smaller_percentage_or_a_larger_deficit(one: float, other: float) -> None:
    less, more = sorted((one, other))

    assert (percent_of_normal(less, measure=SHOULDER_FLEXION) or 0) <= (
        percent_of_normal(more, measure=SHOULDER_FLEXION) or 0
    )
    assert (deficit(less, measure=SHOULDER_FLEXION) or 0) >= (deficit(more, measure=SHOULDER_FLEXION) or 0)


@given(st.floats(0, 50), st.floats(0, 1), st.floats(0, 1))
def test_a_more_reliable_measure_detects_smaller_changes(deviation: float, one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert standard_error_of_measurement(deviation, icc=high) <= standard_error_of_measurement(deviation, icc=low)


@given(st.floats(0, 50))
def test_more_confidence_asks_for_a_larger_change(error: float) -> None:
    assert mdc90(error) <= mdc95(error)
