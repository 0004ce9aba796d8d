"""The first page for each role."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.base.settings import Settings
from clinic_log.worklist.rules.queue import KIND_WORDS
from tests.accounts.signed_in import SignInFixture
from tests.cosigning.factories import make_question, make_waiting_note
from tests.patients.factories import make_patient
from tests.queries import count_queries
from tests.treatments.factories import (
    days_ago,
    make_draft_session,
    make_recorded_session,
    make_signed_session,
    needling_visit,
)
from tests.worklist.factories import make_full_queue

Save = Callable[[Callable[[Session], object]], None]


@pytest.fixture
def save(engine: Engine, settings: Settings) -> Save:
    """Make things in a transaction of their own, committed at once."""

    def saved(make: Callable[[Session], object]) -> None:
        with own_transaction(engine) as db:
            give_key(db, settings.audit_key)
            make(db)

    return saved


def make_busy_day(db: Session, by: SignedIn) -> None:
    """A draft of today, an overdue note and a signed visit of last week."""
    make_draft_session(db, by=by, patient=make_patient(db, by=by, family_name="Huang", given_names="Wei"))
    overdue = make_patient(db, by=by, family_name="Silva", given_names="Inês 🖐")
    make_recorded_session(db, by=by, patient=overdue, content=needling_visit(started_at=days_ago(3)))
    seen = make_patient(db, by=by, family_name="עברי", given_names="<b>Maja</b>")
    make_signed_session(db, by=by, patient=seen, content=needling_visit(started_at=days_ago(6)))


def test_a_first_day_says_what_to_do(sign_in: SignInFixture) -> None:
    page = sign_in(Role.PRACTITIONER).get("/")

    assert page.status_code == 200
    assert "No sessions yet today" in page.text
    assert "0 sessions begun, no notes to finish" in page.text
    assert 'action="/patients"' in page.text


def test_a_practitioner_finds_drafts_visits_and_patients(sign_in: SignInFixture, save: Save) -> None:
    client = sign_in(Role.PRACTITIONER)
    save(lambda db: make_busy_day(db, client.actor))

    page = client.get("/")

    assert "1 session begun, 2 notes to finish" in page.text
    assert "Inês 🖐" in page.text
    assert "Waits for 3 days" in page.text
    assert "&lt;b&gt;Maja&lt;/b&gt;" in page.text
    assert "<title>Today" in page.text


def test_that_patients_were_shown_is_on_record(sign_in: SignInFixture, save: Save, engine: Engine) -> None:
    client = sign_in(Role.PRACTITIONER)
    client.get("/")
    save(lambda db: make_busy_day(db, client.actor))
    client.get("/")

    with Session(engine) as db:
        seen = db.scalars(select(AuditEntry.user_id).where(AuditEntry.action == "worklist.viewed")).all()
    assert seen == [client.actor.user_id]


def test_a_supervisor_is_told_of_overdue_notes_and_can_sign_them(sign_in: SignInFixture, save: Save) -> None:
    writer = sign_in(Role.PRACTITIONER)
    save(lambda db: make_busy_day(db, writer.actor))
    supervisor = sign_in(Role.SUPERVISOR, clinic=writer.actor.clinic_id, name="Ana Silva")

    page = supervisor.get("/").text

    assert "1 thing to decide" in page
    assert "Ruth Adeyemi, for 3 days" in " ".join(page.split())
    assert "Huang" not in page
    assert page.count('/sign"') == 1
    assert "/edit" not in page


def test_a_supervisor_chooses_a_kind_and_finds_a_note_to_cosign(sign_in: SignInFixture, save: Save) -> None:
    writer = sign_in(Role.PRACTITIONER)
    save(lambda db: make_busy_day(db, writer.actor))
    save(lambda db: make_waiting_note(db, by=writer.actor))
    supervisor = sign_in(Role.SUPERVISOR, clinic=writer.actor.clinic_id)

    everything, cosign = supervisor.get("/").text, supervisor.get("/?kind=co-sign").text
    other = supervisor.get("/?kind=worse").text

    assert "Unsigned 1" in everything
    assert "Inês" in everything
    assert "Inês" not in cosign
    assert "A side effect beyond mild" in cosign
    assert re.search(r'data-key="c"[^>]*>|href="[^"]*/co-sign#sign"', cosign)
    assert "Nothing of this kind" in other
    assert supervisor.get("/?kind=nonsense").text.count("data-row") == everything.count("data-row") == 2


def test_every_kind_of_row_leads_somewhere(sign_in: SignInFixture, save: Save) -> None:
    writer = sign_in(Role.PRACTITIONER)
    supervisor = sign_in(Role.SUPERVISOR, clinic=writer.actor.clinic_id)
    save(lambda db: make_full_queue(db, by=writer.actor))

    page = supervisor.get("/").text

    assert [words for _kind, words in KIND_WORDS.items() if f"{words} " not in page] == []
    for address in re.findall(r'<div class="queue__acts">\s*<a[^>]*href="([^"]+)"', page):
        assert supervisor.get(address.replace("&amp;", "&")).status_code == 200, address


def test_a_question_waits_on_the_first_page_of_the_author(sign_in: SignInFixture, save: Save) -> None:
    writer = sign_in(Role.PRACTITIONER)
    supervisor = sign_in(Role.SUPERVISOR, clinic=writer.actor.clinic_id)
    save(lambda db: make_question(db, by=supervisor.actor, treatment=make_waiting_note(db, by=writer.actor)))

    page = writer.get("/").text

    assert "Which side was it?" in page
    assert re.search(r"/sessions/\d+/questions/\d+", page)


def test_a_supervisor_with_nothing_to_do_is_told_when_it_was_checked(sign_in: SignInFixture) -> None:
    page = sign_in(Role.SUPERVISOR).get("/")

    assert "Nothing needs a decision" in page.text
    assert "Checked " in page.text


def test_an_administrator_sees_no_patient(sign_in: SignInFixture, save: Save) -> None:
    writer = sign_in(Role.PRACTITIONER)
    save(lambda db: make_busy_day(db, writer.actor))
    administrator = sign_in(Role.ADMINISTRATOR, clinic=writer.actor.clinic_id)

    page = administrator.get("/")

    assert page.status_code == 200
    for name in ("Huang", "Silva", "Maja", "/patients"):
        assert name not in page.text
    assert 'href="/people"' in page.text
    assert 'href="/import"' in page.text


def test_another_clinic_sees_nothing_of_this_one(sign_in: SignInFixture, save: Save) -> None:
    save(lambda db: make_busy_day(db, sign_in(Role.PRACTITIONER).actor))

    page = sign_in(Role.PRACTITIONER, Role.SUPERVISOR, Role.ADMINISTRATOR).get("/")

    assert "Huang" not in page.text
    assert "Nothing needs a decision" in page.text


def test_the_page_needs_the_same_number_of_statements_however_much_waits(sign_in: SignInFixture, save: Save) -> None:
    client = sign_in(Role.PRACTITIONER, Role.SUPERVISOR)
    with client.application.app_context():
        engine_of_pages = client.application.extensions["sqlalchemy"].engine

    def statements() -> int:
        with count_queries(engine_of_pages) as sent:
            assert client.get("/").status_code == 200
        return len(sent)

    save(lambda db: make_busy_day(db, client.actor))
    statements()  # the first one also opens the connection
    few = statements()
    for _ in range(5):
        save(lambda db: make_busy_day(db, client.actor))

    assert statements() == few


def test_the_page_changes_nothing(sign_in: SignInFixture) -> None:
    client = sign_in(Role.PRACTITIONER)

    assert client.post("/").status_code == 405


def test_a_visitor_is_sent_to_sign_in(sign_in: SignInFixture) -> None:
    visitor = sign_in(Role.PRACTITIONER).application.test_client()

    assert visitor.get("/").location == "/sign-in"
