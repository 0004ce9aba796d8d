"""Visits of the same minute, as when one was entered twice: what a later one told of moves from one to the other."""

import pytest
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.app import connect_receivers
from clinic_log.incidents.rules.follow_up import Sign, Told
from clinic_log.outcomes.queries import check_summaries
from clinic_log.patients.models import Patient
from clinic_log.treatments.actions import retract_session
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import Asked, EffectTiming, Severity
from tests.accounts.factories import make_actor
from tests.incidents.factories import confirm, make_answer
from tests.patients.factories import make_patient
from tests.treatments.factories import bruise, days_ago, make_signed_session, needling_visit


@pytest.fixture
def by(db: Session) -> SignedIn:
    connect_receivers()
    return make_actor(db, Role.PRACTITIONER, Role.SUPERVISOR)


@pytest.fixture
def patient(db: Session, by: SignedIn) -> Patient:
    return make_patient(db, by=by)


def _visit(db: Session, by: SignedIn, patient: Patient) -> TreatmentSession:
    content = needling_visit(started_at=days_ago(5), since_previous=None)
    return make_signed_session(db, by=by, patient=patient, content=content)


def _visit_with_an_effect_by_link(db: Session, by: SignedIn, patient: Patient) -> TreatmentSession:
    """So that something is known of it whatever a later visit tells."""
    visit = _visit(db, by, patient)
    confirm(db, by=by, effect=make_answer(db, by=by, treatment=visit, told=Told(signs=(Sign.BREATHLESS,))).effects[0])
    return visit


def _later(db: Session, by: SignedIn, patient: Patient) -> TreatmentSession:
    effect = bruise(timing=EffectTiming.SINCE_LAST_TIME, severity=Severity.MODERATE)
    content = needling_visit(started_at=days_ago(2), since_previous=Asked.PRESENT, effects=(effect,))
    return make_signed_session(db, by=by, patient=patient, content=content)


def _wrong(db: Session) -> list[str]:
    db.flush()
    return [f"{one.subject}: {one.text}" for one in check_summaries(db, on_progress=lambda _what, _done: None)]


def test_when_the_twin_is_signed_after_the_later_visit(db: Session, by: SignedIn, patient: Patient) -> None:
    _visit_with_an_effect_by_link(db, by, patient)
    later = _later(db, by, patient)

    twin = _visit(db, by, patient)

    assert later.previous_session_id == twin.id
    assert _wrong(db) == []


def test_when_the_twin_is_retracted(db: Session, by: SignedIn, patient: Patient) -> None:
    first = _visit_with_an_effect_by_link(db, by, patient)
    twin = _visit(db, by, patient)
    later = _later(db, by, patient)
    assert later.previous_session_id == twin.id

    retract_session(db, by=by, treatment=twin, reason="Entered twice")

    assert later.previous_session_id == first.id
    assert _wrong(db) == []
