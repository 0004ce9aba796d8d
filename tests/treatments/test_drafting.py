"""A session starts once, and what is typed into it is kept as it is, for its author alone."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.models import AuditEntry
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from clinic_log.treatments.actions import (
    DraftConflictError,
    discard_session,
    keep_draft,
    record_session,
    start_session,
)
from clinic_log.treatments.models import SessionDraft, TreatmentSession
from clinic_log.treatments.queries import get_draft, list_my_drafts, list_unsigned
from clinic_log.treatments.rules import SessionStatus
from clinic_log.treatments.rules.limits import DRAFT_LIMIT_CHARACTERS
from tests.accounts.factories import make_actor, make_clinic
from tests.patients.factories import make_patient
from tests.treatments.factories import make_draft_session, make_signed_session, needling_visit


def _actions_of(db: Session, treatment: TreatmentSession) -> list[str]:
    return list(
        db.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.object_type == "treatment_session", AuditEntry.object_id == treatment.id)
            .order_by(AuditEntry.sequence)
        )
    )


def test_the_same_key_starts_one_session(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)

    first = start_session(db, by=by, patient=patient, idempotency_key="abc")
    again = start_session(db, by=by, patient=patient, idempotency_key="abc")

    assert again is first
    assert _actions_of(db, first) == ["session.started"]


def test_a_key_used_for_another_patient_starts_nothing(db: Session) -> None:
    by = make_actor(db)
    start_session(db, by=by, patient=make_patient(db, by=by), idempotency_key="abc")

    with pytest.raises(ConflictError):
        start_session(db, by=by, patient=make_patient(db, by=by), idempotency_key="abc")


def test_the_key_of_a_discarded_note_starts_nothing(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    discard_session(db, by=by, treatment=start_session(db, by=by, patient=patient, idempotency_key="abc"))

    with pytest.raises(ConflictError, match="discarded"):
        start_session(db, by=by, patient=patient, idempotency_key="abc")


def test_a_key_is_the_clinics_own(db: Session) -> None:
    one, other = make_actor(db), make_actor(db)

    first = start_session(db, by=one, patient=make_patient(db, by=one), idempotency_key="abc")
    second = start_session(db, by=other, patient=make_patient(db, by=other), idempotency_key="abc")

    assert first.id != second.id


@pytest.mark.parametrize("key", ["", "a" * 65])
def test_a_key_that_cannot_be_kept_is_refused(db: Session, key: str) -> None:
    by = make_actor(db)

    with pytest.raises(InvalidInputError):
        start_session(db, by=by, patient=make_patient(db, by=by), idempotency_key=key)


def test_a_patient_of_another_clinic_is_not_found(db: Session) -> None:
    by, foreign = make_actor(db), make_actor(db)
    patient = make_patient(db, by=foreign)

    with pytest.raises(NotFoundError):
        start_session(db, by=by, patient=patient, idempotency_key="abc")


def test_a_new_session_has_no_start_and_no_answers(db: Session) -> None:
    treatment = make_draft_session(db, by=make_actor(db))

    assert treatment.status is SessionStatus.DRAFT
    assert treatment.started_at is None
    assert treatment.agreement is None
    assert treatment.side_effects_before_leaving is None


def test_a_draft_keeps_what_was_typed_valid_or_not(db: Session) -> None:
    by = make_actor(db)
    treatment = make_draft_session(db, by=by)
    fields = [["notes", " half a th"], ["needlings-0-needles", "31 or so"], ["episodes", "1"], ["episodes", "2"]]

    draft = keep_draft(db, by=by, treatment=treatment, fields=fields, revision=0)
    db.expire_all()

    assert draft.fields == fields
    assert draft.revision == 1


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8"), max_size=50))
def test_a_draft_keeps_text_in_any_script(db: Session, text: str) -> None:
    by = make_actor(db)
    treatment = make_draft_session(db, by=by)

    draft = keep_draft(db, by=by, treatment=treatment, fields=[["notes", text]], revision=0)
    db.expire_all()

    assert draft.fields == [["notes", text.replace("\0", "\N{SYMBOL FOR NULL}")]]


def test_each_keeping_raises_the_revision_and_is_audited_once(db: Session) -> None:
    by = make_actor(db)
    treatment = make_draft_session(db, by=by)

    for number in range(3):
        keep_draft(db, by=by, treatment=treatment, fields=[["notes", str(number)]], revision=number)

    draft = get_draft(db, by=by, treatment=treatment)
    assert draft is not None
    assert (draft.revision, draft.fields) == (3, [["notes", "2"]])
    assert _actions_of(db, treatment) == ["session.started", "session.draft_kept"]


def test_a_draft_changed_elsewhere_is_never_overwritten(db: Session) -> None:
    by = make_actor(db)
    treatment = make_draft_session(db, by=by)
    keep_draft(db, by=by, treatment=treatment, fields=[["notes", "one"]], revision=0)
    keep_draft(db, by=by, treatment=treatment, fields=[["notes", "two"]], revision=1)

    with pytest.raises(DraftConflictError) as refusal:
        keep_draft(db, by=by, treatment=treatment, fields=[["notes", "three"]], revision=1)

    assert refusal.value.revision == 2
    assert refusal.value.fields == [["notes", "two"]]


def test_a_repeated_keeping_of_the_same_text_is_no_conflict(db: Session) -> None:
    by = make_actor(db)
    treatment = make_draft_session(db, by=by)
    keep_draft(db, by=by, treatment=treatment, fields=[["notes", "one"]], revision=0)

    draft = keep_draft(db, by=by, treatment=treatment, fields=[["notes", "one"]], revision=0)

    assert draft.revision == 1


def test_a_draft_is_shown_to_its_author_alone(db: Session) -> None:
    clinic = make_clinic(db)
    author, colleague = make_actor(db, clinic=clinic), make_actor(db, clinic=clinic)
    treatment = make_draft_session(db, by=author)
    keep_draft(db, by=author, treatment=treatment, fields=[["notes", "mine"]], revision=0)

    assert get_draft(db, by=colleague, treatment=treatment) is None
    keep_draft(db, by=colleague, treatment=treatment, fields=[["notes", "hers"]], revision=0)
    draft = get_draft(db, by=author, treatment=treatment)
    assert draft is not None
    assert draft.fields == [["notes", "mine"]]


def test_a_draft_has_a_limit(db: Session) -> None:
    by = make_actor(db)
    treatment = make_draft_session(db, by=by)

    with pytest.raises(InvalidInputError, match="Shorten"):
        keep_draft(db, by=by, treatment=treatment, fields=[["notes", "a" * DRAFT_LIMIT_CHARACTERS]], revision=0)
    with pytest.raises(InvalidInputError):
        keep_draft(db, by=by, treatment=treatment, fields=[["n", ""]] * 5_001, revision=0)


def test_a_draft_of_a_signed_session_is_refused(db: Session) -> None:
    by = make_actor(db)
    treatment = make_signed_session(db, by=by)

    with pytest.raises(ConflictError):
        keep_draft(db, by=by, treatment=treatment, fields=[["notes", "late"]], revision=0)


def test_a_draft_stays_until_the_session_is_signed_and_saving_again_is_no_conflict(db: Session) -> None:
    by = make_actor(db)
    treatment = make_draft_session(db, by=by)
    before = treatment.revision
    keep_draft(db, by=by, treatment=treatment, fields=[["revision", str(before)], ["notes", "x"]], revision=0)

    record_session(
        db, by=by, treatment=treatment, content=needling_visit(needlings=(), measurements=()), revision=before
    )

    draft = get_draft(db, by=by, treatment=treatment)
    assert draft is not None
    assert treatment.revision > before
    assert draft.fields == [["revision", str(treatment.revision)], ["notes", "x"]]


def test_only_who_began_a_note_discards_it(db: Session) -> None:
    clinic = make_clinic(db)
    author, colleague = make_actor(db, clinic=clinic), make_actor(db, clinic=clinic)
    treatment = make_draft_session(db, by=author)

    with pytest.raises(ForbiddenError):
        discard_session(db, by=colleague, treatment=treatment)
    discard_session(db, by=author, treatment=treatment)

    assert treatment.status is SessionStatus.DISCARDED
    assert _actions_of(db, treatment) == ["session.started", "session.discarded"]


def test_a_signed_session_cannot_be_discarded(db: Session) -> None:
    by = make_actor(db)

    with pytest.raises(ConflictError):
        discard_session(db, by=by, treatment=make_signed_session(db, by=by))


def test_unsigned_notes_wait_with_their_patient_and_author(db: Session) -> None:
    clinic = make_clinic(db)
    author = make_actor(db, Role.STUDENT, clinic=clinic, name="Sam Okafor")
    colleague = make_actor(db, clinic=clinic)
    treatment = make_draft_session(db, by=author)
    make_signed_session(db, by=colleague)

    (note,) = list_unsigned(db, by=colleague)

    assert (note.treatment, note.patient.id, note.practitioner_name) == (treatment, treatment.patient_id, "Sam Okafor")
    assert list_my_drafts(db, by=colleague) == []
    assert [mine.treatment for mine in list_my_drafts(db, by=author)] == [treatment]
    assert db.scalar(select(func.count()).select_from(SessionDraft)) == 0
