"""The case file holds what the record said, marks what was written after the event, and changes nothing."""

import hashlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.credentials import record_credential, renew_credential
from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.documents import Heading, Table
from clinic_log.documents.archives import MANIFEST, zipped
from clinic_log.incidents import receivers
from clinic_log.incidents.actions.reporting import record_near_miss
from clinic_log.incidents.actions.reviewing import add_vital_signs
from clinic_log.incidents.models import IncidentReview
from clinic_log.incidents.queries.case_file import load_case_file, load_report
from clinic_log.incidents.rules.case_file import CaseFile, Written, file_blocks, file_data
from clinic_log.incidents.rules.report import report_blocks
from clinic_log.patients.actions import add_alert
from clinic_log.patients.models import Patient
from clinic_log.patients.rules import AlertFacts, AlertLevel
from clinic_log.screening.actions.consent import withdraw_consent
from clinic_log.screening.models import Consent
from clinic_log.treatments.actions import Addendum, add_addendum
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import ContentError, VitalSigns
from tests.accounts.factories import certificate, make_actor, make_clinic
from tests.incidents.factories import make_late_report, make_serious_visit, near_miss
from tests.patients.factories import make_patient


@pytest.fixture
def clinic(db: Session) -> Clinic:
    receivers.connect()
    return make_clinic(db)


@pytest.fixture
def ada(db: Session, clinic: Clinic) -> SignedIn:
    return make_actor(db, Role.PRACTITIONER, clinic=clinic, name="Ada")


@pytest.fixture
def helen(db: Session, clinic: Clinic) -> SignedIn:
    return make_actor(db, Role.SUPERVISOR, clinic=clinic, name="Helen")


def reviewed(db: Session, ada: SignedIn) -> tuple[TreatmentSession, IncidentReview]:
    visit = make_serious_visit(db, by=ada)
    return visit, db.scalars(select(IncidentReview)).one()


def entries(file: CaseFile, title: str) -> list[tuple[str, Written]]:
    section = next(section for section in file.sections if section.title == title)
    return [(entry.title, file.written(entry.written_at)) for entry in section.entries]


def test_what_was_written_after_the_event_and_after_it_was_known_is_marked(
    db: Session, ada: SignedIn, helen: SignedIn
) -> None:
    visit, review = reviewed(db, ada)
    review.opened_at = visit.versions[0].signed_at + timedelta(microseconds=1)
    db.flush()
    add_addendum(db, by=ada, treatment=visit, addendum=Addendum(text="It was the left", reason="Wrong side written"))
    patient = db.get_one(Patient, visit.patient_id)
    add_alert(db, by=ada, patient=patient, alert=AlertFacts(level=AlertLevel.DANGER, label="A lung collapsed once"))
    make_late_report(db, by=ada, treatment=visit)
    record_change(db, by=helen, act=Act(action="patient.viewed", patient_id=patient.id))

    file = load_case_file(db, by=helen, review=review)

    assert entries(file, "The note, version by version") == [
        ("Version 1, original", Written.AFTER),
        ("Version 2, addendum", Written.KNOWN),
    ]
    assert entries(file, "Alerts of the patient") == [("A lung collapsed once", Written.KNOWN)]
    assert [mark for _, mark in entries(file, "Told after the signature")] == [Written.KNOWN]
    assert [(view.who, view.act) for view in file.views][-1] == ("Helen", "patient.viewed")
    assert file.views == tuple(sorted(file.views, key=lambda view: view.sequence))


def test_an_alert_from_before_the_visit_is_marked_so_and_the_hash_of_the_note_is_there(
    db: Session, ada: SignedIn, helen: SignedIn
) -> None:
    visit, review = reviewed(db, ada)
    patient = db.get_one(Patient, visit.patient_id)
    alert = add_alert(db, by=ada, patient=patient, alert=AlertFacts(level=AlertLevel.CAUTION, label="Faints"))
    alert.created_at = now_utc() - timedelta(days=30)
    db.flush()

    file = load_case_file(db, by=helen, review=review)

    assert entries(file, "Alerts of the patient") == [("Faints", Written.BEFORE)]
    assert visit.versions[0].content_hash in str(file_data(file))
    blocks = file_blocks(file)
    assert any(isinstance(block, Table) and len(block.rows) == len(file.views) for block in blocks)
    assert Heading("Who saw or changed the record") in blocks


def test_a_near_miss_without_a_visit_has_a_file_too(db: Session, ada: SignedIn, helen: SignedIn) -> None:
    review = record_near_miss(db, by=ada, near_miss=near_miss(make_patient(db, by=ada), words="The wrong side"))

    file = load_case_file(db, by=helen, review=review)

    assert [section.title for section in file.sections] == [
        "Screening, version by version",
        "Consent in writing",
        "Alerts of the patient",
    ]
    assert [section.entries for section in file.sections] == [(), (), ()]
    assert report_blocks(load_report(db, review=review))


def test_vital_signs_after_the_visit_stand_in_the_review_and_its_report(
    db: Session, ada: SignedIn, helen: SignedIn
) -> None:
    _, review = reviewed(db, ada)
    reading = VitalSigns(uid="", taken_at=now_utc(), systolic_mmhg=120, diastolic_mmhg=80, oxygen_percent=93)

    add_vital_signs(db, by=ada, review=review, reading=reading)

    assert "120/80 mmHg" in str(report_blocks(load_report(db, review=review)))
    assert "oxygen saturation 93 %" in review.steps[-1].words
    for wrong, field in (
        (VitalSigns(uid="", taken_at=now_utc()), "pulse_per_minute"),
        (VitalSigns(uid="", taken_at=now_utc() + timedelta(days=1), pulse_per_minute=70), "taken_at"),
        (VitalSigns(uid="", taken_at=now_utc(), pulse_per_minute=700), "pulse_per_minute"),
    ):
        with pytest.raises(ContentError) as error:
            add_vital_signs(db, by=helen, review=review, reading=wrong)
        assert error.value.field == field


def test_an_archive_holds_its_files_and_their_hashes_and_is_the_same_each_time() -> None:
    moment = datetime(2026, 11, 29, 2, 30, tzinfo=UTC)
    files = {"b.txt": b"two", "a.txt": b"one"}

    content = zipped(files, made_at=moment)

    assert content == zipped(dict(reversed(files.items())), made_at=moment)
    with ZipFile(BytesIO(content)) as archive:
        assert archive.namelist() == ["a.txt", "b.txt", MANIFEST]
        assert f"{hashlib.sha256(b'one').hexdigest()}  a.txt" in archive.read(MANIFEST).decode()


def test_the_answers_and_the_consent_that_stood_are_facts_of_the_review_and_what_came_later_is_marked(
    db: Session, ada: SignedIn, helen: SignedIn
) -> None:
    visit, review = reviewed(db, ada)
    patient = db.get_one(Patient, visit.patient_id)
    facts = [(label, line) for label, line in review.facts if label in {"Screening", "Consent in writing"}]
    consent = db.scalars(select(Consent).where(Consent.patient_id == patient.id)).one()
    today = day_in_zone(now_utc(), ada.zone)
    withdraw_consent(db, by=ada, consent=consent, withdrawn_on=today, reason="Changed her mind")

    file = load_case_file(db, by=helen, review=review)

    assert [label for label, _ in facts] == ["Screening", "Consent in writing"]
    assert "yes to no question" in facts[0][1]
    assert facts[1][1].startswith("Consent valid")
    assert len(entries(file, "Screening, version by version")) == 1
    assert [title for title, _ in entries(file, "Consent in writing")][1:] == ["Withdrawn"]
    assert entries(file, "Consent in writing")[-1] == ("Withdrawn", Written.KNOWN)


def test_what_the_practitioner_was_certified_for_on_the_day_is_a_fact_and_renewals_stand_in_the_file(
    db: Session, ada: SignedIn, helen: SignedIn
) -> None:
    jonas = make_actor(db, Role.ADMINISTRATOR, clinic=db.get_one(Clinic, ada.clinic_id), name="Jonas")
    first_day = day_in_zone(now_utc(), ada.zone) - timedelta(days=400)
    details = certificate(valid_from=first_day, expires_on=None)
    known = record_credential(db, by=jonas, user_id=ada.user_id, details=details)

    _, review = reviewed(db, ada)
    facts = [line for label, line in review.facts if label == "Credentials"]
    renewed = certificate(valid_from=first_day + timedelta(days=800), expires_on=None, number="DN-4712")
    renew_credential(db, by=jonas, user_id=ada.user_id, credential_id=known.id, details=renewed)

    file = load_case_file(db, by=helen, review=review)

    assert facts == ["Ada: Needling certificate, Needling Academy, no. DN-4711"]
    assert [title for title, _ in entries(file, "Credentials of those who treated")] == [
        "Needling certificate, Needling Academy, no. DN-4711",
        "Needling certificate, Needling Academy, no. DN-4712",
    ]
