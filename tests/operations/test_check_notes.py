"""`clinic-log check notes` finds a signed note that somebody changed behind the program's back."""

import pytest
from sqlalchemy import Executable, text, update
from sqlalchemy.orm import Session

from clinic_log.operations.queries import check_notes, count_signed_notes
from clinic_log.treatments.models import Measurement, Needling, SessionVersion, TreatmentSession
from clinic_log.treatments.queries.verification import signature_of
from clinic_log.treatments.rules.canonical import content_hash
from tests.accounts.factories import make_actor
from tests.treatments.factories import make_signed_session


@pytest.fixture
def signed(db: Session) -> TreatmentSession:
    return make_signed_session(db, by=make_actor(db))


def _found(db: Session) -> list[str]:
    db.flush()
    db.expire_all()
    progress: list[int] = []
    texts = [finding.text for finding in check_notes(db, on_progress=progress.append)]
    assert progress == [1]
    return texts


def _rewrite_version(db: Session, **values: object) -> None:
    on = "" if db.get_bind().dialect.name == "sqlite" else " ON session_version"
    db.execute(text(f"DROP TRIGGER session_version_no_update{on}"))
    db.execute(update(SessionVersion).values(**values))
    db.expire_all()


@pytest.mark.usefixtures("signed")
def test_notes_as_signed_are_all_right(db: Session) -> None:
    assert count_signed_notes(db) == 1
    assert _found(db) == []


@pytest.mark.parametrize(
    "statement",
    [
        update(Needling).values(needles=7),
        update(Measurement).values(before=1),
        update(TreatmentSession).values(notes="other words"),
    ],
    ids=["needling", "measurement", "notes"],
)
@pytest.mark.usefixtures("signed")
def test_a_changed_row_is_found(db: Session, statement: Executable) -> None:
    db.execute(statement)

    assert _found(db) == ["its rows differ from what was signed"]


@pytest.mark.usefixtures("signed")
def test_a_changed_signer_is_found(db: Session) -> None:
    _rewrite_version(db, signer_name="Somebody Else")

    assert _found(db) == ["version 1 is not what was signed"]


def test_a_version_rewritten_together_with_its_hash_is_found_by_the_audit(
    db: Session, signed: TreatmentSession
) -> None:
    _rewrite_version(db, signer_name="Somebody Else")
    (version,) = signed.versions
    db.execute(
        update(SessionVersion).values(content_hash=content_hash(version.content, signature=signature_of(version)))
    )

    assert _found(db) == ["the signature of version 1 is not on record in the audit"]
