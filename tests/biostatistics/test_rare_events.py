"""Section 11 of the methods paper, rare events; the ids G and C are its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.biostatistics.rare_events import chance_within, cusum, g_chart, gap_quantile

means = st.floats(0.5, 5000)
TAIL = 0.00135  # of three standard errors


def test_the_chart_of_gaps_agrees_with_the_published_limits() -> None:
    """G1."""
    chart = g_chart([120, 45, 210, 80, 160, 95, 30, 180])

    assert chart is not None
    assert (chart.centre, chart.lower, chart.upper) == pytest.approx((79.695, 0, 461.496753), abs=1e-6)
    assert not any(chart.beyond_limits)


def test_a_long_time_without_an_event_stands_above_the_limit() -> None:
    chart = g_chart([10, 12, 9, 11, 10, 8, 12, 10, 9, 11, 10, 120])

    assert chart is not None
    assert chart.beyond_limits == (False,) * 11 + (True,)


def test_without_a_gap_there_is_no_chart() -> None:
    assert g_chart([]) is None


@pytest.mark.parametrize(
    ("mean", "quantiles"),
    [pytest.param(115, (0, 80, 763), id="G2"), pytest.param(2000, (2, 1386, 13218), id="G4")],
)
def test_exact_quantiles_of_a_gap(*, mean: float, quantiles: tuple[int, int, int]) -> None:
    assert tuple(gap_quantile(tail, mean=mean) for tail in (TAIL, 0.5, 1 - TAIL)) == quantiles


def test_an_event_soon_after_the_last_is_no_signal() -> None:
    """G3."""
    assert chance_within(5, mean=115) == pytest.approx(0.042367, abs=1e-6)


def test_evidence_of_harm_adds_up_and_is_never_negative() -> None:
    """C1."""
    events = [outcome == "1" for outcome in "0010110010"]

    heights = cusum(events, acceptable=0.05, unacceptable=0.10)

    expected = (0, 0, 0.693147, 0.639080, 1.332227, 2.025374, 1.971307, 1.917240, 2.610387, 2.556320)
    assert heights == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("acceptable", "unacceptable"), [(0.1, 0.1), (0.1, 0.05), (0, 0.1), (0.1, 1)])
def test_rates_that_cannot_be_told_apart_are_refused(acceptable: float, unacceptable: float) -> None:
    with pytest.raises(ValueError, match="acceptable"):
        cusum([True], acceptable=acceptable, unacceptable=unacceptable)


def test_numbers_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="no sessions"):
        g_chart([3, -1])
    with pytest.raises(ValueError, match="negative"):
        chance_within(-1, mean=10)
    with pytest.raises(ValueError, match="above 0"):
        gap_quantile(0.5, mean=0)


@given(means, st.integers(0, 1000))
def test_more_sessions_make_an_event_more_likely(mean: float, sessions: int) -> None:
    assert 0 <= chance_within(sessions, mean=mean) <= chance_within(sessions + 1, mean=mean) <= 1


@given(means, st.floats(0.01, 0.99))
def test_a_quantile_is_the_first_gap_that_is_likely_enough(mean: float, probability: float) -> None:
    gap = gap_quantile(probability, mean=mean)

    assert chance_within(gap + 1, mean=mean) >= probability - 1e-9
    assert gap == 0 or chance_within(gap, mean=mean) < probability + 1e-9


@given(st.lists(st.booleans(), max_size=60))
def test_another_event_never_lowers_the_evidence(events: list[bool]) -> None:
    heights = cusum([*events, True], acceptable=0.02, unacceptable=0.04)

    assert min(heights) >= 0
    assert heights[-1] > (heights[-2] if events else 0)
