"""The names by which the formulas are called, and that each says where it comes from."""

import inspect
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.biostatistics import change, intervals, motion, proportions, responders, trend
from clinic_log.biostatistics.intervals import poisson_rate, zero_events_upper_bound
from tests.biostatistics.measures import NPRS

NAMED = (
    (trend.slope_per_week, "(dates, values, *, confidence=0.95)"),
    (intervals.poisson_rate, "(events, exposure, *, confidence=0.95, per=1000)"),
    (intervals.zero_events_upper_bound, "(trials, *, confidence=0.95)"),
    (motion.percent_of_normal, "(value, *, measure)"),
    (change.exceeds_mdc, "(before, after, *, measure)"),
    (responders.classify, "(before, after, *, measure, rule='either')"),
    (proportions.wilson_interval, "(successes, trials, *, confidence=0.95)"),
)


def _asked(function: Callable[..., object]) -> str:
    signature = inspect.signature(function)
    bare = [each.replace(annotation=inspect.Parameter.empty) for each in signature.parameters.values()]
    return str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))


@pytest.mark.parametrize(("function", "asked"), NAMED, ids=lambda value: getattr(value, "__name__", ""))
def test_a_formula_is_called_as_agreed_and_names_its_source(function: Callable[..., object], asked: str) -> None:
    assert _asked(function) == asked
    assert "Methods, section" in (function.__doc__ or "")


@given(st.integers(0, 200), st.integers(1, 10_000), st.floats(0.5, 0.998))
def test_more_events_move_both_limits_up_and_more_certainty_apart(events: int, exposure: int, level: float) -> None:
    fewer, more = (poisson_rate(number, exposure, confidence=level) for number in (events, events + 1))
    surer = poisson_rate(events, exposure, confidence=level + 0.001)

    assert fewer is not None
    assert more is not None
    assert surer is not None
    assert fewer.low < more.low
    assert fewer.high < more.high
    assert surer.low <= fewer.low
    assert fewer.high < surer.high


@given(st.integers(1, 10_000), st.floats(0.5, 0.998))
def test_more_certainty_leaves_room_for_more(trials: int, level: float) -> None:
    bound, surer = (zero_events_upper_bound(trials, confidence=each) for each in (level, level + 0.001))

    assert bound is not None
    assert surer is not None
    assert 0 < bound < surer < 1


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 10))
def test_a_larger_change_is_never_taken_for_error_where_a_smaller_one_is_not(
    before: float, near: float, far: float
) -> None:
    near, far = sorted((near, far), key=lambda after: abs(after - before))

    assert change.exceeds_mdc(before, far, measure=NPRS) or not change.exceeds_mdc(before, near, measure=NPRS)
