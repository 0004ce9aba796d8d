"""A visit signed late, or retracted, between two others: what the later one told then concerns another visit."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.audit.models import AuditEntry
from clinic_log.patients.models import Patient
from clinic_log.treatments.actions import retract_session, verify_version
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries.later import list_heard_later
from clinic_log.treatments.queries.verification import matches_record
from clinic_log.treatments.rules import Asked, EffectTiming, SessionContent, VisitKind
from tests.accounts.factories import make_actor
from tests.patients.factories import make_patient
from tests.treatments.factories import bruise, days_ago, make_signed_session, needling_visit


@pytest.fixture
def by(db: Session) -> SignedIn:
    return make_actor(db)


@pytest.fixture
def patient(db: Session, by: SignedIn) -> Patient:
    return make_patient(db, by=by)


def visit(days: float, **changes: object) -> SessionContent:
    return needling_visit(started_at=days_ago(days), **changes)


def telling_visit(days: float) -> SessionContent:
    """A visit that heard of a bruise since last time."""
    return visit(days, since_previous=Asked.PRESENT, effects=(bruise(timing=EffectTiming.SINCE_LAST_TIME),))


def binding(later: TreatmentSession) -> tuple[int | None, list[int]]:
    return later.previous_session_id, [event.session_id for event in later.adverse_events]


def signed_text(treatment: TreatmentSession) -> tuple[str, str]:
    return treatment.versions[0].content, treatment.versions[0].content_hash


def test_a_visit_signed_late_takes_over_what_was_told_after_it(db: Session, by: SignedIn, patient: Patient) -> None:
    first = make_signed_session(db, by=by, patient=patient, content=visit(20))
    third = make_signed_session(db, by=by, patient=patient, content=telling_visit(2))
    fourth = make_signed_session(db, by=by, patient=patient, content=visit(1))
    signed, revision = signed_text(third), fourth.revision

    second = make_signed_session(db, by=by, patient=patient, content=visit(9))

    assert binding(third) == (second.id, [second.id])
    assert (first.side_effects_since, second.side_effects_since) == (Asked.NONE, Asked.PRESENT)
    assert signed_text(third) == signed
    assert verify_version(third.versions[0])
    assert matches_record(third.versions[0], treatment=third)
    assert (fourth.previous_session_id, fourth.revision) == (third.id, revision)


def test_a_first_visit_signed_late_is_asked_about(db: Session, by: SignedIn, patient: Patient) -> None:
    later = make_signed_session(db, by=by, patient=patient, content=visit(2, since_previous=None))

    first = make_signed_session(db, by=by, patient=patient, content=visit(9))

    assert later.previous_session_id == first.id
    assert first.side_effects_since is None


def test_a_visit_that_nobody_attended_takes_over_nothing(db: Session, by: SignedIn, patient: Patient) -> None:
    first = make_signed_session(db, by=by, patient=patient, content=visit(20))
    third = make_signed_session(db, by=by, patient=patient, content=telling_visit(2))

    missed = SessionContent(kind=VisitKind.DID_NOT_ATTEND, started_at=days_ago(9))
    make_signed_session(db, by=by, patient=patient, content=missed)

    assert binding(third) == (first.id, [first.id])


def test_what_was_told_about_a_retracted_visit_goes_to_the_one_before(
    db: Session, by: SignedIn, patient: Patient
) -> None:
    first = make_signed_session(db, by=by, patient=patient, content=visit(20))
    second = make_signed_session(db, by=by, patient=patient, content=visit(9))
    third = make_signed_session(db, by=by, patient=patient, content=telling_visit(2))
    signed = signed_text(third)

    retract_session(db, by=by, treatment=second, reason="Wrong patient")

    assert binding(third) == (first.id, [first.id])
    assert (first.side_effects_since, second.side_effects_since) == (Asked.PRESENT, None)
    assert signed_text(third) == signed


def test_without_an_earlier_visit_an_effect_stays_with_the_retracted_one(
    db: Session, by: SignedIn, patient: Patient
) -> None:
    first = make_signed_session(db, by=by, patient=patient, content=visit(9))
    later = make_signed_session(db, by=by, patient=patient, content=telling_visit(2))

    retract_session(db, by=by, treatment=first, reason="Wrong day")
    assert binding(later) == (first.id, [first.id])
    assert list_heard_later(db, treatment=first) == later.adverse_events

    again = make_signed_session(db, by=by, patient=patient, content=visit(8))
    assert binding(later) == (again.id, [again.id])
    assert again.side_effects_since is Asked.PRESENT


def test_every_visit_that_changed_is_in_the_audit_after_the_act(db: Session, by: SignedIn, patient: Patient) -> None:
    first = make_signed_session(db, by=by, patient=patient, content=visit(20))
    second = make_signed_session(db, by=by, patient=patient, content=visit(9))
    third = make_signed_session(db, by=by, patient=patient, content=telling_visit(2))

    retract_session(db, by=by, treatment=second, reason="Wrong patient")

    entries = db.execute(select(AuditEntry.action, AuditEntry.object_id).order_by(AuditEntry.sequence.desc()).limit(4))
    assert [tuple(entry) for entry in entries][::-1] == [
        ("session.retracted", second.id),
        ("session.bound_to_other_visit", third.id),
        ("session.heard_about_later", first.id),
        ("session.heard_about_later", second.id),
    ]
