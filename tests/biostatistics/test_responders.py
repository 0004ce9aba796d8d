"""The edge vectors of the methods paper, section 3; the ids R, RX and Q are its own."""

import dataclasses
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.biostatistics.responders import ResponderRule, Response, classify, is_important
from clinic_log.biostatistics.scores import MeasureFacts, ScorePair
from clinic_log.catalogue import measures
from tests.biostatistics.measures import FIQR, HIT6, LEFS, NPRS, ODI, VAS, InventedMeasure

YES, NO, WORSE, FLOOR, MISSING = (
    Response.RESPONDER,
    Response.NON_RESPONDER,
    Response.WORSE,
    Response.FLOOR,
    Response.MISSING,
)
Q1 = [
    ScorePair(before, after)
    for before, after in (
        *((7, 4), (6, 5), (8, 8), (5, 2), (1, 0), (4, None)),
        *((9, 6), (3, 2), (6, 8), (10, 4), (5, 4), (7, 5)),
    )
]

with_thresholds = st.sampled_from([m for m in measures.all_measures() if m.mcid is not None])
scores = st.one_of(st.none(), st.floats(0, 10))
pairs = st.builds(ScorePair, scores, scores)


@pytest.mark.parametrize(
    ("before", "after", "either", "both"),
    [
        pytest.param(7, 5, YES, NO, id="28 percent and 2 points"),
        pytest.param(9, 7, YES, NO, id="22 percent and 2 points"),
        pytest.param(3, 2, YES, NO, id="33 percent but 1 point"),
        pytest.param(3, 1, YES, YES, id="67 percent and 2 points"),
        pytest.param(2, 0, YES, YES, id="all the room there was"),
        pytest.param(1, 0, FLOOR, FLOOR, id="no room"),
        pytest.param(10, 7, YES, YES, id="exactly 30 percent"),
        pytest.param(6, 4.2, YES, NO, id="30 percent but 1.8 points"),
        pytest.param(3.3, 2.31, YES, NO, id="R15 exactly 30 percent in decimals"),
        pytest.param(4, 6, WORSE, WORSE, id="worse by the MCID"),
        pytest.param(4, 5, NO, NO, id="worse by less"),
        pytest.param(0, 3, WORSE, WORSE, id="R9 worse from no pain"),
        pytest.param(0, 0, FLOOR, FLOOR, id="no pain stays no pain"),
        pytest.param(5, 5, NO, NO, id="unchanged"),
        pytest.param(6, None, MISSING, MISSING, id="no second score"),
        pytest.param(None, 6, MISSING, MISSING, id="no first score"),
        pytest.param(None, None, MISSING, MISSING, id="no score"),
    ],
)
def test_pain_scores_are_classified_as_published(
    *, before: float | None, after: float | None, either: Response, both: Response
) -> None:
    assert classify(before, after, measure=NPRS) is either
    assert classify(before, after, measure=NPRS, rule="both") is both


@pytest.mark.parametrize(
    ("measure", "before", "after", "expected"),
    [
        pytest.param(VAS, 50, 35, YES, id="RX1"),
        pytest.param(VAS, 12, 0, FLOOR, id="RX2"),
        pytest.param(LEFS, 40, 49, YES, id="RX4"),
        pytest.param(LEFS, 72, 80, FLOOR, id="RX5"),
        pytest.param(LEFS, 71, 80, YES, id="RX6"),
        pytest.param(LEFS, 60, 51, WORSE, id="worse where higher is better"),
        pytest.param(HIT6, 43, 36, FLOOR, id="RX8"),
        pytest.param(HIT6, 44, 36, YES, id="eight points of room above 36"),
    ],
)
def test_other_scales_are_classified_as_published(
    *, measure: MeasureFacts, before: float, after: float, expected: Response
) -> None:
    assert classify(before, after, measure=measure) is expected


def test_a_measure_without_a_percentage_has_one_threshold_for_both_rules() -> None:
    assert classify(40, 49, measure=LEFS, rule="both") is YES
    assert classify(40, 48, measure=LEFS, rule="either") is NO


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(50, 42.95, YES), (50, 43, NO), (50, 57.05, WORSE), (0, 0, FLOOR), (0, 5, WORSE)],
)
@pytest.mark.parametrize("rule", ["either", "both"])
def test_a_measure_with_a_percentage_only_is_decided_by_it(
    *, before: float, after: float, expected: Response, rule: str
) -> None:
    assert classify(before, after, measure=FIQR, rule=rule) is expected


@pytest.mark.parametrize("slug", ["mmt", "ppt", "shoulder-flexion", "hdi"])
def test_a_measure_without_any_threshold_cannot_be_classified(slug: str) -> None:
    with pytest.raises(ValueError, match="no threshold"):
        classify(3, 4, measure=measures.get(slug))


def test_a_percentage_on_a_scale_that_does_not_start_at_zero_is_no_threshold() -> None:
    measure = InventedMeasure(minimum=36, maximum=78, mcid_percent=30)

    with pytest.raises(ValueError, match="no threshold"):
        classify(50, 40, measure=measure)


@pytest.mark.parametrize(("after", "expected"), [(4, YES), (4.1, NO), (10, WORSE)])
def test_substantial_means_half_of_the_pain_gone(*, after: float, expected: Response) -> None:
    assert classify(8, after, measure=NPRS, rule=ResponderRule.SUBSTANTIAL) is expected


def test_substantial_is_for_pain_only() -> None:
    with pytest.raises(ValueError, match="pain scales"):
        classify(40, 20, measure=ODI, rule="substantial")


@pytest.mark.parametrize(
    ("slug", "before", "after", "expected"),
    [
        pytest.param("nprs", 7, 5, True, id="reaches MCID and MDC"),
        pytest.param("nprs", 3, 2, False, id="33 percent is inside error"),
        pytest.param("nprs", 4, 6, True, id="worse matters as well"),
        pytest.param("nprs", 5, 5, False, id="unchanged"),
        pytest.param("ndi", 50, 34, False, id="MCID 15 lies inside the MDC of 20.4"),
        pytest.param("ndi", 50, 28, True, id="beyond the MDC"),
        pytest.param("quickdash", 40, 29, False, id="QuickDASH needs its MDC"),
        pytest.param("odi", 40, 30, True, id="no MDC known"),
        pytest.param("fiqr", 50, 42.95, True, id="percentage only"),
        pytest.param("odi", 20, 13, True, id="35 percent, as for a responder"),
        pytest.param("vas-pain", 12, 0, None, id="no room"),
        pytest.param("nprs", 0, 3, True, id="harm from no pain"),
        pytest.param("nprs", 6, None, None, id="no second score"),
        pytest.param("hdi", 60, 20, None, id="no MCID, no verdict"),
        pytest.param("shoulder-flexion", 120, 150, None, id="beyond error, yet importance unknown"),
    ],
)
def test_important_needs_the_mcid_and_a_known_mdc(
    *, slug: str, before: float, after: float, expected: bool | None
) -> None:
    assert is_important(before, after, measure=measures.get(slug)) is expected


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="most"):
        classify(7, 4, measure=NPRS, rule="most")


def test_twelve_episodes_are_classified_as_published() -> None:
    found = Counter(classify(pair.before, pair.after, measure=NPRS) for pair in Q1)

    assert found == {YES: 6, NO: 3, WORSE: 1, FLOOR: 1, MISSING: 1}


def test_the_stricter_rule_counts_four_of_the_twelve_episodes() -> None:
    found = Counter(classify(pair.before, pair.after, measure=NPRS, rule="both") for pair in Q1)

    assert (found[YES], found[NO]) == (4, 5)


@given(st.floats(0, 10), st.floats(0, 10))
def test_who_meets_both_thresholds_meets_either(before: float, after: float) -> None:
    if classify(before, after, measure=NPRS, rule="both") is YES:
        assert classify(before, after, measure=NPRS, rule="either") is YES


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 10))
def test_less_pain_at_the_end_is_never_classified_lower(before: float, one: float, other: float) -> None:
    order = [WORSE, NO, FLOOR, YES]
    less, more = sorted((one, other))

    better = order.index(classify(before, less, measure=NPRS))

    assert better >= order.index(classify(before, more, measure=NPRS))


@given(with_thresholds, st.data())
def test_a_mirrored_scale_gives_the_same_class(measure: measures.Measure, data: st.DataObject) -> None:
    """Reversing direction and scores changes nothing for the absolute threshold."""
    assert measure.minimum is not None
    assert measure.maximum is not None
    score = st.floats(measure.minimum, measure.maximum).map(lambda value: round(value, 3))
    before, after = data.draw(score), data.draw(score)
    plain = InventedMeasure(better="lower", minimum=measure.minimum, maximum=measure.maximum, mcid=measure.mcid)
    mirrored = dataclasses.replace(plain, better="higher")
    total = measure.minimum + measure.maximum

    assert classify(before, after, measure=plain) is classify(total - before, total - after, measure=mirrored)


@given(pairs, st.floats(0.1, 20), st.floats(0.1, 20))
def test_knowing_the_mdc_never_makes_a_change_important(pair: ScorePair, mcid: float, mdc: float) -> None:
    with_mdc = is_important(pair.before, pair.after, measure=InventedMeasure(mcid=mcid, mdc=mdc))
    without = is_important(pair.before, pair.after, measure=InventedMeasure(mcid=mcid))

    assert without or not with_mdc
