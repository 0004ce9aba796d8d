"""A page that does not say which state of the note it was made from changes nothing, and loses nothing."""

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.models import AuditEntry
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.rules import SessionStatus
from tests.accounts.signed_in import SignInFixture
from tests.treatments.pages import Desk, begin_work, blank_note, form_in, needling_note, stored

UNREADABLE = [None, "", "one", "-1", "1.0", "9" * 5_000, "\N{ARABIC-INDIC DIGIT ONE}", "\N{SUPERSCRIPT TWO}"]


@pytest.fixture
def desk(sign_in: SignInFixture, engine: Engine) -> Desk:
    """A needling visit that was saved and can be signed."""
    desk = begin_work(sign_in(Role.PRACTITIONER), engine)
    assert desk.client.post(desk.edit_url, data=needling_note(desk)).status_code == 303
    return desk


@pytest.mark.parametrize("sent", UNREADABLE)
def test_only_a_short_plain_number_is_read(sent: str | None) -> None:
    assert number_sent(sent) is None
    assert number_sent("999999999") == 999_999_999
    assert number_sent("0") == 0


@pytest.mark.parametrize("revision", UNREADABLE)
def test_a_note_without_a_readable_revision_is_not_saved_and_kept(desk: Desk, revision: str | None) -> None:
    note = blank_note(desk).with_values(revision=revision, notes="Typed just now")

    answer = desk.client.post(desk.edit_url, data=note)

    with Session(desk.engine) as db:
        assert stored(db, desk.session_id).notes == ""
    assert answer.status_code == 409
    both = form_in(answer, "conflict")
    assert "Typed just now" in both["mine"]
    assert desk.client.post(desk.url("conflict"), data=both.with_values(**{"keep:notes": "mine"})).status_code == 303
    with Session(desk.engine) as db:
        assert stored(db, desk.session_id).notes == "Typed just now"


@pytest.mark.parametrize("revision", UNREADABLE)
def test_a_signature_without_a_readable_revision_signs_nothing(desk: Desk, revision: str | None) -> None:
    form = form_in(desk.client.get(desk.url("sign")), "sign").with_values(revision=revision)

    answer = desk.client.post(desk.url("sign"), data=form)

    with Session(desk.engine) as db:
        assert stored(db, desk.session_id).status is SessionStatus.DRAFT
    assert answer.status_code == 409
    assert form_in(answer, "sign").get("meaning") == "treated"
    assert desk.client.post(desk.url("sign"), data=form_in(answer, "sign")).status_code == 303


@pytest.mark.parametrize("field", ["needlings-0-episode", "episodes", "draft_revision", "needlings-0-inserted_by"])
def test_a_number_too_long_to_be_one_is_refused_in_the_page(desk: Desk, field: str) -> None:
    note = blank_note(desk).with_values(**{field: "9" * 5_000})

    assert desk.client.post(desk.edit_url, data=note).status_code < 500


def _views(db: Session) -> int:
    viewed = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "session.viewed")
    return db.scalars(viewed).one()


@pytest.mark.parametrize("page", ["discard", "sign", "edit"])
def test_every_page_that_names_the_patient_leaves_an_entry(desk: Desk, page: str) -> None:
    with Session(desk.engine) as db:
        before = _views(db)

    assert desk.client.get(desk.url(page)).status_code == 200

    with Session(desk.engine) as db:
        assert _views(db) == before + 1
