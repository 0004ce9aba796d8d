"""The invented clinic is the same for the same seed, and plausible."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest

from clinic_log.accounts.rules import Role
from clinic_log.biostatistics.responders import classify
from clinic_log.catalogue import measures
from clinic_log.demo.people import COLLEAGUES
from clinic_log.demo.plan import ClinicPlan, PlannedEpisode, plan_clinic
from clinic_log.supervision.rules.words import LEAST_FOR_COMPARISON

LAST_DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def plan() -> ClinicPlan:
    return plan_clinic(7, last_day=LAST_DAY)


def test_the_same_seed_gives_the_same_clinic(plan: ClinicPlan) -> None:
    assert plan == plan_clinic(7, last_day=LAST_DAY)
    assert plan != plan_clinic(8, last_day=LAST_DAY)


def test_it_has_the_people_that_a_small_clinic_has() -> None:
    held = Counter(role for colleague in COLLEAGUES for role in colleague.roles)

    assert held == {Role.PRACTITIONER: 4, Role.STUDENT: 1, Role.SUPERVISOR: 1, Role.ADMINISTRATOR: 1}


def test_a_hundred_and_thirty_patients_make_about_a_thousand_visits_over_two_years(plan: ClinicPlan) -> None:
    visits = [visit for episode in plan.episodes for visit in episode.visits]

    assert len(plan.people) == 130
    assert len({person.record_number for person in plan.people}) == 130
    assert 950 <= len(visits) <= 1150
    assert max(visits).date() <= LAST_DAY
    assert timedelta(days=690) < max(visits) - min(visits) < timedelta(days=740)
    assert all(visit.weekday() < 5 and 8 <= visit.hour < 18 for visit in visits)


def test_patients_have_one_visit_at_a_time(plan: ClinicPlan) -> None:
    every = Counter((episode.patient_index, visit) for episode in plan.episodes for visit in episode.visits)

    assert max(every.values()) == 1


def test_courses_are_mixed(plan: ClinicPlan) -> None:
    found = Counter(_response(episode) for episode in plan.episodes)

    assert set(found) == {None, "responder", "non_responder", "worse", "floor"}
    assert found["responder"] > found["non_responder"] > found["worse"]


@pytest.mark.parametrize("last_day", [LAST_DAY + timedelta(days=days) for days in range(7)])
def test_every_practitioner_can_be_compared_with_the_others(last_day: date) -> None:
    since = datetime.combine(last_day - timedelta(days=330), time())
    evaluable = Counter(
        episode.colleague_index
        for episode in plan_clinic(7, last_day=last_day).episodes
        if episode.visits[-1] >= since and _response(episode) in {"responder", "non_responder", "worse"}
    )

    assert all(evaluable[practitioner] >= LEAST_FOR_COMPARISON for practitioner in range(4))


@pytest.mark.parametrize("last_day", [LAST_DAY + timedelta(days=days) for days in range(7)])
def test_an_open_episode_is_due_for_re_assessment_and_another_gets_worse(last_day: date) -> None:
    still_open = [episode for episode in plan_clinic(7, last_day=last_day).episodes if episode.discharge is None]

    assert any(episode.plan is not None and episode.plan[1] < last_day for episode in still_open)
    assert any(_response(episode) == "worse" for episode in still_open)


def _response(episode: PlannedEpisode) -> str | None:
    scores = [pain.before for pain in episode.pain if pain.before is not None]
    return classify(scores[0], scores[-1], measure=measures.get("nprs")).value if len(scores) > 1 else None
