"""What it took until an important change: visits, needles and minutes before it was seen, never after."""

from dataclasses import replace

from clinic_log.outcomes.rules import pain_course
from clinic_log.outcomes.rules.effort import effort_in_words, effort_until_important
from tests.outcomes.examples import visits_with_pain

NEEDLES = {1: 3, 2: 4, 3: 5}


def test_only_what_came_before_the_change_is_counted() -> None:
    visits = [replace(visit, minutes=30) for visit in visits_with_pain([(7, 5), (6, 4), (4, 3)])]

    effort = effort_until_important(pain_course(visits, "nprs"), NEEDLES)

    assert effort_in_words(effort) == (
        "Important change first seen on 30 Oct 2026, after 2 sessions, 7 needles and 60 minutes."
    )


def test_without_a_change_all_of_it_is_told_and_a_missing_end_is_no_zero() -> None:
    first, second = visits_with_pain([(7, 5), (6, 4)])
    half, none = ([replace(first, minutes=minutes), second] for minutes in (25, None))

    told = [effort_in_words(effort_until_important(pain_course(visits, "nprs"), NEEDLES)) for visits in (half, none)]

    assert told == [
        "No important change so far: 2 sessions, 7 needles and 25 minutes in the 1 with a recorded end.",
        "No important change so far: 2 sessions, 7 needles and a time that nobody recorded.",
    ]


def test_an_episode_without_visits_has_no_effort() -> None:
    assert effort_in_words(effort_until_important(pain_course([], "nprs"), {})) == ""
