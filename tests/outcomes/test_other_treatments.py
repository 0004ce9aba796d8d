"""What was given beside the needling, over the visits of an episode."""

from clinic_log.outcomes.rules.other_treatments import GivenFacts, OtherTreatment, other_treatments
from clinic_log.treatments.rules import VisitKind
from tests.outcomes.examples import START, visit


def _given(label: str, *visits: int, minutes: int | None = None) -> list[GivenFacts]:
    return [GivenFacts(session_id=number, label=label, minutes=minutes) for number in visits]


def test_each_kind_says_at_which_visits_it_was_given_and_for_how_long() -> None:
    visits = [visit(number) for number in range(1, 7)]
    given = [*_given("Taping", 2), *_given("Exercise", 1, 3, 4, 5, minutes=15), *_given("Exercise", 6)]

    exercise, taping = other_treatments(given, visits)

    assert (exercise.visits, exercise.of, exercise.which) == (5, 6, "1, 3 to 6")
    assert exercise.minutes == "60 min, written at 4"
    assert taping == OtherTreatment(label="Taping", visits=1, of=6, which="2", minutes="", last_on=visits[1].held_on)


def test_a_visit_that_was_missed_and_a_session_of_another_episode_count_nowhere() -> None:
    visits = [visit(1), visit(2, kind=VisitKind.CANCELLED), visit(3)]

    (taping,) = other_treatments(_given("Taping", 3, 99), visits)

    assert (taping.visits, taping.of, taping.which) == (1, 2, "2")
    assert taping.last_on > START
    assert other_treatments(_given("Taping", 99), visits) == ()
