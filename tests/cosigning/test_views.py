"""The pages of co-signing: what a supervisor reads and signs, and what an author answers."""

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.cosigning.models import Cosignature, NoteQuestion
from clinic_log.treatments.actions import Addendum, add_addendum
from clinic_log.treatments.models import TreatmentSession
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.cosigning.factories import make_waiting_note
from tests.treatments.pages import form_in


@dataclass
class Desk:
    """A practitioner with two notes that wait, and a supervisor of the same clinic."""

    engine: Engine
    ruth: SignedInClient
    helen: SignedInClient
    notes: list[str]
    session_ids: list[int]

    @property
    def cosign(self) -> str:
        return f"{self.notes[0]}/co-sign"

    def kept(self) -> list[Cosignature]:
        with Session(self.engine) as db:
            return list(db.scalars(select(Cosignature)))

    def ask(self, question: str = "Which side was it?") -> str:
        """Send the first note back; the address of the answer."""
        form = form_in(self.helen.get(self.cosign), "ask")
        assert (
            self.helen.post(f"{self.notes[0]}/send-back", data=form.with_values(question=question)).status_code == 303
        )
        with Session(self.engine) as db:
            return f"{self.notes[0]}/questions/{db.scalars(select(NoteQuestion.id)).one()}"

    def sign(self, **changes: str | None) -> tuple[int, str]:
        form = form_in(self.helen.get(self.cosign), "co-sign").with_values(**({"meaning": "reviewed"} | changes))
        answer = self.helen.post(self.cosign, data=form)
        return answer.status_code, answer.location or answer.text


@pytest.fixture
def desk(engine: Engine, sign_in: SignInFixture) -> Desk:
    ruth = sign_in(Role.PRACTITIONER)
    helen = sign_in(Role.SUPERVISOR, clinic=ruth.actor.clinic_id, name="Helen Novak")
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        notes = [make_waiting_note(db, by=ruth.actor, days=days) for days in (4, 2)]
        pages = [f"/patients/{note.patient_id}/sessions/{note.id}" for note in notes]
        return Desk(engine, ruth, helen, pages, [note.id for note in notes])


def test_a_supervisor_reads_signs_and_the_note_says_so(desk: Desk) -> None:
    page = desk.helen.get(desk.cosign).text
    assert "A side effect beyond mild" in page
    assert "Upper trapezius" in page

    status, _ = desk.sign()

    assert status == 303
    shown = desk.ruth.get(desk.notes[0]).text
    assert "Helen Novak" in shown
    assert "Covers version 1" in shown
    assert "“I reviewed this note.”" in shown
    assert "Covers version 1" in desk.ruth.get(f"{desk.notes[0]}/versions/1").text
    assert 'name="meaning"' not in desk.helen.get(desk.cosign).text


def test_the_next_note_opens_where_that_was_asked_for(desk: Desk) -> None:
    assert desk.sign(act="next")[1].endswith(f"{desk.notes[1]}/co-sign")
    with Session(desk.engine) as db:
        assert "session.viewed" in db.scalars(select(AuditEntry.action)).all()


def test_what_is_missing_stands_beside_its_field_and_nothing_is_signed(desk: Desk) -> None:
    status, page = desk.sign(meaning=None)

    assert status == 422
    assert "Choose what your signature says" in page
    assert desk.kept() == []


def test_a_note_that_was_added_to_meanwhile_is_read_again(desk: Desk) -> None:
    form = form_in(desk.helen.get(desk.cosign), "co-sign").with_values(meaning="reviewed")
    with own_transaction(desk.engine) as db:
        give_key(db, AUDIT_KEY)
        note = db.get_one(TreatmentSession, desk.session_ids[0])
        add_addendum(db, by=desk.ruth.actor, treatment=note, addendum=Addendum(text="It was left.", reason="Side"))

    answer = desk.helen.post(desk.cosign, data=form)

    assert answer.status_code == 409
    assert "Somebody added to this note in the meantime" in answer.text
    assert "It was left." in answer.text
    assert desk.kept() == []
    assert desk.sign()[0] == 303


def test_a_question_stands_on_the_note_and_its_answer_brings_it_back(desk: Desk) -> None:
    address = desk.ask("Which <side> was it?")
    assert address in desk.ruth.get(desk.notes[0]).text
    assert "Which &lt;side&gt; was it?" in desk.ruth.get(address).text

    without = desk.ruth.post(address, data={"answer": " "})
    given = desk.ruth.post(address, data={"answer": "The right one."}, follow_redirects=True)

    assert (without.status_code, 'id="answer-error"' in without.text) == (422, True)
    assert "The note waits for a supervisor again" in given.text
    assert "The right one." in desk.helen.get(desk.cosign).text
    late = desk.ruth.post(address, data={"answer": "No, left."})
    assert (late.status_code, "settled by now" in late.text) == (409, True)


def test_a_question_without_words_is_refused_with_everything_kept(desk: Desk) -> None:
    form = form_in(desk.helen.get(desk.cosign), "ask")

    answer = desk.helen.post(f"{desk.notes[0]}/send-back", data=form.with_values(question=""))

    assert answer.status_code == 422
    assert re.search(r'id="question-error"', answer.text)


def test_a_second_question_is_refused_until_the_first_is_answered(desk: Desk) -> None:
    form = form_in(desk.helen.get(desk.cosign), "ask")
    desk.ask()

    answer = desk.helen.post(f"{desk.notes[0]}/send-back", data=form.with_values(question="And when?"))

    assert answer.status_code == 409
    assert "And when?" in answer.text


def test_a_draft_leads_to_its_own_page_and_a_practitioner_does_not_cosign(desk: Desk) -> None:
    assert desk.ruth.get(desk.cosign).status_code == 403
    assert desk.ruth.post(desk.cosign).status_code == 403
    assert desk.ruth.post(f"{desk.notes[0]}/send-back").status_code == 403


def test_who_treated_is_told_that_somebody_else_cosigns(desk: Desk, sign_in: SignInFixture) -> None:
    both = sign_in(Role.PRACTITIONER, Role.SUPERVISOR, clinic=desk.ruth.actor.clinic_id)
    with own_transaction(desk.engine) as db:
        give_key(db, AUDIT_KEY)
        own = make_waiting_note(db, by=both.actor)
        page = f"/patients/{own.patient_id}/sessions/{own.id}/co-sign"

    assert "not yours to co-sign" in both.get(page).text
    assert "not yours to co-sign" not in desk.helen.get(page).text
