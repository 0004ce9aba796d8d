"""The course of an episode, the sentence above it, and to whom and to which month it belongs."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.biostatistics.responders import ResponderRule, Response
from clinic_log.outcomes.rules import (
    Tone,
    find_measure,
    headline,
    importance_in_words,
    pain_course,
    practitioner_of,
    summarise_episode,
)
from clinic_log.treatments.rules import VisitKind
from tests.outcomes.examples import pain, visit, visits_with_pain

Pairs = list[tuple[float | None, float | None]]


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ([(7, 5), (6, 4), (6, 4), (4, 3), (3, 2)], "Pain 7 → 3 over 5 sessions: a clinically important change."),
        ([(6, 4), (6, 5), (5, 5), (5, 4)], "Pain 6 → 5 over 4 sessions: smaller than an important change (2)."),
        ([(4, 3), (5, 4), (6, 6)], "Pain 4 → 6 over 3 sessions: worse. Look at the plan."),
        ([(7, 5)], "One before-score so far: 7 of 10. A course needs two."),
        ([(1, 0), (0, 0)], "Pain was 1 at the start: no room for an important change."),
        ([(0, 0), (3, 1)], "Pain 0 → 3 over 2 sessions: worse. Look at the plan."),
        ([(3, 1), (2, 1)], "Pain 3 → 2 over 2 sessions: within the measurement error (2)."),
        ([(6, 4), (6, 4)], "Pain 6 → 6 over 2 sessions: smaller than an important change (2)."),
        ([], "No before-score yet."),
        ([(None, 3), (None, None)], "No before-score yet."),
        ([(7.5, 5), (4.5, 3)], "Pain 7.5 → 4.5 over 2 sessions: a clinically important change."),
    ],
)
def test_the_headline_says_the_finding_and_its_certainty(pairs: Pairs, sentence: str) -> None:
    course = pain_course(visits_with_pain(pairs), "nprs")

    assert headline(course).sentence == sentence


def test_under_the_stricter_rule_both_limits_are_named() -> None:
    course = pain_course(visits_with_pain([(9, 8), (7, 6)]), "nprs")

    strict = headline(course, rule=ResponderRule.BOTH)

    assert strict.sentence == "Pain 9 → 7 over 2 sessions: smaller than an important change (2 and 30 %)."
    assert headline(course).tone is Tone.GOOD


def test_another_pain_question_is_named_with_its_unit() -> None:
    visits = [visit(1, pain(50, 40, question="vas-pain")), visit(2, pain(35, question="vas-pain"))]

    course = pain_course(visits, "vas-pain")

    assert headline(course).sentence == "VAS pain 50 → 35 mm over 2 sessions: a clinically important change."


def test_a_question_that_the_catalogue_no_longer_has_keeps_its_scores_and_claims_nothing() -> None:
    visits = [visit(1, pain(7, question="retired")), visit(2, pain(3, question="retired"))]

    course = pain_course(visits, "retired")

    assert headline(course).sentence == "Pain 7 → 3 over 2 sessions: how much change is important is not known."
    assert course.response() is None


def test_what_important_means_is_said_with_the_error() -> None:
    nprs, vas = find_measure("nprs"), find_measure("vas-pain")

    assert importance_in_words(nprs) == "at least 2 points or 30 %, and no less than the measurement error (2)"
    assert importance_in_words(vas, rule=ResponderRule.BOTH) == "at least 15 mm and 30 %"


def test_the_course_is_not_the_sum_of_the_drops() -> None:
    course = pain_course(visits_with_pain([(7, 4), (6, 4), (5, 3)]), "nprs")

    assert course.improvement == 2
    assert course.immediate is not None
    assert course.immediate.mean == pytest.approx(2.333333, abs=1e-6)


def test_a_visit_without_needles_counts_and_one_that_was_missed_does_not() -> None:
    visits = [
        visit(1, pain(7)),
        visit(2, kind=VisitKind.CANCELLED, needled=False),
        visit(3, kind=VisitKind.DID_NOT_ATTEND, needled=False),
        visit(4, needled=False),
        visit(5, pain(3), needled=False, kind=VisitKind.PHONE),
    ]

    course = pain_course(visits, "nprs")

    assert [point.visit.session_id for point in course.points] == [1, 4, 5]
    assert course.visits_without_score == 1
    assert course.pair.after == 3


def test_a_before_and_an_after_of_different_questions_are_never_put_together() -> None:
    visits = [visit(1, pain(7), pain(20, 10, question="vas-pain")), visit(2, pain(5))]

    course = pain_course(visits, "nprs")

    assert course.points[0].after is None
    assert course.immediate is None


def test_visits_are_ordered_by_when_they_were_held() -> None:
    course = pain_course(list(reversed(visits_with_pain([(7, 5), (5, 4), (2, 1)]))), "nprs")

    assert (course.pair.before, course.pair.after) == (7, 2)


def test_an_episode_belongs_to_the_practitioner_of_most_needling_visits() -> None:
    visits = [
        visit(1, practitioner=1),
        visit(2, practitioner=2),
        visit(3, practitioner=2),
        visit(4, practitioner=1, needled=False),
        visit(5, practitioner=1, needled=False),
    ]

    assert practitioner_of(visits) == 2
    assert practitioner_of(visits[3:]) is None


def test_in_a_tie_it_belongs_to_the_one_with_the_latest_needling_visit() -> None:
    assert practitioner_of([visit(1, practitioner=5), visit(2, practitioner=3)]) == 3


def test_an_episode_belongs_to_the_month_of_its_last_score() -> None:
    outcome = summarise_episode([*visits_with_pain([(7, 5), (4, 3)]), visit(9)], pain_question="nprs")

    assert outcome.last_score_on == date(2026, 10, 23)
    assert outcome.counted_on == date(2026, 10, 23)
    assert (outcome.visits, outcome.needling_visits) == (3, 3)


def test_an_episode_without_a_score_belongs_to_the_month_of_its_last_visit() -> None:
    outcome = summarise_episode([visit(1), visit(3)], pain_question="nprs")

    assert outcome.last_score_on is None
    assert outcome.counted_on == date(2026, 10, 30)
    assert outcome.response_either is Response.MISSING


def test_one_score_is_a_first_score_without_a_last() -> None:
    outcome = summarise_episode(visits_with_pain([(7, 5), (None, None)]), pain_question="nprs")

    assert (outcome.first_before, outcome.last_before) == (7, None)
    assert outcome.last_score_on == outcome.first_score_on
    assert outcome.response_either is Response.MISSING


def test_an_episode_without_visits_counts_nowhere() -> None:
    outcome = summarise_episode([], pain_question="nprs")

    assert outcome.counted_on is None
    assert outcome.visits == 0


@given(
    st.lists(
        st.tuples(st.integers(0, 10) | st.none(), st.integers(0, 10) | st.none()),
        max_size=8,
    )
)
def test_whatever_the_scores_the_sentence_and_the_class_agree(pairs: Pairs) -> None:
    course = pain_course(visits_with_pain(pairs), "nprs")

    said = headline(course)

    assert ("clinically important" in said.verdict) == (
        course.response() is Response.RESPONDER and course.is_important() is True
    )
    assert ("worse" in said.verdict) == (course.response() is Response.WORSE)
    assert ("no room" in said.finding) == (course.response() is Response.FLOOR)
