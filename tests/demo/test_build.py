"""A part of the plan, lived through the actions of the features on a real database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.queries import verify_chain
from clinic_log.demo.build import Builder, last_moment_of, live
from clinic_log.demo.people import COLLEAGUES
from clinic_log.demo.plan import ClinicPlan, plan_clinic
from clinic_log.outcomes.models import OutcomeScore, YellowFlagLook
from clinic_log.outcomes.receivers import connect
from clinic_log.outcomes.rules import HowAsked
from clinic_log.patients.models import Patient
from clinic_log.treatments.models import AdverseEvent, TreatmentSession
from clinic_log.treatments.rules import SessionStatus
from tests.accounts.factories import make_actor, make_clinic
from tests.conftest import AUDIT_KEY

LAST_DAY = date(2026, 11, 20)


@pytest.fixture
def team(db: Session) -> tuple[SignedIn, ...]:
    clinic = make_clinic(db)
    return tuple(make_actor(db, *colleague.roles, clinic=clinic, name=colleague.name) for colleague in COLLEAGUES)


@pytest.fixture
def part() -> ClinicPlan:
    """The episodes of the student, two late ones, and the one with the serious event."""
    plan = plan_clinic(7, last_day=LAST_DAY)
    return replace(plan, episodes=(plan.episodes[0], *plan.episodes[-3:]))


def _live(db: Session, part: ClinicPlan, team: tuple[SignedIn, ...]) -> list[tuple[int, int]]:
    connect()
    progress: list[tuple[int, int]] = []
    builder = Builder(db=db, plan=part, team=team, seed=7, last_moment=last_moment_of(LAST_DAY))
    live(builder, on_progress=lambda done, total: progress.append((done, total)))
    return progress


def test_the_invented_clinic_is_made_through_the_actions_and_shows_progress(
    db: Session, part: ClinicPlan, team: tuple[SignedIn, ...]
) -> None:
    progress = _live(db, part, team)

    signed = db.scalar(select(func.count()).where(TreatmentSession.status == SessionStatus.SIGNED))
    assert db.scalar(select(func.count()).select_from(Patient)) == len({e.patient_index for e in part.episodes})
    assert signed is not None
    assert signed >= 12
    assert progress[-1][0] == progress[-1][1]
    assert verify_chain(db, AUDIT_KEY).is_whole


def test_nothing_lies_in_the_future_and_nothing_was_written_late(
    db: Session, part: ClinicPlan, team: tuple[SignedIn, ...]
) -> None:
    _live(db, part, team)

    for treatment in db.scalars(select(TreatmentSession)):
        assert treatment.started_at is not None
        assert treatment.written_at is not None
        assert 0 <= (treatment.written_at - treatment.started_at).total_seconds() <= 3600
        assert treatment.started_at <= last_moment_of(LAST_DAY)


def test_the_one_serious_event_is_told_after_the_visit(
    db: Session, part: ClinicPlan, team: tuple[SignedIn, ...]
) -> None:
    _live(db, part, team)

    serious = db.scalars(select(AdverseEvent).where(AdverseEvent.is_serious)).one()

    assert serious.kind_slug == "pneumothorax-suspected"
    assert serious.session_id != serious.reported_in_id


def test_a_student_does_not_sign(db: Session, part: ClinicPlan, team: tuple[SignedIn, ...]) -> None:
    _live(db, part, team)

    student = next(member for member in team if Role.STUDENT in member.roles)
    own = db.scalars(select(TreatmentSession).where(TreatmentSession.practitioner_id == student.user_id)).all()

    assert own
    assert all(version.signer_id != student.user_id for treatment in own for version in treatment.versions)


def test_some_are_asked_between_their_visits(db: Session, team: tuple[SignedIn, ...]) -> None:
    plan = plan_clinic(7, last_day=LAST_DAY)
    asked = next(
        each for each in plan.episodes if each.number % 4 == 1 and each.visits[0].date() < LAST_DAY - timedelta(weeks=7)
    )

    _live(db, replace(plan, episodes=(asked,)), team)

    scores = db.scalars(select(OutcomeScore).order_by(OutcomeScore.taken_on, OutcomeScore.position)).all()
    start = asked.visits[0].date()
    assert {score.taken_on for score in scores} == {start, start + timedelta(weeks=6)}
    assert {score.how for score in scores} == {HowAsked.PAPER, HowAsked.PHONE}
    assert db.scalar(select(func.count()).select_from(YellowFlagLook)) == 1
