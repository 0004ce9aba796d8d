"""What a therapist is told about an open episode, with its reason."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from clinic_log.clinics.rules import Policy
from clinic_log.episodes.rules import Side
from clinic_log.outcomes.rules import (
    MeasureKey,
    Plan,
    Signal,
    SignalKind,
    Visit,
    important_since,
    measure_courses,
    pain_course,
    signals,
)
from clinic_log.outcomes.rules.signals import reassessment_day
from clinic_log.treatments.rules import VisitKind
from tests.outcomes.examples import START, measured, pain, visit, visits_with_pain

Pairs = list[tuple[float | None, float | None]]


def _signals(
    pairs: Pairs, *, days: int = 28, policy: Policy | None = None, **plan: object
) -> list[tuple[SignalKind, str]]:
    found = signals(
        pain_course(visits_with_pain(pairs), "nprs"),
        [],
        plan=Plan(today=START + timedelta(days=days), **plan),  # type: ignore[arg-type] # names are checked by Plan
        policy=policy or Policy(),
    )
    return [(signal.kind, signal.words) for signal in found]


@pytest.mark.parametrize(
    ("pairs", "days", "expected"),
    [
        ([(7, 5)], 3, []),
        ([(7, 5), (6, 5)], 10, []),
        ([(7, 5), (4, 3)], 10, [(SignalKind.IMPORTANT_CHANGE, "Important change reached on 23 Oct 2026, visit 2.")]),
        (
            [(7, 5), (4, 3), (6, 5)],
            20,
            [
                (
                    SignalKind.CHANGE_NOT_HELD,
                    "Important change reached on 23 Oct 2026, visit 2, not held at the latest visit.",
                )
            ],
        ),
        ([(7, 6), (7, 6), (6, 5), (6, 5)], 21, [(SignalKind.NO_IMPORTANT_CHANGE, "No important change at visit 4.")]),
        ([(7, 6), (6, 5)], 34, [(SignalKind.NO_IMPORTANT_CHANGE, "No important change after 34 days.")]),
        ([(4, 3), (6, 5)], 10, [(SignalKind.WORSE, "Pain is worse by an important amount.")]),
        ([(1, 0), (1, 0), (1, 0), (1, 0)], 40, []),
        ([], 40, []),
        ([(None, None), (None, None)], 40, []),
    ],
    ids=["one", "early", "reached", "not held", "fourth visit", "thirty days", "worse", "floor", "none", "no scores"],
)
def test_pain_signals(pairs: Pairs, days: int, expected: list[tuple[SignalKind, str]]) -> None:
    assert _signals(pairs, days=days) == expected


def test_worse_within_the_measurement_error_is_not_called_important() -> None:
    course = pain_course(visits_with_pain([(4, 3), (6, 5)]), "nprs")
    assert course.question is not None
    unsure = replace(course, question=replace(course.question, mdc=3.0))

    (signal,) = signals(unsure, [], plan=Plan(today=START + timedelta(days=10)), policy=Policy())

    assert signal.words == "Pain is worse by an amount that measurement error could explain."


def test_a_plan_that_is_over_asks_for_a_reassessment() -> None:
    over = _signals([(7, 5)], until=START)
    through = _signals([(7, 5), (6, 5)], planned_visits=2, until=START + timedelta(days=90))

    assert over == [(SignalKind.REASSESSMENT_DUE, "Re-assessment due: the plan ran until 16 Oct 2026.")]
    assert through == [(SignalKind.REASSESSMENT_DUE, "Re-assessment due: 2 of 2 planned visits are over.")]


def test_the_clinic_decides_when_no_important_change_is_pointed_at() -> None:
    pairs: Pairs = [(7, 6), (7, 6), (6, 5), (6, 5)]
    late = Policy(review_at_visit=6, review_after_days=60)

    assert _signals(pairs, days=21, policy=late) == []
    assert _signals(pairs, days=61, policy=late) == [
        (SignalKind.NO_IMPORTANT_CHANGE, "No important change after 61 days.")
    ]
    assert _signals(pairs[:2], days=8, policy=Policy(review_at_visit=2)) == [
        (SignalKind.NO_IMPORTANT_CHANGE, "No important change at visit 2.")
    ]


def test_a_clinic_may_ask_for_a_reassessment_without_a_plan() -> None:
    policy = Policy(reassess_after_days=30)
    visits = [visit(1, pain(7, 5)), visit(2, pain(4, 3), kind=VisitKind.EVALUATION)]

    def due(visits: list[Visit], days: int) -> list[str]:
        course = pain_course(visits, "nprs")
        plan = Plan(today=START + timedelta(days=days), planned_visits=10)
        found = signals(course, [], plan=plan, policy=policy)
        return [signal.words for signal in found if signal.kind is SignalKind.REASSESSMENT_DUE]

    assert due([], 90) == []
    assert due(visits[:1], 29) == []
    assert due(visits[:1], 30) == ["Re-assessment due: 30 days since the first visit of 16 Oct 2026."]
    assert due(visits, 36) == []
    assert due(visits, 37) == ["Re-assessment due: 30 days since the evaluation of 23 Oct 2026."]


def _left_out(*values: float | None, at: int = 3) -> list[str]:
    visits = [visit(number, pain(5, 4), measured("ndi", value)) for number, value in enumerate(values, 1)]
    courses = measure_courses(visits, [MeasureKey("ndi")], pain_question="nprs")
    found: tuple[Signal, ...] = signals(
        pain_course(visits, "nprs"),
        courses,
        plan=Plan(today=date(2026, 10, 17)),
        policy=Policy(review_at_visit=20, visits_without_measure=at),
    )
    return [signal.words for signal in found if signal.kind is SignalKind.NOT_TAKEN]


def test_a_tracked_measure_that_three_visits_left_out_is_pointed_at() -> None:
    assert _left_out(40, None, None) == []
    assert len(_left_out(40, None, None, None)) == 1
    assert len(_left_out(None, None, None)) == 1
    assert _left_out(40, None, None, None, 38) == []
    assert _left_out(40, None, None, at=2) == ["NDI was not taken at the last 2 visits."]


def test_what_was_left_out_is_named_with_its_side_and_kind_of_motion() -> None:
    taken = measured("shoulder-flexion", 140, side=Side.RIGHT, mode="active")
    visits = [visit(1, pain(5, 4), taken), *(visit(number, pain(5, 4)) for number in range(2, 5))]
    courses = measure_courses(visits, [MeasureKey("shoulder-flexion")], pain_question="nprs")

    found = signals(pain_course(visits, "nprs"), courses, plan=Plan(today=START), policy=Policy(review_at_visit=20))

    assert [signal.words for signal in found] == ["Shoulder flexion, right, active was not taken at the last 3 visits."]


def test_what_nobody_tracks_is_not_pointed_at() -> None:
    visits = [visit(number, pain(5, 4), measured("ndi", 40 if number == 1 else None)) for number in range(1, 6)]
    courses = measure_courses(visits, [], pain_question="nprs")

    found = signals(pain_course(visits, "nprs"), courses, plan=Plan(today=START), policy=Policy(review_at_visit=20))

    assert found == ()


def test_a_question_without_a_threshold_never_reaches_an_important_change() -> None:
    visits = [visit(1, pain(7, 5, question="gone")), visit(2, pain(1, 0, question="gone"))]

    assert important_since(pain_course(visits, "gone")) is None


def test_the_next_examination_is_due_at_the_end_of_the_plan_or_after_the_days_of_the_clinic() -> None:
    visits = [visit(1, pain(7, 5)), visit(2, pain(4, 3), kind=VisitKind.EVALUATION), visit(3, pain(3, 3))]
    course = pain_course(visits, "nprs")
    evaluated = visits[1].held_on

    def due(*, until: date | None = None, days: int = 0) -> date | None:
        plan = Plan(today=evaluated, until=until)
        return reassessment_day(course, plan=plan, policy=Policy(reassess_after_days=days))

    assert due() is None
    assert due(days=30) == evaluated + timedelta(days=30)
    assert due(days=30, until=evaluated + timedelta(days=10)) == evaluated + timedelta(days=10)
    assert due(until=evaluated) == evaluated


@pytest.mark.parametrize("slug", ["startback-total", "return-to-activity-days"])
def test_nobody_is_asked_again_for_what_is_taken_once(slug: str) -> None:
    visits = [visit(number, pain(7, 5), *([measured(slug, 6)] if number == 1 else [])) for number in range(1, 7)]
    courses = measure_courses(visits, [MeasureKey(slug)], pain_question="nprs")

    found = signals(pain_course(visits, "nprs"), courses, plan=Plan(today=visits[-1].held_on), policy=Policy())

    assert SignalKind.NOT_TAKEN not in {signal.kind for signal in found}


def test_what_is_taken_once_is_missed_while_nobody_took_it() -> None:
    visits = [visit(number, pain(7, 5)) for number in range(1, 7)]
    courses = measure_courses(visits, [MeasureKey("startback-total")], pain_question="nprs")

    found = signals(pain_course(visits, "nprs"), courses, plan=Plan(today=visits[-1].held_on), policy=Policy())

    assert "STarT Back was not taken at the last 3 visits." in {signal.words for signal in found}
