"""Section 9 of the methods paper; the ids F, FC and O are its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.biostatistics.funnels import ALARM, ALERT, Standing, find_overdispersion, limits, standing
from clinic_log.biostatistics.quantiles import binomial_cdf

targets = st.floats(0.05, 0.95)


@pytest.mark.parametrize(
    ("size", "alert", "alarm"),
    [
        pytest.param(10, (0.229918, 0.952982), (0.056912, 1), id="F1"),
        pytest.param(20, (0.355593, 0.837084), (0.226380, 0.942292), id="F2"),
        pytest.param(50, (0.451665, 0.744055), (0.371252, 0.816629), id="F3"),
        pytest.param(100, (0.497969, 0.699856), (0.441426, 0.753012), id="F4"),
        pytest.param(200, (0.529118, 0.669856), (0.489294, 0.708000), id="F5"),
    ],
)
def test_the_limits_agree_with_the_table(size: int, alert: tuple[float, float], alarm: tuple[float, float]) -> None:
    [inner] = limits(0.6, [size], coverage=ALERT)
    [outer] = limits(0.6, [size], coverage=ALARM)

    assert (inner.low, inner.high) == pytest.approx(alert, abs=1e-6)
    assert (outer.low, outer.high) == pytest.approx(alarm, abs=1e-6)


@pytest.mark.parametrize(
    ("successes", "trials", "expected"),
    [
        (30, 50, Standing.IN_CONTROL),
        (22, 50, Standing.ALERT_LOW),
        (18, 50, Standing.ALARM_LOW),
        (38, 50, Standing.ALERT_HIGH),
        (41, 50, Standing.ALARM_HIGH),
        (9, 10, Standing.IN_CONTROL),
        (10, 10, Standing.ALERT_HIGH),
        (2, 10, Standing.ALERT_LOW),
        (0, 5, Standing.ALERT_LOW),
    ],
)
def test_each_unit_stands_where_its_tail_says(successes: int, trials: int, expected: Standing) -> None:
    """FC1 to FC9."""
    assert standing(successes, trials, target=0.6) is expected


@given(targets, st.integers(1, 120), st.data())
def test_a_rate_is_outside_exactly_when_its_tail_is_small(target: float, size: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, size))
    [interval] = limits(target, [size], coverage=ALERT)
    low = binomial_cdf(successes, size, probability=target)
    high = binomial_cdf(size - successes, size, probability=1 - target)
    is_clear = abs(low - 0.025) > 1e-9 and abs(high - 0.025) > 1e-9  # at the limit itself rounding decides

    if is_clear:
        assert (successes / size < interval.low) == (low < 0.025)
        assert (successes / size > interval.high) == (high < 0.025)


@given(targets, st.lists(st.integers(1, 300), min_size=1, max_size=8))
def test_limits_mirror_enclose_the_target_and_widen(target: float, sizes: list[int]) -> None:
    narrow, wide = limits(target, sizes, coverage=ALERT), limits(target, sizes, coverage=ALARM)
    mirrored = limits(1 - target, sizes, coverage=ALERT)

    for inner, outer, other in zip(narrow, wide, mirrored, strict=True):
        assert 0 <= outer.low <= inner.low <= inner.high <= outer.high <= 1
        assert (1 - other.high, 1 - other.low) == pytest.approx((inner.low, inner.high), abs=1e-9)


def test_spread_beyond_chance_is_measured() -> None:
    """O1. Six units are too few to widen the limits by."""
    spread = find_overdispersion([30, 18, 50, 22, 66, 10], [50, 40, 70, 50, 100, 25], target=0.6)

    assert spread is not None
    assert spread.factor == pytest.approx(3.093254, abs=1e-6)
    assert spread.is_wider_than_chance
    assert spread.widening == 1


def test_from_ten_units_on_the_limits_widen_and_one_outlier_does_not_hide_itself() -> None:
    spread = find_overdispersion([*([20, 40] * 5), 0], [50] * 11, target=0.6)
    alike = find_overdispersion([30] * 11, [50] * 11, target=0.6)

    assert spread is not None
    assert alike is not None
    assert 1 < spread.widening**2 < spread.factor
    assert (alike.factor, alike.widening) == (0, 1)
    [before] = limits(0.6, [50], coverage=ALERT)
    [after] = limits(0.6, [50], coverage=ALERT, widening=spread.widening)
    assert after.low < before.low < before.high < after.high


def test_what_has_no_limits_is_refused() -> None:
    for target in (0, 1, 60):
        with pytest.raises(ValueError, match="target"):
            limits(target, [10], coverage=ALERT)
    with pytest.raises(ValueError, match="no episodes"):
        limits(0.6, [0], coverage=ALERT)
    with pytest.raises(ValueError, match="never narrowed"):
        limits(0.6, [10], coverage=ALERT, widening=0.5)
    assert find_overdispersion([], [], target=0.6) is None
