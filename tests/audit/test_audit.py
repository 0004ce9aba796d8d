"""The audit keeps every act, in order, and shows when somebody tampered with it."""

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act, export_head, last_written, record_change
from clinic_log.audit.models import AuditEntry, AuditHead
from clinic_log.audit.queries import read_exported_head, verify_chain
from clinic_log.base.settings import Settings
from tests.accounts.factories import make_actor
from tests.conftest import AUDIT_KEY


def _record(db: Session, times: int) -> None:
    by = make_actor(db)
    for number in range(times):
        record_change(db, by=by, act=Act(action="patient.viewed", patient_id=number + 1, object_type="patient"))


def _without_triggers(db: Session) -> None:
    for name in ("update", "delete"):
        on = "" if db.get_bind().dialect.name == "sqlite" else " ON audit_entry"
        db.execute(text(f"DROP TRIGGER audit_entry_no_{name}{on}"))


def test_a_chain_as_written_is_whole(db: Session) -> None:
    _record(db, 5)

    report = verify_chain(db, AUDIT_KEY)

    assert report.is_whole
    assert report.entries == 5


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET reason = 'x'", "DELETE FROM audit_entry"])
def test_an_entry_cannot_be_changed_or_deleted(db: Session, statement: str) -> None:
    _record(db, 2)

    with pytest.raises(DBAPIError, match="never changed"):
        db.execute(text(statement))


def test_an_edited_entry_is_named(db: Session) -> None:
    _record(db, 5)
    _without_triggers(db)
    db.execute(update(AuditEntry).where(AuditEntry.sequence == 3).values(user_name="Somebody Else"))

    report = verify_chain(db, AUDIT_KEY)

    assert report.first_bad_sequence == 3


def test_a_removed_entry_is_named(db: Session) -> None:
    _record(db, 5)
    _without_triggers(db)
    db.execute(delete(AuditEntry).where(AuditEntry.sequence == 2))

    assert verify_chain(db, AUDIT_KEY).first_bad_sequence == 2


def test_a_cut_tail_is_found_by_the_head(db: Session) -> None:
    _record(db, 5)
    _without_triggers(db)
    db.execute(delete(AuditEntry).where(AuditEntry.sequence > 3))

    report = verify_chain(db, AUDIT_KEY)

    assert report.first_bad_sequence == 4


def test_a_database_that_was_set_back_is_found_by_the_exported_head(db: Session, settings: Settings) -> None:
    _record(db, 5)
    export_head(db, folder=settings.data_folder, key=AUDIT_KEY)
    exported = read_exported_head(settings.data_folder, AUDIT_KEY)
    third = db.get_one(AuditEntry, 3)
    third_hash = third.hash
    _without_triggers(db)
    db.execute(delete(AuditEntry).where(AuditEntry.sequence > 3))
    db.execute(update(AuditHead).values(sequence=3, hash=third_hash))
    db.expire_all()

    report = verify_chain(db, AUDIT_KEY, exported_head=exported)

    assert exported == last_written(db)
    assert report.first_bad_sequence == 4
    assert "set back" in (report.finding or "")


def test_another_key_does_not_verify(db: Session) -> None:
    _record(db, 1)

    assert not verify_chain(db, b"another key, thirty-two bytes ok").is_whole
