"""A co-signature binds one version, a question goes to the author and comes back, and a further version asks again."""

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role
from clinic_log.audit.models import AuditEntry
from clinic_log.base.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from clinic_log.cosigning.actions.cosigning import answer_question, cosign, send_back
from clinic_log.cosigning.models import Cosignature, CosignRequest, NoteQuestion
from clinic_log.cosigning.queries.waiting import list_open_questions, list_waiting
from clinic_log.cosigning.rules import RequestState, Seen, Settled
from clinic_log.treatments.actions import Addendum, add_addendum, retract_session, sign_session
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import OverrideCode, OverrideEntry, Severity, SignatureMeaning
from tests.accounts.factories import make_actor
from tests.cosigning.factories import Team, make_question, make_quiet_note, make_team, make_waiting_note, seen
from tests.incidents.factories import make_late_report
from tests.queries import count_queries
from tests.treatments.factories import make_recorded_session, needling, needling_visit, permit_version_changes, read

REVIEWED = SignatureMeaning.REVIEWED


@pytest.fixture
def team(db: Session) -> Team:
    return make_team(db)


def _reasons(db: Session, treatment: TreatmentSession) -> list[tuple[list[str], str]]:
    rows = db.execute(
        select(CosignRequest.reasons, CosignRequest.state)
        .where(CosignRequest.session_id == treatment.id)
        .order_by(CosignRequest.id)
    )
    return [(reasons, state.value) for reasons, state in rows]


def _actions(db: Session) -> list[str]:
    return list(db.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)))


def test_a_note_waits_for_what_the_policy_asks_and_only_for_that(db: Session, team: Team) -> None:
    effect = make_waiting_note(db, by=team.ruth)
    why = OverrideEntry(code=OverrideCode.LONG_NEEDLE, subject="row-long", reason="A large person")
    long = needling(uid="row-long", length_mm=60)
    overridden = make_quiet_note(
        db, by=team.ruth, needlings=(long,), overrides=(read("trapezius-upper"), why), measurements=()
    )
    quiet = make_quiet_note(db, by=team.ruth)

    assert _reasons(db, effect) == [(["side_effect"], "waiting")]
    assert _reasons(db, overridden) == [(["override"], "waiting")]
    assert _reasons(db, quiet) == []
    assert [one.treatment for one in list_waiting(db, by=team.helen)] == [effect, overridden]
    assert "session.cosignature_asked" in _actions(db)


def test_a_students_note_waits_unless_a_supervisor_signed_it(db: Session, team: Team) -> None:
    clinic = db.get_one(Clinic, team.ruth.clinic_id)
    student = make_actor(db, Role.STUDENT, clinic=clinic, name="Lena")
    content = needling_visit(needlings=(needling(inserted_by_id=team.ruth.user_id),))
    notes = [make_recorded_session(db, by=student, content=content) for _ in range(2)]

    for signer, note in zip((team.ruth, team.helen), notes, strict=True):
        sign_session(db, by=signer, treatment=note, meaning=SignatureMeaning.SUPERVISED)

    assert _reasons(db, notes[0]) == [(["student"], "waiting")]
    assert _reasons(db, notes[1]) == []


def test_who_is_in_training_signs_and_waits(db: Session, team: Team) -> None:
    clinic = db.get_one(Clinic, team.ruth.clinic_id)
    trainee = make_actor(db, Role.STUDENT, Role.PRACTITIONER, clinic=clinic)

    assert _reasons(db, make_quiet_note(db, by=trainee)) == [(["trainee"], "waiting")]


def test_every_note_is_drawn_where_the_share_is_one_in_one(db: Session) -> None:
    team = make_team(db, cosign_one_in=1)

    assert _reasons(db, make_quiet_note(db, by=team.ruth)) == [(["drawn"], "waiting")]


def test_a_cosignature_binds_the_version_that_was_read(db: Session, team: Team) -> None:
    note = make_waiting_note(db, by=team.ruth)

    kept = cosign(db, by=team.helen, treatment=note, seen=seen(note), meaning=SignatureMeaning.SUPERVISED)

    version = note.versions[-1]
    assert (kept.version_id, kept.content_hash, kept.signer_name) == (version.id, version.content_hash, "Helen Novak")
    assert (kept.meaning, kept.signer_roles, kept.zone) == (SignatureMeaning.SUPERVISED, "supervisor", team.helen.zone)
    assert _reasons(db, note) == [(["side_effect"], "cosigned")]
    assert list_waiting(db, by=team.ada) == []
    entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "session.cosigned")).one()
    assert (entry.user_id, entry.version, entry.reason) == (team.helen.user_id, 1, f"sha256 {version.content_hash}")


def test_sent_twice_it_is_one_and_a_second_supervisor_is_told(db: Session, team: Team) -> None:
    note = make_waiting_note(db, by=team.ruth)
    first = cosign(db, by=team.helen, treatment=note, seen=seen(note), meaning=REVIEWED)

    assert cosign(db, by=team.helen, treatment=note, seen=seen(note), meaning=REVIEWED) is first
    with pytest.raises(ConflictError, match="Helen Novak co-signed"):
        cosign(db, by=team.ada, treatment=note, seen=seen(note), meaning=REVIEWED)
    assert _actions(db).count("session.cosigned") == 1


def test_an_amended_note_asks_again_and_the_older_reading_does_not_count(db: Session, team: Team) -> None:
    note = make_waiting_note(db, by=team.ruth)
    old = seen(note)
    cosign(db, by=team.helen, treatment=note, seen=old, meaning=REVIEWED)

    add_addendum(db, by=team.ruth, treatment=note, addendum=Addendum(text="Left, not right.", reason="Wrong side"))

    assert _reasons(db, note) == [(["side_effect"], "cosigned"), (["side_effect", "amended"], "waiting")]
    with pytest.raises(ConflictError, match="added to this note"):
        cosign(db, by=team.helen, treatment=note, seen=old, meaning=REVIEWED)
    cosign(db, by=team.helen, treatment=note, seen=seen(note), meaning=REVIEWED)
    assert len(db.scalars(select(Cosignature)).all()) == 2


def test_a_supervisors_addendum_is_her_own_review(db: Session, team: Team) -> None:
    note = make_waiting_note(db, by=team.ruth)

    add_addendum(db, by=team.helen, treatment=note, addendum=Addendum(text="Seen with me.", reason="Review"))

    assert _reasons(db, note) == [(["side_effect"], "lapsed")]
    with pytest.raises(ForbiddenError, match="Nobody co-signs"):
        cosign(db, by=team.helen, treatment=note, seen=seen(note), meaning=REVIEWED)


def test_a_retracted_note_waits_for_nobody(db: Session, team: Team) -> None:
    note, asked = make_waiting_note(db, by=team.ruth), make_waiting_note(db, by=team.ruth)
    question = make_question(db, by=team.helen, treatment=asked)

    for each in (note, asked):
        retract_session(db, by=team.ruth, treatment=each, reason="Wrong patient")

    assert list_waiting(db, by=team.helen) == []
    assert question.settled is Settled.RETRACTED
    with pytest.raises(ConflictError, match="retracted"):
        cosign(db, by=team.helen, treatment=note, seen=seen(note), meaning=REVIEWED)


def test_nobody_cosigns_what_they_treated_or_signed_and_a_practitioner_nothing(db: Session, team: Team) -> None:
    clinic = db.get_one(Clinic, team.ruth.clinic_id)
    both = make_actor(db, Role.PRACTITIONER, Role.SUPERVISOR, clinic=clinic, name="Olga")
    own = make_waiting_note(db, by=both)
    inserted = make_waiting_note(db, by=team.ruth, needlings=(needling(inserted_by_id=both.user_id),))

    for note in (own, inserted):
        with pytest.raises(ForbiddenError, match="Nobody co-signs"):
            cosign(db, by=both, treatment=note, seen=seen(note), meaning=REVIEWED)
    with pytest.raises(ForbiddenError):
        cosign(db, by=team.ruth, treatment=own, seen=seen(own), meaning=REVIEWED)
    assert list_waiting(db, by=both) == []
    assert {one.treatment for one in list_waiting(db, by=team.helen)} == {own, inserted}


def test_what_is_no_longer_what_was_signed_is_not_cosigned(db: Session, team: Team) -> None:
    note = make_waiting_note(db, by=team.ruth)
    permit_version_changes(db)
    db.execute(text("UPDATE session_version SET content = '{}'"))
    db.expire_all()

    with pytest.raises(ConflictError, match="no longer what was signed"):
        cosign(db, by=team.helen, treatment=note, seen=seen(note), meaning=REVIEWED)


def test_a_meaning_that_only_a_therapist_can_give_is_refused(db: Session, team: Team) -> None:
    note = make_waiting_note(db, by=team.ruth)

    with pytest.raises(InvalidInputError):
        cosign(db, by=team.helen, treatment=note, seen=seen(note), meaning=SignatureMeaning.TREATED)


def test_a_question_goes_to_the_author_and_the_answer_brings_the_note_back(db: Session, team: Team) -> None:
    note = make_waiting_note(db, by=team.ruth)

    question = make_question(db, by=team.helen, treatment=note)

    assert (list_waiting(db, by=team.helen), len(list_open_questions(db, by=team.ruth))) == ([], 1)
    assert list_open_questions(db, by=team.helen) == []
    answer_question(db, by=team.ruth, treatment=note, question=question, answer="The right one.")
    assert (question.settled, question.settled_by_name) == (Settled.ANSWERED, "Ruth Adeyemi")
    assert [one.treatment for one in list_waiting(db, by=team.ada)] == [note]
    assert list_open_questions(db, by=team.ruth) == []
    assert {"session.sent_back", "session.question_answered"} <= set(_actions(db))


def test_an_amendment_answers_the_question_and_asks_again(db: Session, team: Team) -> None:
    note = make_waiting_note(db, by=team.ruth)
    question = make_question(db, by=team.helen, treatment=note)

    add_addendum(db, by=team.ruth, treatment=note, addendum=Addendum(text="Right.", reason="A question"))

    assert question.settled is Settled.AMENDED
    assert _reasons(db, note) == [(["side_effect"], "lapsed"), (["side_effect"], "waiting")]


def test_a_note_for_which_nobody_asked_can_be_sent_back(db: Session, team: Team) -> None:
    note = make_quiet_note(db, by=team.ruth)

    question = make_question(db, by=team.helen, treatment=note)
    answer_question(db, by=team.ruth, treatment=note, question=question, answer="Right.")

    assert _reasons(db, note) == [(["asked"], "waiting")]


def test_one_question_at_a_time_and_cosigning_settles_it(db: Session, team: Team) -> None:
    note = make_waiting_note(db, by=team.ruth)
    question = make_question(db, by=team.helen, treatment=note)

    assert make_question(db, by=team.helen, treatment=note) is question
    with pytest.raises(ConflictError, match="A question of Helen Novak is open"):
        send_back(db, by=team.ada, treatment=note, seen=seen(note), question="Another?")
    cosign(db, by=team.ada, treatment=note, seen=seen(note), meaning=REVIEWED)
    assert question.settled is Settled.COSIGNED
    with pytest.raises(ConflictError, match="settled by now"):
        answer_question(db, by=team.ruth, treatment=note, question=question, answer="Right.")
    with pytest.raises(ConflictError, match="co-signed by now"):
        send_back(db, by=team.helen, treatment=note, seen=seen(note), question="And now?")


def test_an_answer_is_the_authors_and_sent_twice_it_is_one(db: Session, team: Team) -> None:
    note, other = make_waiting_note(db, by=team.ruth), make_waiting_note(db, by=team.ruth)
    question = make_question(db, by=team.helen, treatment=note)
    colleague = make_actor(db, Role.PRACTITIONER, clinic=db.get_one(Clinic, team.ruth.clinic_id), name="Tom")

    with pytest.raises(ForbiddenError):
        answer_question(db, by=colleague, treatment=note, question=question, answer="Left?")
    with pytest.raises(NotFoundError):
        answer_question(db, by=team.ruth, treatment=other, question=question, answer="Right.")
    with pytest.raises(InvalidInputError):
        answer_question(db, by=team.ruth, treatment=note, question=question, answer="")
    for _ in range(2):
        answer_question(db, by=team.ruth, treatment=note, question=question, answer="Right.")
    assert _actions(db).count("session.question_answered") == 1


def test_a_late_report_beyond_mild_puts_a_signed_note_before_a_supervisor(db: Session, team: Team) -> None:
    note, mild = make_quiet_note(db, by=team.ruth), make_quiet_note(db, by=team.ruth)

    make_late_report(db, by=team.ruth, treatment=note, severity=Severity.MODERATE)
    make_late_report(db, by=team.ruth, treatment=mild)

    assert _reasons(db, note) == [(["late_side_effect"], "waiting")]
    assert _reasons(db, mild) == []


def test_another_clinic_sees_and_signs_nothing(db: Session, team: Team) -> None:
    note = make_waiting_note(db, by=team.ruth)
    make_question(db, by=team.helen, treatment=make_waiting_note(db, by=team.ruth))
    stranger = make_actor(db, Role.SUPERVISOR, Role.PRACTITIONER)

    assert (list_waiting(db, by=stranger), list_open_questions(db, by=stranger)) == ([], [])
    with pytest.raises(NotFoundError):
        cosign(db, by=stranger, treatment=note, seen=seen(note), meaning=REVIEWED)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cosignature SET signer_name = 'Somebody'",
        "DELETE FROM cosignature",
        "UPDATE note_question SET answer = 'Something else'",
        "DELETE FROM note_question",
    ],
)
def test_the_database_keeps_cosignatures_and_answers(db: Session, team: Team, statement: str) -> None:
    note = make_waiting_note(db, by=team.ruth)
    question = make_question(db, by=team.helen, treatment=note)
    answer_question(db, by=team.ruth, treatment=note, question=question, answer="Right.")
    cosign(db, by=team.helen, treatment=note, seen=seen(note), meaning=REVIEWED)

    with pytest.raises(DatabaseError, match="are never changed"), db.begin_nested():
        db.execute(text(statement))


def test_a_version_that_nobody_read_cannot_be_signed(db: Session, team: Team) -> None:
    note = make_waiting_note(db, by=team.ruth)

    for wrong in (Seen(number=0, content_hash=""), Seen(number=1, content_hash="0" * 64)):
        with pytest.raises(ConflictError):
            cosign(db, by=team.helen, treatment=note, seen=wrong, meaning=REVIEWED)


def test_what_waits_is_read_in_one_statement_each(db: Session, engine: Engine, team: Team) -> None:
    notes = [make_waiting_note(db, by=team.ruth, days=days) for days in (2, 3, 4)]
    make_question(db, by=team.helen, treatment=notes[0])
    db.expire_all()

    with count_queries(engine) as sent:
        waiting, questions = list_waiting(db, by=team.helen), list_open_questions(db, by=team.ruth)

    assert (len(waiting), len(questions), len(sent)) == (2, 1, 2)
    assert waiting[0].practitioner_name == "Ruth Adeyemi"
    assert isinstance(questions[0].question, NoteQuestion)
    assert RequestState.SENT_BACK in db.scalars(select(CosignRequest.state)).all()
