"""What a visit hears about the one before is kept with that one, whose signed version stays as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.base.errors import ConflictError
from clinic_log.patients.models import Patient
from clinic_log.treatments.actions import record_session, retract_session, sign_session, verify_version
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries import content_of, last_session_before
from clinic_log.treatments.rules import (
    Asked,
    ContentError,
    EffectTiming,
    SessionContent,
    SessionStatus,
    SignatureMeaning,
    VisitKind,
)
from clinic_log.treatments.signals import session_changed
from tests.accounts.factories import make_actor
from tests.patients.factories import make_patient
from tests.treatments.factories import bruise, days_ago, make_recorded_session, make_signed_session, needling_visit


@pytest.fixture
def by(db: Session) -> SignedIn:
    return make_actor(db)


@pytest.fixture
def patient(db: Session, by: SignedIn) -> Patient:
    return make_patient(db, by=by)


@contextmanager
def heard() -> Iterator[list[TreatmentSession]]:
    told: list[TreatmentSession] = []

    def note(_db: Session, *, treatment: TreatmentSession, **_: object) -> None:
        told.append(treatment)

    with session_changed.connected_to(note):
        yield told


def visit(days: float, **changes: object) -> SessionContent:
    return needling_visit(started_at=days_ago(days), **changes)


def test_the_answer_is_kept_with_the_earlier_visit(db: Session, by: SignedIn, patient: Patient) -> None:
    earlier = make_signed_session(db, by=by, patient=patient, content=visit(9))
    before = (earlier.versions[0].content, earlier.versions[0].content_hash)

    with heard() as told:
        later = make_signed_session(db, by=by, patient=patient, content=visit(2, since_previous=Asked.NONE))

    assert later.previous_session_id == earlier.id
    assert earlier.side_effects_since is Asked.NONE
    assert told == [earlier]
    assert (earlier.versions[0].content, earlier.versions[0].content_hash) == before
    assert verify_version(earlier.versions[0])


def test_an_effect_told_later_belongs_to_the_earlier_visit(db: Session, by: SignedIn, patient: Patient) -> None:
    earlier = make_signed_session(db, by=by, patient=patient, content=visit(9))
    effect = bruise(timing=EffectTiming.SINCE_LAST_TIME)

    later = make_signed_session(
        db, by=by, patient=patient, content=visit(2, since_previous=Asked.PRESENT, effects=(effect,))
    )

    (event,) = later.adverse_events
    assert (event.session_id, event.reported_in_id) == (earlier.id, later.id)
    assert earlier.adverse_events == []
    assert earlier.side_effects_since is Asked.PRESENT


def test_an_unsigned_note_tells_nothing_yet(db: Session, by: SignedIn, patient: Patient) -> None:
    earlier = make_signed_session(db, by=by, patient=patient, content=visit(9))

    make_recorded_session(db, by=by, patient=patient, content=visit(2, since_previous=Asked.NONE))

    assert earlier.side_effects_since is None


def test_a_visit_that_nobody_attended_is_passed_over(db: Session, by: SignedIn, patient: Patient) -> None:
    earlier = make_signed_session(db, by=by, patient=patient, content=visit(9))
    for kind in (VisitKind.CANCELLED, VisitKind.DID_NOT_ATTEND):
        make_signed_session(db, by=by, patient=patient, content=SessionContent(kind=kind, started_at=days_ago(5)))

    found = last_session_before(db, by=by, patient_id=patient.id, before=days_ago(1))

    assert found is earlier


def test_a_visit_of_another_patient_or_a_draft_is_not_the_last(db: Session, by: SignedIn, patient: Patient) -> None:
    make_signed_session(db, by=by, content=visit(9))
    make_recorded_session(db, by=by, patient=patient, content=visit(8))

    assert last_session_before(db, by=by, patient_id=patient.id, before=days_ago(1)) is None


def test_the_question_must_be_answered_once_there_is_an_earlier_visit(
    db: Session, by: SignedIn, patient: Patient
) -> None:
    later = make_recorded_session(db, by=by, patient=patient, content=visit(2, since_previous=None))
    make_signed_session(db, by=by, patient=patient, content=visit(9))

    with pytest.raises(ContentError, match="since last time"):
        sign_session(db, by=by, treatment=later, meaning=SignatureMeaning.TREATED)


def test_a_visit_signed_in_between_must_be_looked_at_before_signing(
    db: Session, by: SignedIn, patient: Patient
) -> None:
    first = make_signed_session(db, by=by, patient=patient, content=visit(20))
    effect = bruise(timing=EffectTiming.SINCE_LAST_TIME)
    third = make_recorded_session(
        db, by=by, patient=patient, content=visit(2, since_previous=Asked.PRESENT, effects=(effect,))
    )
    assert third.adverse_events[0].session_id == first.id
    second = make_signed_session(db, by=by, patient=patient, content=visit(9))

    with pytest.raises(ConflictError, match=r"Another visit was signed in between\. Look at .since last time. again"):
        sign_session(db, by=by, treatment=third, meaning=SignatureMeaning.TREATED)
    assert (third.status, third.previous_session_id) == (SessionStatus.DRAFT, first.id)

    record_session(db, by=by, treatment=third, content=content_of(third))
    sign_session(db, by=by, treatment=third, meaning=SignatureMeaning.TREATED)
    assert third.previous_session_id == second.id
    assert third.adverse_events[0].session_id == second.id
    assert second.side_effects_since is Asked.PRESENT


def test_an_earlier_visit_retracted_in_between_must_be_looked_at_before_signing(
    db: Session, by: SignedIn, patient: Patient
) -> None:
    make_signed_session(db, by=by, patient=patient, content=visit(20))
    second = make_signed_session(db, by=by, patient=patient, content=visit(9))
    third = make_recorded_session(db, by=by, patient=patient, content=visit(2))
    retract_session(db, by=by, treatment=second, reason="Wrong patient")

    with pytest.raises(ConflictError, match="The earlier visit was retracted"):
        sign_session(db, by=by, treatment=third, meaning=SignatureMeaning.TREATED)


@pytest.mark.parametrize("later_answer", [Asked.NONE, Asked.NOT_ASKED])
def test_an_effect_that_one_contact_heard_of_is_not_unsaid_by_another(
    db: Session, by: SignedIn, patient: Patient, *, later_answer: Asked
) -> None:
    earlier = make_signed_session(db, by=by, patient=patient, content=visit(9))
    unsaying = visit(5, since_previous=later_answer)
    present = visit(5, since_previous=Asked.PRESENT, effects=(bruise(timing=EffectTiming.SINCE_LAST_TIME),))

    for content in (present, unsaying):  # both began at the same minute, so both ask about the same visit
        make_signed_session(db, by=by, patient=patient, content=content)

    assert earlier.side_effects_since is Asked.PRESENT


def test_not_asked_hides_no_answer_that_somebody_gave(db: Session, by: SignedIn, patient: Patient) -> None:
    earlier = make_signed_session(db, by=by, patient=patient, content=visit(9))
    phone = SessionContent(kind=VisitKind.PHONE, started_at=days_ago(8), since_previous=Asked.NONE)
    call = make_signed_session(db, by=by, patient=patient, content=phone)

    make_signed_session(db, by=by, patient=patient, content=visit(2, since_previous=Asked.NOT_ASKED))

    assert earlier.side_effects_since is Asked.NONE
    assert call.side_effects_since is Asked.NOT_ASKED


def test_a_retracted_visit_takes_back_what_it_told(db: Session, by: SignedIn, patient: Patient) -> None:
    earlier = make_signed_session(db, by=by, patient=patient, content=visit(9))
    later = make_signed_session(db, by=by, patient=patient, content=visit(2, since_previous=Asked.NONE))

    with heard() as told:
        retract_session(db, by=by, treatment=later, reason="Wrong patient")

    assert earlier.side_effects_since is None
    assert told == [later, earlier]
    assert last_session_before(db, by=by, patient_id=patient.id, before=days_ago(1)) is earlier


def test_an_effect_can_move_from_one_question_to_the_other(db: Session, by: SignedIn, patient: Patient) -> None:
    make_signed_session(db, by=by, patient=patient, content=visit(9))
    effect = bruise(timing=EffectTiming.SINCE_LAST_TIME)
    later = make_recorded_session(
        db, by=by, patient=patient, content=visit(2, since_previous=Asked.PRESENT, effects=(effect,))
    )

    moved = replace(content_of(later), effects=(replace(effect, timing=EffectTiming.BEFORE_LEAVING),))
    record_session(db, by=by, treatment=later, content=moved)

    assert later.adverse_events[0].session_id == later.id
