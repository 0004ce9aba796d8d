"""Sections 7 and 8 of the methods paper; the ids W and A are its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.biostatistics.intervals import poisson_rate, zero_events_upper_bound
from clinic_log.biostatistics.proportions import exact_interval, wilson_interval

counts = st.integers(0, 400).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))
levels = st.sampled_from([0.8, 0.9, 0.95, 0.99])


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        pytest.param(0, 10, 0, 0.277533, id="W1"),
        pytest.param(10, 10, 0.722467, 1, id="W2"),
        pytest.param(7, 10, 0.396778, 0.892209, id="W3"),
        pytest.param(45, 60, 0.627679, 0.842235, id="W4"),
        pytest.param(1, 1, 0.206549, 1, id="W5"),
    ],
)
def test_wilson_agrees_with_the_published_limits(*, successes: int, trials: int, low: float, high: float) -> None:
    interval = wilson_interval(successes, trials)

    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-6)


def test_no_trials_have_no_limits() -> None:
    """W6."""
    assert wilson_interval(0, 0) is None
    assert poisson_rate(0, 0) is None
    assert zero_events_upper_bound(0) is None


@pytest.mark.parametrize(("successes", "trials"), [(-1, 10), (11, 10), (0, -1), (1, 0)])
def test_impossible_counts_are_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="between 0 and the trials"):
        wilson_interval(successes, trials)


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5])
def test_a_confidence_outside_zero_and_one_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        wilson_interval(1, 2, confidence=confidence)
    with pytest.raises(ValueError, match="confidence"):
        poisson_rate(1, 2, confidence=confidence)
    with pytest.raises(ValueError, match="confidence"):
        zero_events_upper_bound(2, confidence=confidence)


@given(counts, levels)
def test_wilson_limits_enclose_the_proportion(count: tuple[int, int], confidence: float) -> None:
    successes, trials = count
    interval = wilson_interval(successes, trials, confidence=confidence)

    if interval is not None:
        assert 0 <= interval.low <= successes / trials <= interval.high <= 1


@given(st.integers(1, 10_000))
def test_the_ends_are_exactly_zero_and_one(trials: int) -> None:
    none, every = wilson_interval(0, trials), wilson_interval(trials, trials)

    assert none is not None
    assert every is not None
    assert none.low == 0
    assert every.high == 1


@given(counts.filter(lambda count: count[1] > 0))
def test_failures_mirror_successes(count: tuple[int, int]) -> None:
    successes, trials = count
    straight, mirrored = wilson_interval(successes, trials), wilson_interval(trials - successes, trials)

    assert straight is not None
    assert mirrored is not None
    assert straight.low == pytest.approx(1 - mirrored.high, abs=1e-9)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_one_more_success_moves_both_limits_up(count: tuple[int, int]) -> None:
    successes, trials = count
    fewer, more = wilson_interval(successes, trials), wilson_interval(successes + 1, trials)

    assert fewer is not None
    assert more is not None
    assert fewer.low <= more.low
    assert fewer.high <= more.high


@given(st.integers(1, 100), st.integers(0, 100), st.integers(2, 20))
def test_more_trials_narrow_the_interval(trials: int, successes: int, times: int) -> None:
    successes = min(successes, trials)
    few, many = wilson_interval(successes, trials), wilson_interval(successes * times, trials * times)

    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize(
    ("events", "exposure", "rate", "low", "high"),
    [
        pytest.param(20, 20464, 0.977326, 0.596976, 1.509401, id="A1"),
        pytest.param(0, 500, 0, 0, 7.377759, id="A2"),
    ],
)
def test_rates_per_thousand_have_exact_poisson_limits(
    *, events: int, exposure: int, rate: float, low: float, high: float
) -> None:
    found = poisson_rate(events, exposure)

    assert found is not None
    assert (found.rate, found.low, found.high) == pytest.approx((rate, low, high), abs=1e-6)
    assert (found.events, found.exposure, found.per) == (events, exposure, 1000)


@pytest.mark.parametrize(("events", "exposure"), [(-1, 10), (1, -10), (1, 0)])
def test_impossible_rates_are_refused(events: int, exposure: float) -> None:
    with pytest.raises(ValueError, match=r"[Ee]vents"):
        poisson_rate(events, exposure)


@given(st.integers(0, 200), st.integers(1, 10_000), levels)
def test_poisson_limits_enclose_the_rate_and_scale_with_per(events: int, exposure: int, confidence: float) -> None:
    rate = poisson_rate(events, exposure, confidence=confidence)
    per_one = poisson_rate(events, exposure, confidence=confidence, per=1)

    assert rate is not None
    assert per_one is not None
    assert 0 <= rate.low <= rate.rate <= rate.high
    assert rate.high == pytest.approx(1000 * per_one.high)


@pytest.mark.parametrize(
    ("trials", "bound", "tolerance"),
    [pytest.param(7629, 0.0003926, 5e-8, id="A3"), pytest.param(30, 0.095034, 1e-6, id="A4")],
)
def test_no_event_still_leaves_room_for_one(*, trials: int, bound: float, tolerance: float) -> None:
    assert zero_events_upper_bound(trials) == pytest.approx(bound, abs=tolerance)


def test_negative_trials_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        zero_events_upper_bound(-1)


@given(st.integers(1, 100_000))
def test_the_bound_falls_with_more_trials_and_stays_below_three_over_n(trials: int) -> None:
    bound, next_bound = zero_events_upper_bound(trials), zero_events_upper_bound(trials + 1)

    assert bound is not None
    assert next_bound is not None
    assert 0 < next_bound < bound < 3 / trials


def test_exact_limits_agree_with_the_published_ones() -> None:
    """A5."""
    interval = exact_interval(2, 34407)

    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((0.00000704, 0.00020996), abs=1e-8)


def test_exact_limits_end_at_none_and_all() -> None:
    nobody, everybody = exact_interval(0, 30), exact_interval(30, 30)

    assert nobody is not None
    assert everybody is not None
    assert (nobody.low, everybody.high) == (0, 1)
    assert nobody.high == pytest.approx(1 - everybody.low)
    assert exact_interval(0, 0) is None


@given(counts, levels)
def test_exact_limits_enclose_the_proportion(count: tuple[int, int], confidence: float) -> None:
    successes, trials = count
    interval = exact_interval(successes, trials, confidence=confidence)

    if interval is not None:
        assert 0 <= interval.low <= successes / trials <= interval.high <= 1
