"""A part of the plan, lived through the actions of the features on a real database."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.queries import verify_chain
from clinic_log.catalogue import intimate_areas
from clinic_log.demo.build import Builder, last_moment_of, live
from clinic_log.demo.people import COLLEAGUES
from clinic_log.demo.plan import ClinicPlan, PlannedEpisode, plan_clinic
from clinic_log.episodes.models import Episode
from clinic_log.outcomes.models import OutcomeScore, YellowFlagLook
from clinic_log.outcomes.receivers import connect
from clinic_log.outcomes.rules import HowAsked
from clinic_log.patients.models import Patient
from clinic_log.screening.models import Consent
from clinic_log.screening.rules.consent import Chaperone, ConsentKind
from clinic_log.treatments.models import AdverseEvent, Needling, TreatmentSession
from clinic_log.treatments.rules import SessionStatus
from tests.accounts.factories import make_actor, make_clinic
from tests.conftest import AUDIT_KEY

LAST_DAY = date(2026, 11, 20)


@pytest.fixture
def team(db: Session) -> tuple[SignedIn, ...]:
    clinic = make_clinic(db)
    return tuple(make_actor(db, *colleague.roles, clinic=clinic, name=colleague.name) for colleague in COLLEAGUES)


def _live(
    db: Session, team: tuple[SignedIn, ...], episodes: Callable[[ClinicPlan], Iterable[PlannedEpisode]]
) -> list[tuple[int, int]]:
    """Some episodes of the plan."""
    connect()
    plan = plan_clinic(7, last_day=LAST_DAY)
    part = replace(plan, episodes=tuple(episodes(plan)))
    progress: list[tuple[int, int]] = []
    builder = Builder(db=db, plan=part, team=team, seed=7, last_moment=last_moment_of(LAST_DAY))
    live(builder, on_progress=lambda done, total: progress.append((done, total)))
    return progress


def test_the_invented_clinic_is_made_through_the_actions_and_shows_progress(
    db: Session, team: tuple[SignedIn, ...]
) -> None:
    progress = _live(db, team, lambda plan: (plan.episodes[0], *plan.episodes[-3:]))

    treatments = db.scalars(select(TreatmentSession)).all()
    assert db.scalar(select(func.count()).select_from(Patient)) == 4
    assert sum(treatment.status is SessionStatus.SIGNED for treatment in treatments) >= 6
    assert progress[-1][0] == progress[-1][1]
    assert verify_chain(db, AUDIT_KEY).is_whole
    _require_true_moments(treatments)
    _require_supervised(treatments, student=next(one for one in team if Role.STUDENT in one.roles))
    serious = db.scalars(select(AdverseEvent).where(AdverseEvent.is_serious)).one()
    assert serious.kind_slug == "pneumothorax-suspected"
    assert serious.session_id != serious.reported_in_id  # told after the visit


def _require_true_moments(treatments: Iterable[TreatmentSession]) -> None:
    """Nothing lies in the future, and nothing was written late."""
    for treatment in treatments:
        assert treatment.started_at is not None
        assert treatment.written_at is not None
        assert 0 <= (treatment.written_at - treatment.started_at).total_seconds() <= 3600
        assert treatment.started_at <= last_moment_of(LAST_DAY)


def _require_supervised(treatments: Iterable[TreatmentSession], *, student: SignedIn) -> None:
    """A student writes and does not sign."""
    own = [treatment for treatment in treatments if treatment.practitioner_id == student.user_id]
    assert own
    assert all(version.signer_id != student.user_id for treatment in own for version in treatment.versions)


def test_needles_in_an_intimate_area_come_after_consent_that_names_it_and_the_offer_of_a_chaperone(
    db: Session, team: tuple[SignedIn, ...]
) -> None:
    _live(db, team, lambda plan: [one for one in plan.episodes if one.condition_slug == "groin-pain"][:1])

    consent = db.scalars(select(Consent).where(Consent.kind == ConsentKind.INTIMATE_AREA)).one()
    muscles = db.scalars(select(Needling.muscle_slug)).all()
    assert consent.areas == ["groin"]
    assert consent.chaperone in list(Chaperone)
    assert intimate_areas.by_code()["groin"].muscles & set(muscles)


def test_some_are_asked_between_their_visits(db: Session, team: tuple[SignedIn, ...]) -> None:
    _live(db, team, lambda plan: [one for one in plan.episodes if one.number % 4 == 1][:1])

    scores = db.scalars(select(OutcomeScore).order_by(OutcomeScore.taken_on, OutcomeScore.position)).all()
    start = db.scalars(select(Episode.opened_on)).one()
    assert {score.taken_on for score in scores} == {start, start + timedelta(weeks=6)}
    assert {score.how for score in scores} == {HowAsked.PAPER, HowAsked.PHONE}
    assert db.scalar(select(func.count()).select_from(YellowFlagLook)) == 1
