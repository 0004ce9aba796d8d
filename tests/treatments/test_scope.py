"""Starting a session without credentials, and what a note says of a needling that none covers; on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.credentials import record_credential
from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.accounts.rules.credentials import CredentialKind
from clinic_log.base.errors import ForbiddenError
from clinic_log.clinics.actions import change_policy
from clinic_log.clinics.rules import Policy
from clinic_log.treatments.actions import record_session, sign_session, start_session
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries import content_of, matches_record, signed_narrative
from clinic_log.treatments.queries.credentials import check_start
from clinic_log.treatments.rules import ContentError, OverrideCode, SignatureMeaning
from tests.accounts.factories import certificate, make_actor
from tests.episodes.factories import today
from tests.patients.factories import make_patient
from tests.treatments.factories import (
    make_draft_session,
    make_recorded_session,
    make_signed_session,
    needling,
    needling_visit,
)


@pytest.fixture
def by(db: Session) -> SignedIn:
    return make_actor(db)


@pytest.fixture
def administrator(db: Session, by: SignedIn) -> SignedIn:
    return make_actor(db, Role.ADMINISTRATOR, clinic=db.get_one(Clinic, by.clinic_id))


def entitle(db: Session, administrator: SignedIn, holder: SignedIn, **changes: object) -> None:
    """A certificate of the last two years, with changes."""
    day = today(holder)
    known = {"valid_from": day - timedelta(days=700), "expires_on": day + timedelta(days=30)}
    record_credential(db, by=administrator, user_id=holder.user_id, details=certificate(**known | changes))


def marks(db: Session, by: SignedIn, **changes: object) -> list[str]:
    """Why needlings of a saved visit are outside what is permitted."""
    treatment = make_recorded_session(db, by=by, content=needling_visit(needlings=(needling(**changes),)))
    found = content_of(treatment).overrides
    return [entry.reason for entry in found if entry.code is OverrideCode.OUTSIDE_CREDENTIAL]


def test_a_missing_credential_warns_and_stops_nobody(db: Session, by: SignedIn) -> None:
    check = check_start(db, by=by)

    assert check.words == "No professional registration is on record. No needling certificate is on record."
    assert not check.is_refused
    assert make_draft_session(db, by=by).id


def test_a_clinic_can_refuse_the_start(db: Session, by: SignedIn, administrator: SignedIn) -> None:
    change_policy(db, by=administrator, policy=Policy(credentials_required=True))
    entitle(db, administrator, by, kind=CredentialKind.REGISTRATION)
    entitle(db, administrator, by, expires_on=today(by) - timedelta(days=1))
    patient = make_patient(db, by=by)

    with pytest.raises(ForbiddenError, match="The needling certificate expired on"):
        start_session(db, by=by, patient=patient, idempotency_key="one")
    entitle(db, administrator, by, number="renewed")

    assert start_session(db, by=by, patient=patient, idempotency_key="one").id


def test_a_student_needs_none_of_their_own(db: Session, by: SignedIn, administrator: SignedIn) -> None:
    change_policy(db, by=administrator, policy=Policy(credentials_required=True))
    student = make_actor(db, Role.STUDENT, clinic=db.get_one(Clinic, by.clinic_id))

    assert check_start(db, by=student).lacks == ()
    assert make_draft_session(db, by=student).id


def test_a_needling_outside_the_certificate_is_said_in_the_note(
    db: Session, by: SignedIn, administrator: SignedIn
) -> None:
    entitle(db, administrator, by, regions=("neck",), techniques=("static",))

    assert marks(db, by, muscle_slug="soleus", technique="static") == [
        "the needling certificate covers Neck; Static (in situ)"
    ]
    assert marks(db, by, muscle_slug="scalenus-anterior", technique="pistoning")
    assert marks(db, by, muscle_slug="scalenus-anterior", technique="static") == []


def test_it_is_signed_with_the_note_and_stays(db: Session, by: SignedIn, administrator: SignedIn) -> None:
    entitle(db, administrator, by, regions=("neck",))
    signed = make_signed_session(db, by=by, content=needling_visit(needlings=(needling(muscle_slug="soleus"),)))
    entitle(db, administrator, by, number="of the whole body")

    version = signed.versions[0]
    said = "Outside the permitted regions or techniques, Soleus, right: the needling certificate covers Neck."
    assert said in signed_narrative(version)
    assert matches_record(version, treatment=signed)


def test_the_mark_goes_once_it_is_true_no_more(db: Session, by: SignedIn, administrator: SignedIn) -> None:
    entitle(db, administrator, by, regions=("neck",))
    treatment = make_recorded_session(db, by=by, content=needling_visit(needlings=(needling(muscle_slug="soleus"),)))
    entitle(db, administrator, by, number="of the leg", regions=("leg",))

    record_session(db, by=by, treatment=treatment, content=content_of(treatment))

    assert all(entry.code is OverrideCode.HAZARD_READ for entry in content_of(treatment).overrides)


def test_who_inserted_the_needle_is_judged_and_not_who_wrote(
    db: Session, by: SignedIn, administrator: SignedIn
) -> None:
    other = make_actor(db, clinic=db.get_one(Clinic, by.clinic_id))
    entitle(db, administrator, by, regions=("neck",))
    entitle(db, administrator, other, regions=("leg",))

    assert marks(db, by, muscle_slug="soleus", inserted_by_id=other.user_id) == []
    assert marks(db, by, muscle_slug="soleus")


def test_a_certificate_of_another_day_does_not_judge(db: Session, by: SignedIn, administrator: SignedIn) -> None:
    entitle(db, administrator, by, regions=("neck",), valid_from=date(2020, 1, 1), expires_on=date(2020, 12, 31))

    assert marks(db, by, muscle_slug="soleus") == []


def signed_by(db: Session, signer: SignedIn, treatment: TreatmentSession) -> list[str]:
    """What stops this person's signature."""
    is_own = treatment.practitioner_id == signer.user_id
    meaning = SignatureMeaning.TREATED if is_own else SignatureMeaning.REVIEWED
    try:
        sign_session(db, by=signer, treatment=treatment, meaning=meaning)
    except ContentError as error:
        return [gap.text.partition(".")[0] for gap in error.gaps]
    return []


def test_what_is_lacking_stops_the_signature_by_policy_and_a_supervisor_can_answer_for_it(
    db: Session, by: SignedIn, administrator: SignedIn
) -> None:
    treatment = make_recorded_session(
        db, by=by, content=needling_visit(since_previous=None, needlings=(needling(muscle_slug="soleus"),))
    )
    change_policy(db, by=administrator, policy=Policy(credentials_required=True))
    entitle(db, administrator, by, regions=("neck",))
    supervisor = make_actor(db, Role.SUPERVISOR, clinic=db.get_one(Clinic, by.clinic_id))

    assert signed_by(db, by, treatment) == [
        "Ruth Adeyemi: no professional registration is on record",
        "Soleus, outside what is permitted: the needling certificate covers Neck",
    ]
    assert signed_by(db, supervisor, treatment) == []


def test_a_supervisor_who_inserted_a_needle_does_not_answer_for_it(
    db: Session, by: SignedIn, administrator: SignedIn
) -> None:
    both = make_actor(db, Role.PRACTITIONER, Role.SUPERVISOR, clinic=db.get_one(Clinic, by.clinic_id))
    treatment = make_recorded_session(
        db,
        by=by,
        content=needling_visit(since_previous=None, needlings=(needling(inserted_by_id=both.user_id),)),
    )
    change_policy(db, by=administrator, policy=Policy(credentials_required=True))

    assert len(signed_by(db, both, treatment)) == 2


def test_only_a_student_inserts_without_credentials_of_their_own(
    db: Session, by: SignedIn, administrator: SignedIn
) -> None:
    student = make_actor(db, Role.STUDENT, clinic=db.get_one(Clinic, by.clinic_id))
    entitle(db, administrator, by, kind=CredentialKind.REGISTRATION)
    entitle(db, administrator, by)
    change_policy(db, by=administrator, policy=Policy(credentials_required=True))

    def stops(inserting: SignedIn) -> int:
        rows = (needling(inserted_by_id=inserting.user_id),)
        content = needling_visit(since_previous=None, needlings=rows)
        return len(signed_by(db, by, make_recorded_session(db, by=by, content=content)))

    assert [stops(each) for each in (by, student, administrator)] == [0, 0, 2]
