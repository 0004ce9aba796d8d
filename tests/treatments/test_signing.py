"""A signature locks the exact content, says who and what, and shows every later change."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.models import AuditEntry
from clinic_log.base.errors import ConflictError, ForbiddenError, NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.treatments.actions import keep_draft, record_session, sign_session, verify_version
from clinic_log.treatments.models import SessionDraft, SessionVersion, TreatmentSession
from clinic_log.treatments.queries import content_of, signed_narrative
from clinic_log.treatments.queries.draft_state import saved_mark
from clinic_log.treatments.rules import (
    Agreement,
    ContentError,
    SessionContent,
    SessionStatus,
    SignatureMeaning,
    VersionKind,
    VisitKind,
)
from clinic_log.treatments.signals import session_signed
from tests.accounts.factories import make_actor, make_clinic
from tests.episodes.factories import make_episode
from tests.patients.factories import make_patient
from tests.treatments.factories import (
    days_ago,
    make_draft_session,
    make_recorded_session,
    make_signed_session,
    needling,
    needling_visit,
    permit_version_changes,
    settle_last_time,
)


@contextmanager
def heard() -> Iterator[list[TreatmentSession]]:
    """The sessions of which it was told that they were signed."""
    told: list[TreatmentSession] = []

    def note(_db: Session, *, treatment: TreatmentSession, by: Actor) -> None:
        told.append(treatment)

    with session_signed.connected_to(note):
        yield told


def test_a_signature_says_who_what_and_when(db: Session) -> None:
    by = make_actor(db, Role.PRACTITIONER, Role.SUPERVISOR)
    treatment = make_recorded_session(db, by=by, content=needling_visit(notes="Slept badly."))

    version = sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED)

    assert treatment.status is SessionStatus.SIGNED
    assert (version.number, version.kind, version.meaning) == (1, VersionKind.ORIGINAL, SignatureMeaning.TREATED)
    assert (version.signer_id, version.signer_name) == (by.user_id, by.display_name)
    assert version.signer_roles == "practitioner supervisor"
    assert version.zone == by.zone
    assert "Notes: Slept badly." in signed_narrative(version)
    assert f"inserted by {by.display_name}" in " ".join(signed_narrative(version))


def test_rows_of_last_time_that_nobody_confirmed_or_dropped_stop_the_signature(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    episode = make_episode(db, by=by, patient=patient)
    make_signed_session(db, by=by, patient=patient, episode=episode, content=needling_visit(started_at=days_ago(7)))
    treatment = make_recorded_session(db, by=by, patient=patient, content=needling_visit(episode_ids=(episode.id,)))

    with pytest.raises(ContentError) as refused:
        sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED)
    settle_last_time(db, by=by, treatment=treatment)
    sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED)

    assert [gap.text for gap in refused.value.gaps] == ["1 from last time: confirm or drop it"]
    assert treatment.status is SessionStatus.SIGNED


def test_a_signed_version_verifies_also_after_reading_it_again(db: Session) -> None:
    treatment = make_signed_session(db, by=make_actor(db))
    db.expire_all()

    assert verify_version(treatment.versions[0])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("content", "{}"),
        ("signer_name", "Somebody Else"),
        ("signer_roles", "supervisor"),
        ("meaning", SignatureMeaning.REVIEWED),
        ("signed_at", days_ago(30)),
        ("zone", "UTC"),
        ("number", 7),
        ("reason", "because"),
        ("addendum", "more"),
        ("kind", VersionKind.ADDENDUM),
    ],
)
def test_a_changed_version_breaks_visibly(db: Session, column: str, value: object) -> None:
    version = make_signed_session(db, by=make_actor(db)).versions[0]
    permit_version_changes(db)

    db.execute(update(SessionVersion).where(SessionVersion.id == version.id).values({column: value}))
    db.expire_all()

    assert not verify_version(version)


def test_a_version_copied_to_another_session_breaks_visibly(db: Session) -> None:
    by = make_actor(db)
    version = make_signed_session(db, by=by).versions[0]
    other = make_recorded_session(db, by=by)
    permit_version_changes(db)

    db.execute(update(SessionVersion).where(SessionVersion.id == version.id).values(session_id=other.id))
    db.expire_all()

    assert not verify_version(version)


def test_signing_tells_those_who_listen_and_writes_the_audit(db: Session) -> None:
    by = make_actor(db)
    treatment = make_recorded_session(db, by=by)

    with heard() as told:
        sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED)

    assert told == [treatment]
    entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "session.signed")).one()
    assert (entry.object_id, entry.version, entry.patient_id) == (treatment.id, 1, treatment.patient_id)


def test_signing_ends_every_draft_of_the_session(db: Session) -> None:
    by = make_actor(db)
    treatment = make_recorded_session(db, by=by)
    keep_draft(db, by=by, treatment=treatment, fields=saved_mark([["notes", "x"]]), revision=0)

    sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED)

    assert db.scalar(select(func.count()).select_from(SessionDraft)) == 0


def test_what_the_signer_typed_and_did_not_save_stops_the_signature_and_stays(db: Session) -> None:
    by = make_actor(db)
    treatment = make_recorded_session(db, by=by)
    keep_draft(db, by=by, treatment=treatment, fields=[["notes", "x"]], revision=0)

    with pytest.raises(ConflictError):
        sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED)

    assert db.scalars(select(SessionDraft)).one().fields == [["notes", "x"]]


def test_an_incomplete_session_names_everything_that_is_missing(db: Session) -> None:
    by = make_actor(db)
    content = needling_visit(agreement=None, needles_out=None, needlings=(needling(twitch=None, side=None),))
    treatment = make_recorded_session(db, by=by, content=content)

    with pytest.raises(ContentError) as refusal:
        sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED)

    uid = content.needlings[0].uid
    assert [gap.field for gap in refusal.value.gaps] == [
        "agreement",
        f"needlings.{uid}.side",
        f"needlings.{uid}.twitch",
        "counts.neck.needles_out",
    ]
    assert treatment.status is SessionStatus.DRAFT
    assert treatment.versions == []


@pytest.mark.parametrize(
    "content",
    [
        SessionContent(kind=VisitKind.CANCELLED, started_at=days_ago(1)),
        SessionContent(kind=VisitKind.DID_NOT_ATTEND, started_at=days_ago(1)),
        SessionContent(kind=VisitKind.PHONE, started_at=days_ago(1), notes="Asks for a later date."),
        SessionContent(kind=VisitKind.NO_NEEDLES, started_at=days_ago(1), agreement=Agreement.DECLINES),
        SessionContent(kind=VisitKind.NO_NEEDLES, started_at=days_ago(1), no_needles_reason="Fever"),
    ],
    ids=["cancelled", "did not attend", "phone", "refused", "fever"],
)
def test_a_visit_without_needles_is_signed_with_hardly_a_word(db: Session, content: SessionContent) -> None:
    treatment = make_signed_session(db, by=make_actor(db), content=content)

    assert treatment.status is SessionStatus.SIGNED


def test_a_session_is_signed_once(db: Session) -> None:
    by = make_actor(db)
    treatment = make_signed_session(db, by=by)

    with pytest.raises(ConflictError):
        sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED)

    assert len(treatment.versions) == 1


def test_what_changed_after_reading_is_not_signed(db: Session) -> None:
    by = make_actor(db)
    treatment = make_recorded_session(db, by=by)
    read = treatment.revision
    record_session(db, by=by, treatment=treatment, content=replace(content_of(treatment), notes="changed"))

    with pytest.raises(ConflictError):
        sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED, revision=read)


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ADMINISTRATOR])
def test_neither_a_student_nor_an_administrator_signs(db: Session, role: Role) -> None:
    clinic = make_clinic(db)
    treatment = make_recorded_session(db, by=make_actor(db, clinic=clinic))

    with pytest.raises(ForbiddenError):
        sign_session(db, by=make_actor(db, role, clinic=clinic), treatment=treatment, meaning=SignatureMeaning.REVIEWED)


def test_a_session_of_another_clinic_is_not_found(db: Session) -> None:
    treatment = make_recorded_session(db, by=make_actor(db))

    with pytest.raises(NotFoundError):
        sign_session(db, by=make_actor(db), treatment=treatment, meaning=SignatureMeaning.REVIEWED)


def test_nobody_says_that_they_treated_when_another_did(db: Session) -> None:
    clinic = make_clinic(db)
    treatment = make_recorded_session(db, by=make_actor(db, clinic=clinic))
    colleague = make_actor(db, clinic=clinic)

    with pytest.raises(ForbiddenError):
        sign_session(db, by=colleague, treatment=treatment, meaning=SignatureMeaning.TREATED)


def test_a_students_session_is_signed_by_who_was_present(db: Session) -> None:
    clinic = make_clinic(db)
    student, practitioner = make_actor(db, Role.STUDENT, clinic=clinic), make_actor(db, clinic=clinic)
    content = needling_visit(needlings=(needling(inserted_by_id=student.user_id),))
    treatment = make_recorded_session(db, by=student, content=content)

    version = sign_session(db, by=practitioner, treatment=treatment, meaning=SignatureMeaning.SUPERVISED)

    assert (version.meaning, version.signer_id) == (SignatureMeaning.SUPERVISED, practitioner.user_id)
    assert treatment.practitioner_id == student.user_id


def test_an_empty_note_cannot_be_signed(db: Session) -> None:
    by = make_actor(db)
    treatment = make_draft_session(db, by=by)

    with pytest.raises(ContentError) as refusal:
        sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED)

    assert [gap.field for gap in refusal.value.gaps] == ["kind", "started_at"]
