"""A session is read with its patient, by who may know of it, in a constant number of statements."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.base.errors import NotFoundError
from clinic_log.patients.models import Patient
from clinic_log.treatments.actions import discard_session
from clinic_log.treatments.queries import (
    content_of,
    count_sessions_of,
    get_note_facts,
    get_session,
    list_sessions_of,
)
from clinic_log.treatments.rules import SessionContent, VisitKind
from tests.accounts.factories import make_actor, make_clinic
from tests.episodes.factories import make_episode
from tests.patients.factories import make_patient
from tests.queries import count_queries
from tests.treatments.factories import (
    days_ago,
    make_draft_session,
    make_recorded_session,
    make_signed_session,
    needling,
    needling_visit,
)


def test_a_session_is_found_by_its_patient_alone(db: Session) -> None:
    by = make_actor(db)
    treatment = make_signed_session(db, by=by)
    patient = db.get_one(Patient, treatment.patient_id)

    assert get_session(db, by=by, patient=patient, session_id=treatment.id) is treatment
    with pytest.raises(NotFoundError):
        get_session(db, by=by, patient=make_patient(db, by=by), session_id=treatment.id)


@pytest.mark.parametrize("session_id", [0, -1, 999_999, 2**31, 2**80])
def test_an_unknown_id_is_not_found(db: Session, session_id: int) -> None:
    by = make_actor(db)

    with pytest.raises(NotFoundError):
        get_session(db, by=by, patient=make_patient(db, by=by), session_id=session_id)


def test_a_session_of_another_clinic_is_not_found(db: Session) -> None:
    treatment = make_signed_session(db, by=make_actor(db))
    patient = db.get_one(Patient, treatment.patient_id)

    with pytest.raises(NotFoundError):
        get_session(db, by=make_actor(db), patient=patient, session_id=treatment.id)
    assert list_sessions_of(db, by=make_actor(db), patient=patient) == []


def test_an_unsigned_note_is_hidden_from_those_who_neither_write_nor_sign(db: Session) -> None:
    clinic = make_clinic(db)
    treatment = make_recorded_session(db, by=make_actor(db, clinic=clinic))
    patient = db.get_one(Patient, treatment.patient_id)
    administrator = make_actor(db, Role.ADMINISTRATOR, clinic=clinic)

    with pytest.raises(NotFoundError):
        get_session(db, by=administrator, patient=patient, session_id=treatment.id)
    assert count_sessions_of(db, by=administrator, patient=patient) == 0
    assert count_sessions_of(db, by=make_actor(db, Role.SUPERVISOR, clinic=clinic), patient=patient) == 1
    assert count_sessions_of(db, by=make_actor(db, clinic=clinic), patient=patient) == 1


def test_a_discarded_note_is_gone_for_everybody(db: Session) -> None:
    by = make_actor(db)
    treatment = make_draft_session(db, by=by)
    patient = db.get_one(Patient, treatment.patient_id)
    discard_session(db, by=by, treatment=treatment)

    with pytest.raises(NotFoundError):
        get_session(db, by=by, patient=patient, session_id=treatment.id)


def test_sessions_stand_with_the_latest_first(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    old = make_signed_session(db, by=by, patient=patient, content=needling_visit(started_at=days_ago(9)))
    new = make_signed_session(db, by=by, patient=patient, content=needling_visit(started_at=days_ago(2)))
    fresh = make_draft_session(db, by=by, patient=patient)

    assert list(list_sessions_of(db, by=by, patient=patient)) == [fresh, new, old]


def test_a_session_is_read_whole_in_a_constant_number_of_statements(db: Session, engine: Engine) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    rows = tuple(needling() for _ in range(12))
    small = make_signed_session(db, by=by, patient=patient)
    large = make_signed_session(db, by=by, patient=patient, content=needling_visit(needlings=rows, needles_out=24))

    counts = []
    for treatment in (small, large):
        session_id = treatment.id
        db.flush()
        db.expunge_all()
        kept = db.get_one(Patient, patient.id)
        with count_queries(engine) as statements:
            content_of(get_session(db, by=by, patient=kept, session_id=session_id))
        counts.append(len(statements))

    assert counts[0] == counts[1]
    assert counts[0] <= 13


def test_the_sessions_of_a_patient_are_read_in_a_constant_number_of_statements(db: Session, engine: Engine) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    counts = []
    for _ in range(2):
        for _ in range(3):
            make_signed_session(db, by=by, patient=patient)
        db.flush()
        db.expunge_all()
        kept = db.get_one(Patient, patient.id)
        with count_queries(engine) as statements:
            for treatment in list_sessions_of(db, by=by, patient=kept):
                content_of(treatment)
                assert treatment.versions[0].signer_name
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_the_facts_of_a_note_name_what_its_page_offers(db: Session) -> None:
    clinic = make_clinic(db)
    by = make_actor(db, clinic=clinic, name="Ruth Adeyemi")
    make_actor(db, Role.ADMINISTRATOR, clinic=clinic, name="Alan Desk")
    make_actor(db, Role.STUDENT, clinic=clinic, name="Sam Okafor")
    patient = make_patient(db, by=by)
    episode = make_episode(db, by=by, patient=patient)
    earlier = make_signed_session(db, by=by, patient=patient, episode=episode)

    facts = get_note_facts(db, by=by, patient=patient)

    assert [person.name for person in facts.people] == ["Ruth Adeyemi", "Sam Okafor"]
    assert [known.id for known in facts.episodes] == [episode.id]
    assert ("ndi", None) in facts.episodes[0].tracked
    assert facts.earlier is not None
    assert facts.earlier.id == earlier.id


def test_the_first_visit_has_no_earlier_one(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    treatment = make_draft_session(db, by=by, patient=patient)
    make_signed_session(
        db, by=by, patient=patient, content=SessionContent(kind=VisitKind.CANCELLED, started_at=days_ago(3))
    )

    assert get_note_facts(db, by=by, patient=patient, treatment=treatment).earlier is None
