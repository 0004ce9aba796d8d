"""A signed record that was changed behind the program's back is seen, and its signed words are shown."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.treatments.actions import Addendum, add_addendum
from clinic_log.treatments.models import Needling, TreatmentSession
from clinic_log.treatments.queries import content_of, matches_record
from clinic_log.treatments.queries.verification import visit_of
from clinic_log.treatments.rules.canonical import canonical_json, is_record_of, narrative_of
from tests.accounts.factories import make_actor
from tests.accounts.signed_in import SignInFixture
from tests.treatments.factories import make_signed_session
from tests.treatments.pages import Desk, begin_signed_work

DIFFERS = "The record differs from what was signed"


@pytest.fixture
def desk(sign_in: SignInFixture, engine: Engine) -> Desk:
    """A signed needling visit."""
    return begin_signed_work(sign_in(Role.PRACTITIONER), engine)


def _change_a_row(desk: Desk) -> None:
    with own_transaction(desk.engine) as db:
        db.execute(update(Needling).where(Needling.session_id == desk.session_id).values(muscle_slug="soleus"))


def test_a_fresh_signature_and_an_addendum_match_the_record(db: Session) -> None:
    by = make_actor(db)
    treatment = make_signed_session(db, by=by)
    add_addendum(db, by=by, treatment=treatment, addendum=Addendum(text="more", reason="forgot"))
    db.expire_all()

    assert [matches_record(version, treatment=treatment) for version in treatment.versions] == [True, True]


def test_a_record_signed_before_a_question_existed_matches_while_nobody_answered_it(db: Session) -> None:
    treatment = make_signed_session(db, by=make_actor(db))
    parts = json.loads(treatment.versions[-1].content)
    del parts["content"]["home_programme"]
    older = canonical_json(parts)

    assert is_record_of(older, content=content_of(treatment), visit=visit_of(treatment))
    answered = replace(content_of(treatment), home_programme="Stretch twice a day")
    assert not is_record_of(older, content=answered, visit=visit_of(treatment))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE treatment_session SET notes = 'Something else'",
        "UPDATE treatment_session SET catalogue_version = 'another'",
        "UPDATE needling SET needles = 9",
        "UPDATE measurement SET after = 1",
        "DELETE FROM measurement",
    ],
)
def test_a_changed_row_of_a_signed_session_is_found(db: Session, statement: str) -> None:
    treatment = make_signed_session(db, by=make_actor(db))

    db.execute(text(statement))
    db.expire_all()

    assert not matches_record(treatment.versions[-1], treatment=treatment)


@pytest.mark.parametrize("broken", ["", "{", "[]", "7", "{}", '{"narrative": 7}'])
def test_an_unreadable_signed_text_has_no_sentences(broken: str) -> None:
    assert narrative_of(broken) == ()


def test_a_changed_row_is_told_and_the_signed_words_are_shown(desk: Desk) -> None:
    before = desk.client.get(desk.url("")).text

    _change_a_row(desk)
    after = desk.client.get(desk.url("")).text
    version = desk.client.get(desk.url("versions/1")).text

    assert "Unchanged since it was signed" in before
    assert DIFFERS not in before
    assert DIFFERS in after
    assert "clinic-log audit verify" in after
    assert "Unchanged since it was signed" not in after
    assert "Levator scapulae" in after
    assert "Soleus" not in after
    assert DIFFERS in version


def test_the_audit_holds_the_hash_of_every_signature(db: Session) -> None:
    by = make_actor(db)
    treatment = make_signed_session(db, by=by)
    add_addendum(db, by=by, treatment=treatment, addendum=Addendum(text="Called back: well.", reason="Follow-up call"))

    acts = select(AuditEntry).where(AuditEntry.action.in_(("session.signed", "session.amended")))
    reasons = [entry.reason for entry in db.scalars(acts.order_by(AuditEntry.sequence))]

    assert reasons == [f"sha256 {version.content_hash}" for version in treatment.versions]


@pytest.mark.parametrize("statement", ["UPDATE session_version SET addendum = 'x'", "DELETE FROM session_version"])
def test_a_signed_version_is_neither_changed_nor_deleted(db: Session, statement: str) -> None:
    treatment = make_signed_session(db, by=make_actor(db))

    with pytest.raises(DatabaseError, match="signed versions are never changed"), db.begin_nested():
        db.execute(text(statement))

    assert len(db.get_one(TreatmentSession, treatment.id).versions) == 1
