"""A signed note is never changed: it is added to or retracted, with a reason, and every version stays."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.models import AuditEntry
from clinic_log.base.errors import ClinicLogError, ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from clinic_log.treatments.actions import (
    Addendum,
    add_addendum,
    discard_session,
    keep_draft,
    record_session,
    retract_session,
    sign_session,
    verify_version,
)
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.queries import content_of
from clinic_log.treatments.rules import SessionStatus, SignatureMeaning, VersionKind, may_move
from tests.accounts.factories import make_actor, make_clinic
from tests.treatments.factories import make_recorded_session, make_signed_session


def test_an_addendum_is_a_new_version_beside_the_old_one(db: Session) -> None:
    by = make_actor(db)
    treatment = make_signed_session(db, by=by)
    original = treatment.versions[0].content

    version = add_addendum(
        db, by=by, treatment=treatment, addendum=Addendum(text="Called back: well.", reason="Follow-up call")
    )
    db.expire_all()

    assert treatment.status is SessionStatus.AMENDED
    assert (version.number, version.kind, version.meaning) == (2, VersionKind.ADDENDUM, SignatureMeaning.TREATED)
    assert (version.addendum, version.reason) == ("Called back: well.", "Follow-up call")
    assert [known.content for known in treatment.versions] == [original, original]
    assert all(verify_version(known) for known in treatment.versions)


def test_addenda_follow_each_other(db: Session) -> None:
    clinic = make_clinic(db)
    by, colleague = make_actor(db, clinic=clinic), make_actor(db, clinic=clinic)
    treatment = make_signed_session(db, by=by)

    add_addendum(db, by=by, treatment=treatment, addendum=Addendum(text="one", reason="forgot"))
    version = add_addendum(
        db, by=colleague, treatment=treatment, addendum=Addendum(text="two", reason="saw her in the evening")
    )

    assert version.number == 3
    assert version.meaning is SignatureMeaning.REVIEWED


@pytest.mark.parametrize(
    ("text", "reason", "field"),
    [("", "because", "text"), ("more", " ", "reason"), ("a\0b", "because", "text"), ("a" * 20_001, "x", "text")],
)
def test_an_addendum_needs_a_text_and_a_reason(db: Session, *, text: str, reason: str, field: str) -> None:
    by = make_actor(db)
    treatment = make_signed_session(db, by=by)

    with pytest.raises(InvalidInputError) as refusal:
        add_addendum(db, by=by, treatment=treatment, addendum=Addendum(text=text, reason=reason))

    assert refusal.value.field == field


def test_a_retracted_session_stays_readable_with_who_when_and_why(db: Session) -> None:
    by = make_actor(db)
    treatment = make_signed_session(db, by=by)

    retract_session(db, by=by, treatment=treatment, reason="Entered for the wrong patient")
    db.expire_all()

    assert treatment.status is SessionStatus.RETRACTED
    assert treatment.retracted_at is not None
    assert (treatment.retracted_by_id, treatment.retraction_reason) == (by.user_id, "Entered for the wrong patient")
    assert verify_version(treatment.versions[0])
    assert content_of(treatment).needlings
    entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "session.retracted")).one()
    assert (entry.object_id, entry.reason, entry.version) == (treatment.id, "Entered for the wrong patient", 1)


def test_a_retraction_needs_a_reason(db: Session) -> None:
    by = make_actor(db)
    treatment = make_signed_session(db, by=by)

    with pytest.raises(InvalidInputError):
        retract_session(db, by=by, treatment=treatment, reason="  ")

    assert treatment.status is SessionStatus.SIGNED


def test_a_supervisor_retracts_and_a_colleague_does_not(db: Session) -> None:
    clinic = make_clinic(db)
    treatment = make_signed_session(db, by=make_actor(db, clinic=clinic))

    with pytest.raises(ForbiddenError):
        retract_session(db, by=make_actor(db, clinic=clinic), treatment=treatment, reason="x")
    retract_session(db, by=make_actor(db, Role.SUPERVISOR, clinic=clinic), treatment=treatment, reason="x")

    assert treatment.status is SessionStatus.RETRACTED


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ADMINISTRATOR])
def test_a_student_or_administrator_neither_adds_nor_retracts(db: Session, role: Role) -> None:
    clinic = make_clinic(db)
    treatment = make_signed_session(db, by=make_actor(db, clinic=clinic))
    by = make_actor(db, role, clinic=clinic)

    with pytest.raises(ForbiddenError):
        add_addendum(db, by=by, treatment=treatment, addendum=Addendum(text="x", reason="x"))
    with pytest.raises(ForbiddenError):
        retract_session(db, by=by, treatment=treatment, reason="x")


def test_a_session_of_another_clinic_is_not_found(db: Session) -> None:
    treatment = make_signed_session(db, by=make_actor(db))
    stranger = make_actor(db, Role.PRACTITIONER, Role.SUPERVISOR)

    with pytest.raises(NotFoundError):
        add_addendum(db, by=stranger, treatment=treatment, addendum=Addendum(text="x", reason="x"))
    with pytest.raises(NotFoundError):
        retract_session(db, by=stranger, treatment=treatment, reason="x")


def in_state(db: Session, state: SessionStatus, *, by: SignedIn) -> TreatmentSession:
    """A session that has come to this state by the acts that lead there."""
    if state in {SessionStatus.DRAFT, SessionStatus.DISCARDED}:
        treatment = make_recorded_session(db, by=by)
    else:
        treatment = make_signed_session(db, by=by)
    if state is SessionStatus.DISCARDED:
        discard_session(db, by=by, treatment=treatment)
    if state is SessionStatus.AMENDED:
        add_addendum(db, by=by, treatment=treatment, addendum=Addendum(text="more", reason="forgot"))
    if state is SessionStatus.RETRACTED:
        retract_session(db, by=by, treatment=treatment, reason="wrong patient")
    return treatment


ACTS: dict[str, Callable[[Session, SignedIn, TreatmentSession], object]] = {
    "keep": lambda db, by, treatment: keep_draft(db, by=by, treatment=treatment, fields=[["notes", "x"]], revision=0),
    "record": lambda db, by, treatment: record_session(db, by=by, treatment=treatment, content=content_of(treatment)),
    "sign": lambda db, by, treatment: sign_session(db, by=by, treatment=treatment, meaning=SignatureMeaning.TREATED),
    "amend": lambda db, by, treatment: add_addendum(
        db, by=by, treatment=treatment, addendum=Addendum(text="x", reason="x")
    ),
    "retract": lambda db, by, treatment: retract_session(db, by=by, treatment=treatment, reason="x"),
    "discard": lambda db, by, treatment: discard_session(db, by=by, treatment=treatment),
}
ALLOWED = {
    SessionStatus.DRAFT: {"keep", "record", "sign", "discard"},
    SessionStatus.DISCARDED: set[str](),
    SessionStatus.SIGNED: {"amend", "retract"},
    SessionStatus.AMENDED: {"amend", "retract"},
    SessionStatus.RETRACTED: set[str](),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", SessionStatus)
def test_no_act_leads_a_session_where_its_state_does_not(db: Session, state: SessionStatus, act: str) -> None:
    by = make_actor(db)
    treatment = in_state(db, state, by=by)
    before = content_of(treatment)
    allowed = act in ALLOWED[state]
    problem: ClinicLogError | None = None

    try:
        ACTS[act](db, by, treatment)
    except ClinicLogError as error:
        problem = error

    assert (problem is None) is allowed
    assert allowed or isinstance(problem, ConflictError)
    assert treatment.status is state or may_move(state, treatment.status)
    assert content_of(treatment) == before
