"""What became of the episodes, and what was told of the sessions, as it stands in every file that leaves."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.biostatistics.responders import ResponderRule
from clinic_log.supervision.rules import EffectCounts, EffortCounts, OutcomeCounts, SessionCounts
from clinic_log.supervision.rules.leaving import Hiding, months_leaving
from clinic_log.treatments.rules import EffectTiming
from tests.supervision.tables import BASIS, rows_of, told_before_leaving

HIDING = Hiding()
HIDDEN = HIDING.word


def _shown(outcomes: OutcomeCounts, other: OutcomeCounts | None = None) -> dict[str, tuple[str, ...]]:
    """The table of episodes by the first cell of each row."""
    basis = replace(BASIS, outcomes=outcomes, by_other_rule=other or OutcomeCounts(), other_rule="the stricter rule")
    return rows_of(months_leaving([], basis, HIDING), "Episodes of the period")


def test_no_part_of_the_episodes_follows_from_the_others() -> None:
    shown = _shown(
        OutcomeCounts(episodes=120, evaluable=90, responders=60, floor=12, missing=15, unjudged=3, with_baseline=117)
    )

    assert (shown["Without a known important change"][0], shown["Without room to improve"][0]) == (HIDDEN, HIDDEN)
    assert [shown[name][0] for name in ("Evaluable", "Without a last score")] == ["90", "15"]
    assert shown["Evaluable"][1] == "120"
    assert shown["With a first score"][0] == HIDDEN  # three fewer than the episodes


def test_the_completion_tells_nothing_that_its_parts_do_not() -> None:
    counts = OutcomeCounts(
        episodes=127, evaluable=94, responders=50, missing=33, eligible=124, eligible_evaluable=94,
        eligible_missing=30, with_baseline=127,
    )  # fmt: skip

    shown = _shown(counts)

    assert shown["Completion: evaluable among the eligible"] == ("94", "124", "76 %", "68–82 %")
    assert shown["Without a last score"][0] == HIDDEN  # else three of them are open for at most 8 weeks
    assert shown["Responders, if no missing one responded"] == ("50", HIDDEN, "", "")


def test_a_completion_that_a_few_under_way_hide_is_told_from_below() -> None:
    """Three of the evaluable are open for at most 8 weeks; of all that are not evaluable all might be eligible."""
    counts = OutcomeCounts(
        episodes=530, evaluable=500, responders=300, missing=30, eligible=527, eligible_evaluable=497,
        eligible_missing=30, with_baseline=530,
    )  # fmt: skip

    leaving = months_leaving([], replace(BASIS, outcomes=counts), HIDING)

    assert dict(leaving.notes)["Completion"] == "hidden; at least 92 %"
    shown = rows_of(leaving, "Episodes of the period")
    assert shown["Responders, if no missing one responded"][:3] == ("300", "530", "57 %")
    assert shown["Completion: evaluable among the eligible"][:2] == (HIDDEN, HIDDEN)


def test_the_other_rule_is_told_where_few_do_not_make_the_difference() -> None:
    counts = OutcomeCounts(episodes=90, evaluable=90, responders=60, with_baseline=90)
    by = "Responders by the stricter rule"

    far, near = (_shown(counts, replace(counts, responders=number)) for number in (45, 57))

    assert far[by] == ("45", "90", "50 %", "40–60 %")
    assert near[by][0] == HIDDEN


def test_a_rate_that_the_page_withholds_does_not_leave_either() -> None:
    counts = OutcomeCounts(
        episodes=100, evaluable=50, responders=40, missing=50, eligible=100, eligible_evaluable=50,
        eligible_missing=50, with_baseline=100,
    )  # fmt: skip

    assert _shown(counts)["Responders"] == ("40", "50", "too few follow-up scores", "")


def test_hidden_missing_scores_are_not_told_by_whether_there_is_a_rate() -> None:
    """Of 20 responders in 25 every number from 1 to 9 of missing ones gives the same words."""
    told = {
        _shown(OutcomeCounts(episodes=35 + few, evaluable=35, responders=25, missing=few, with_baseline=35 + few))[
            "Responders"
        ]
        for few in range(1, 10)
    }

    assert told == {("25", "35", "no rate: hidden missing scores may move it", "")}


def _effort(counts: OutcomeCounts, effort: EffortCounts, other: OutcomeCounts | None = None) -> str:
    basis = replace(BASIS, outcomes=counts, by_other_rule=other or OutcomeCounts(), effort=effort)
    tables = months_leaving([], basis, HIDING).tables
    return next(table.note for table in tables if table.title == "Episodes of the period")


def test_effort_is_an_average_of_many_or_nothing() -> None:
    counts = OutcomeCounts(episodes=90, evaluable=90, responders=60, with_baseline=90)
    effort = EffortCounts(reached=40, effort_sessions=160, effort_needles=600, effort_minutes=90, effort_timed=3)

    assert _effort(counts, effort) == (
        "Effort to a responder: 4.0 sessions, 15.0 needles on average until the first important change, of 40 "
        "responders in whom it was seen."
    )
    assert _effort(counts, replace(effort, reached=9)) == "Effort to a responder: hidden."
    assert _effort(counts, EffortCounts()) == ""


def _both_rules(by_either: int, by_both: int, evaluable: int) -> tuple[OutcomeCounts, OutcomeCounts]:
    either = OutcomeCounts(episodes=evaluable, evaluable=evaluable, responders=by_either, with_baseline=evaluable)
    return either, replace(either, responders=by_both)


@pytest.mark.parametrize("is_either", [True, False])
@pytest.mark.parametrize(
    ("reached", "rules"),
    [
        pytest.param(55, (60, 40, 90), id="responders of the rule that asks for less"),
        pytest.param(52, (64, 48, 92), id="responders of both rules whom it leaves out"),
        pytest.param(58, (58, 40, 62), id="the evaluable"),
    ],
)
def test_averages_leave_without_their_number_where_it_would_tell_a_few_of(
    reached: int, rules: tuple[int, int, int], *, is_either: bool
) -> None:
    either, both = _both_rules(*rules)
    effort = EffortCounts(reached=reached, effort_sessions=4 * reached, effort_needles=15 * reached)

    shown = _effort(either, effort, both) if is_either else _effort(both, effort, either)

    assert shown == (
        "Effort to a responder: 4.0 sessions, 15.0 needles on average until the first important change, of the "
        "responders in whom it was seen."
    )


def test_the_number_of_effort_does_not_stand_for_the_hidden_responders_of_the_other_rule() -> None:
    either, both = _both_rules(51, 50, 92)
    effort = EffortCounts(reached=51, effort_sessions=87, effort_needles=245)

    assert "of 51 responders" in _effort(either, effort, both)  # told as the responders of the rule in use
    assert "51" not in _effort(both, effort, either)


@given(st.lists(st.integers(0, 40), min_size=4, max_size=4), st.sampled_from(ResponderRule))
def test_no_few_lie_between_two_numbers_of_effort_and_its_rules(parts: list[int], rule: ResponderRule) -> None:
    by_both, seen_more, unseen, others = parts
    reached, by_either = by_both + seen_more, by_both + seen_more + unseen
    either, both = _both_rules(by_either, by_both, by_either + others)
    one, another = (either, both) if rule is ResponderRule.EITHER else (both, either)

    words = _effort(one, EffortCounts(reached=reached, effort_sessions=4 * reached), another)

    told = [int(number) for row in _shown(one, another).values() for number in row[:2] if number.isdecimal()]
    told += map(int, re.findall(r"of (\d+) responders", words))
    assert not any(0 < abs(number - other) < 10 for number in told for other in told)


def test_side_effects_leave_with_how_often_was_asked_and_how_many_there_were() -> None:
    sessions = SessionCounts(
        sessions=320, patients=90, needling_sessions=300, before_leaving=told_before_leaving(with_soreness=40),
        since_last_time=EffectCounts(timing=EffectTiming.SINCE_LAST_TIME, needling_sessions=300, asked=200),
    )  # fmt: skip

    leaving = months_leaving([], replace(BASIS, sessions=sessions), HIDING)

    shown = rows_of(leaving, "Side effects of needling sessions")
    assert shown["Share asked"] == ("80 % (75–84 %)", "67 % (61–72 %)")
    assert shown["Sessions with a side effect, of asked"] == ("24", "0")
    assert shown["Side effects in 1,000 sessions, 95 % interval"][0] == "125 in 1,000 sessions (84–178)"
    assert shown["None told: the true rate could still be up to"] == ("", "1.5 %")
    assert shown["Sessions with expected soreness, apart"] == ("40", "0")


def test_few_who_were_not_asked_are_hidden_and_the_answers_of_the_others_are_not() -> None:
    sessions = SessionCounts(
        sessions=300, patients=90, needling_sessions=300, before_leaving=told_before_leaving(asked=296),
        since_last_time=EffectCounts(timing=EffectTiming.SINCE_LAST_TIME, needling_sessions=300, asked=200),
    )  # fmt: skip

    leaving = months_leaving([], replace(BASIS, sessions=sessions), HIDING)

    shown = rows_of(leaving, "Side effects of needling sessions")
    assert (shown["Asked in"][0], shown["Needling sessions"][0]) == ("296", HIDDEN)
