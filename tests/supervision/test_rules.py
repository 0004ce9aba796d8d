"""What the page says, and when it keeps silent."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.biostatistics.intervals import poisson_rate
from clinic_log.biostatistics.responders import ResponderRule, Response
from clinic_log.outcomes.rules import summarise_episode
from clinic_log.supervision.rules import (
    EffectCounts,
    EpisodeGroup,
    OutcomeCounts,
    Period,
    SeriousEvent,
    SessionCounts,
    count_outcomes,
    period_days,
    rule_words,
)
from clinic_log.supervision.rules.tables import condition_rows, practitioner_rows
from clinic_log.supervision.rules.tiles import (
    completion_tile,
    effects_tile,
    none_words,
    responders_tile,
    serious_tile,
    sessions_tile,
)
from clinic_log.supervision.rules.words import percent_words, rate_words, share_words
from clinic_log.treatments.rules import EffectTiming
from tests.outcomes.examples import visits_with_pain

# Methods, section 3 [Q1].
Q1 = [(7, 4), (6, 5), (8, 8), (5, 2), (1, 0), (4, None), (9, 6), (3, 2), (6, 8), (10, 4), (5, 4), (7, 5)]


def _group(response: Response | None, episodes: int = 1, **changes: object) -> EpisodeGroup:
    values: dict[str, object] = {"had_room": True, "is_eligible": True, "practitioner_id": 1, "condition_slug": "a"}
    values |= changes
    return EpisodeGroup(response=response, episodes=episodes, **values)  # type: ignore[arg-type] # names are checked above


def _serious(**changes: object) -> SeriousEvent:
    values: dict[str, object] = {
        "patient_id": 1,
        "record_number": "1",
        "session_id": 1,
        "held_on": date(2026, 11, 18),
        "kind_slug": "pneumothorax",
        "label": "Pneumothorax",
        "resolved_on": date(2026, 11, 20),
        "practitioner_name": "Ada",
        "is_draft": False,
    }
    return SeriousEvent(**values | changes)  # type: ignore[arg-type] # names are checked above


def _said(sentences: tuple[str, ...]) -> str:
    return " ".join(sentences)


def test_counted_groups_agree_with_the_worked_example() -> None:
    outcomes = [summarise_episode(visits_with_pain([(b, None), (a, None)]), pain_question="nprs") for b, a in Q1]

    counts = count_outcomes(_group(each.response_either, had_room=each.had_room) for each in outcomes)

    assert (counts.evaluable, counts.responders, counts.floor) == (10, 6, 1)
    assert (counts.worse, counts.missing) == (1, 1)
    assert counts.rate == pytest.approx(0.6, abs=1e-6)
    assert counts.interval is not None
    assert (counts.interval.low, counts.interval.high) == pytest.approx((0.312674, 0.831820), abs=1e-6)
    assert counts.rate_with_missing == pytest.approx(0.545455, abs=1e-6)


def test_harm_without_room_is_counted_and_stays_outside_the_rate() -> None:
    counts = count_outcomes([_group(Response.WORSE, had_room=False), _group(Response.RESPONDER)])

    assert (counts.worse, counts.worse_without_room, counts.no_room) == (1, 1, 1)
    assert (counts.evaluable, counts.responders, counts.rate) == (1, 1, 1)


GROUPS = st.lists(
    st.builds(
        _group,
        response=st.sampled_from([*Response, None]),
        episodes=st.integers(0, 30),
        had_room=st.booleans(),
        is_eligible=st.booleans(),
    )
)


@given(GROUPS)
def test_every_episode_is_counted_once(groups: list[EpisodeGroup]) -> None:
    judged = [g for g in groups if g.had_room or g.response not in {Response.RESPONDER, Response.NON_RESPONDER}]
    counts = count_outcomes(judged)

    assert counts.episodes == counts.evaluable + counts.no_room + counts.missing + counts.unjudged
    assert 0 <= counts.responders <= counts.evaluable
    assert counts.worse_without_room <= counts.worse


@given(GROUPS)
def test_missing_scores_never_raise_the_rate(groups: list[EpisodeGroup]) -> None:
    counts = count_outcomes([g for g in groups if g.had_room or g.response is not Response.RESPONDER])

    if counts.rate is not None and counts.rate_with_missing is not None:
        assert counts.rate_with_missing <= counts.rate


def test_responders_stand_with_interval_count_missing_floor_and_worse() -> None:
    counts = OutcomeCounts(
        episodes=268, evaluable=212, responders=136, worse=12, floor=9, missing=47, eligible=268,
        eligible_evaluable=212, eligible_missing=47,
    )  # fmt: skip

    tile = responders_tile(counts)

    assert tile.value == "Too few follow-up scores"
    assert _said(tile.sentences) == (
        "136 of 212 evaluable episodes responded. "
        "47 missing: 53 % (46–59 %), 136 of 259, if they count as non-responders. "
        "9 had no room to improve. 12 became worse."
    )


def test_a_rate_that_stands_shows_its_interval() -> None:
    counts = OutcomeCounts(episodes=60, evaluable=60, responders=45, eligible=60, eligible_evaluable=60)

    tile = responders_tile(counts)

    assert (tile.value, tile.unit) == ("75", "%")
    assert tile.sentences[0] == "95 % interval 63–84 %, 45 of 60 evaluable episodes."
    assert tile.bar is not None


@pytest.mark.parametrize(
    ("eligible_evaluable", "missing", "too_few"), [(60, 0, False), (59, 0, True), (100, 12, False), (100, 13, True)]
)
def test_too_much_missing_replaces_the_rate(eligible_evaluable: int, missing: int, *, too_few: bool) -> None:
    """Completion under 60 %, or rates more than 10 points apart: 90 of 100 against 90 of 112 and 90 of 113."""
    counts = OutcomeCounts(
        episodes=100 + missing,
        evaluable=100,
        responders=90,
        missing=missing,
        eligible=100,
        eligible_evaluable=eligible_evaluable,
    )

    assert counts.has_too_few_scores is too_few


def test_a_small_number_has_a_count_and_no_percentage() -> None:
    counts = OutcomeCounts(episodes=4, evaluable=4, responders=3, eligible=4, eligible_evaluable=4)

    tile = responders_tile(counts)

    assert tile.value == "3 of 4"
    assert "%" not in _said(tile.sentences)
    assert completion_tile(counts, None).value == "–"


def test_without_any_episode_nothing_is_claimed() -> None:
    assert responders_tile(OutcomeCounts()).value == "–"
    assert effects_tile(EffectCounts(timing=EffectTiming.BEFORE_LEAVING)).value == "–"
    assert sessions_tile(SessionCounts(), OutcomeCounts()).value == "0"


def test_side_effects_stand_with_the_asked_rate_and_soreness_apart() -> None:
    tile = effects_tile(
        EffectCounts(
            timing=EffectTiming.BEFORE_LEAVING,
            needling_sessions=1375,
            asked=1263,
            with_effect=306,
            with_soreness=126,
            effects=340,
        )
    )

    assert (tile.value, tile.unit) == ("24", "%")
    assert _said(tile.sentences) == (
        "95 % interval 22–27 %, 306 of 1,263 asked. 340 effects: 269 in 1,000 sessions (241–299). "
        "Asked in 92 % (90–93 %), 1,263 of 1,375 needling sessions. "
        "Expected soreness apart: 10 % (8.4–12 %), 126 of 1,263."
    )


def test_a_rare_rate_keeps_a_decimal_in_its_limits() -> None:
    rate = poisson_rate(20, 20_408)

    assert rate is not None
    assert rate_words(rate) == "1.0 in 1,000 sessions (0.6–1.5)"


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(3, 9, "3 of 9"), (3, 10, "30 % (11–60 %), 3 of 10"), (0, 12, "0 % (0–24 %), 0 of 12"), (0, 0, "0 of 0")],
)
def test_a_share_stands_with_its_interval_from_ten(part: int, whole: int, words: str) -> None:
    assert share_words(part, whole) == words


def test_side_effects_of_a_condition_stand_with_their_interval() -> None:
    asked = EffectCounts(timing=EffectTiming.BEFORE_LEAVING, needling_sessions=40, asked=30, with_effect=3)

    row = condition_rows([_group(Response.RESPONDER)], names={"a": "Neck"}, effects={"a": asked}, reference=None)[0]

    assert (row.effects_rate, row.effects_interval, row.effects) == ("10 %", "(3.5–26 %)", "3 of 30")


def test_no_effect_is_not_no_risk() -> None:
    tile = effects_tile(EffectCounts(timing=EffectTiming.SINCE_LAST_TIME, needling_sessions=40, asked=30))

    assert tile.sentences[0] == "0 in 30 asked; the true rate could still be up to 9.5 %."


def test_zero_serious_events_have_an_upper_bound() -> None:
    assert none_words(1375) == "0 confirmed in 1,375 needling sessions; the true rate could still be up to 0.2 %."
    assert none_words(4) == "0 confirmed in 4 needling sessions (small number: no percentage)."
    assert none_words(0) == "0 confirmed in 0 needling sessions."


@pytest.mark.parametrize(
    "event",
    [
        _serious(resolved_on=None),
        _serious(kind_slug="pneumothorax-suspected"),
        _serious(is_draft=True),
        _serious(),
    ],
)
def test_zero_confirmed_never_stands_beside_a_serious_event(event: SeriousEvent) -> None:
    tile = serious_tile([event], needling_sessions=1375)

    assert "confirmed" not in _said(tile.sentences)
    assert tile.value == ("0" if event.is_draft else "1")


def test_a_serious_event_is_to_review_until_it_is_confirmed_and_resolved() -> None:
    assert serious_tile([_serious(resolved_on=None)], needling_sessions=9).unit == "to review"
    assert serious_tile([_serious(kind_slug="infection-bloodborne")], needling_sessions=9).tone == "danger"
    assert serious_tile([_serious()], needling_sessions=9).unit == "recorded, resolved"
    told = serious_tile([], needling_sessions=1375, told_warnings=2)
    assert (told.value, told.tone) == ("–", "danger")
    assert told.sentences == ("Warning signs told by link of 2 visits: look at them now.",)


def test_practitioners_get_a_rate_from_twenty_and_only_a_preliminary_one_below_fifty() -> None:
    groups = [
        _group(Response.RESPONDER, 19, practitioner_id=1),
        _group(Response.RESPONDER, 20, practitioner_id=2),
        _group(Response.NON_RESPONDER, 50, practitioner_id=3),
    ]

    rows = practitioner_rows(groups, names={1: "Cleo", 2: "Ada", 3: "Ben"}, reference=0.5)

    assert [(row.name, row.rate, row.note) for row in rows] == [
        ("Ada", "100 %", "preliminary"),
        ("Ben", "0 %", ""),
        ("Cleo", "", "fewer than 20 evaluable episodes: not compared"),
    ]


def test_conditions_get_a_rate_from_ten() -> None:
    groups = [_group(Response.RESPONDER, 9, condition_slug="a"), _group(Response.RESPONDER, 10, condition_slug="b")]

    rows = condition_rows(groups, names={"a": "Neck", "b": "Knee"}, effects={}, reference=None)

    assert [(row.name, row.rate, row.interval, row.note) for row in rows] == [
        ("Knee", "100 %", "72–100 %", ""),
        ("Neck", "", "", "small number"),
    ]
    assert [row.narrower for row in rows] == [{"condition": "b"}, {"condition": "a"}]


def test_an_episode_whose_question_has_no_threshold_is_in_no_rate() -> None:
    counts = count_outcomes([_group(None, 3), _group(Response.RESPONDER, 2)])

    assert (counts.episodes, counts.evaluable, counts.unjudged) == (5, 2, 3)
    assert "3 follow a question without a known important change." in responders_tile(counts).sentences


@pytest.mark.parametrize(
    ("period", "first"),
    [
        (Period.MONTHS_12, date(2025, 12, 1)),
        (Period.MONTHS_3, date(2026, 9, 1)),
        (Period.DAYS_30, date(2026, 10, 22)),
        (Period.THIS_YEAR, date(2026, 1, 1)),
        (Period.EVERYTHING, None),
    ],
)
def test_a_period_ends_today(period: Period, first: date | None) -> None:
    assert period_days(period, today=date(2026, 11, 20)) == (first, date(2026, 11, 20))


@pytest.mark.parametrize(
    ("today", "first"), [(date(2024, 2, 29), date(2023, 3, 1)), (date(2026, 1, 31), date(2025, 2, 1))]
)
def test_twelve_months_before_the_end_of_a_month(today: date, first: date) -> None:
    assert period_days(Period.MONTHS_12, today=today)[0] == first


def test_three_months_before_a_day_that_the_month_does_not_have() -> None:
    assert period_days(Period.MONTHS_3, today=date(2026, 5, 31))[0] == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "0 %"),
        (0.64, "64 %"),
        (0.0996, "10 %"),
        (0.095, "9.5 %"),
        (0.02, "2.0 %"),
        (0.0003926, "0.04 %"),
        (0.000003, "0.0003 %"),
        (1, "100 %"),
    ],
)
def test_a_share_is_written_with_as_many_digits_as_it_carries(share: float, words: str) -> None:
    assert percent_words(share) == words


def test_each_rule_is_said() -> None:
    assert "or 30 %" in rule_words(ResponderRule.EITHER)
    assert "and 30 %" in rule_words(ResponderRule.BOTH)
