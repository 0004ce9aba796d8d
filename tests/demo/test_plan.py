"""The invented clinic is the same for the same seed, and plausible."""

from collections import Counter
from datetime import date, timedelta

import pytest

from clinic_log.accounts.rules import Role
from clinic_log.biostatistics.responders import classify
from clinic_log.catalogue import measures
from clinic_log.demo.people import COLLEAGUES
from clinic_log.demo.plan import ClinicPlan, plan_clinic

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


def test_eighty_patients_make_about_nine_hundred_visits_over_two_years(plan: ClinicPlan) -> None:
    visits = [visit for episode in plan.episodes for visit in episode.visits]

    assert len(plan.people) == 80
    assert len({person.record_number for person in plan.people}) == 80
    assert 820 <= len(visits) <= 980
    assert max(visits).date() <= LAST_DAY
    assert timedelta(days=690) < max(visits) - min(visits) < timedelta(days=740)
    assert all(visit.weekday() < 5 and 8 <= visit.hour < 18 for visit in visits)


def test_patients_have_one_visit_at_a_time(plan: ClinicPlan) -> None:
    every = Counter((episode.patient_index, visit) for episode in plan.episodes for visit in episode.visits)

    assert max(every.values()) == 1


def test_courses_are_mixed(plan: ClinicPlan) -> None:
    nprs = measures.get("nprs")
    befores = [[pain.before for pain in episode.pain if pain.before is not None] for episode in plan.episodes]
    found = Counter(classify(scores[0], scores[-1], measure=nprs).value for scores in befores if len(scores) > 1)

    assert set(found) == {"responder", "non_responder", "worse", "floor"}
    assert found["responder"] > found["non_responder"] > found["worse"]
