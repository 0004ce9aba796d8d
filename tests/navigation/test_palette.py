"""What the palette lists: for whom, with what, and what a search leaves on record."""

from secrets import token_hex

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.treatments.models import TreatmentSession
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.patients.factories import make_patient
from tests.treatments.factories import make_draft_session, make_signed_session


@pytest.fixture
def ruth(sign_in: SignInFixture, engine: Engine) -> SignedInClient:
    """A therapist of a clinic with two patients: one was needled before, one is new."""
    client = sign_in()
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        seen = make_patient(db, by=client.actor, family_name="Lindqvist", given_names="Maja")
        make_signed_session(db, by=client.actor, patient=seen)
        make_patient(db, by=client.actor, family_name="Łukasiewicz", given_names="Jan")
    return client


def _found(client: SignedInClient, text: str = "", **more: object) -> str:
    response = client.post("/find", data={"text": text, **more})
    assert response.status_code == 200
    return response.text


def _searches(engine: Engine) -> int:
    with Session(engine) as db:
        return len(db.scalars(select(AuditEntry.sequence).where(AuditEntry.action == "patient.searched")).all())


def test_a_patient_is_found_by_folded_name_with_what_tells_people_apart(ruth: SignedInClient) -> None:
    found = _found(ruth, "lukasi")

    assert "1 patient" in found
    assert "Born " in found
    assert "ID " in found
    assert "Repeat last" not in found  # there is nothing to repeat


def test_the_last_session_can_be_repeated_where_there_is_one(ruth: SignedInClient) -> None:
    assert "Repeat last session with" in _found(ruth, "lindqvist")


def test_one_search_is_audited_once_and_opening_the_palette_not_at_all(ruth: SignedInClient, engine: Engine) -> None:
    _found(ruth)
    assert _searches(engine) == 0

    _found(ruth, "lindqvist")

    assert _searches(engine) == 1


def test_a_waiting_note_is_shown_before_another_one_begins(ruth: SignedInClient, engine: Engine) -> None:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=ruth.actor, family_name="Okafor")
        make_draft_session(db, by=ruth.actor, patient=patient)
        address = f"/patients/{patient.id}/sessions/new"

    assert f'data-asks="{address}"' in _found(ruth, "okafor")


def test_the_patient_of_the_page_comes_first(ruth: SignedInClient) -> None:
    found = _found(ruth, patient_id=1)

    assert "New session for this patient" in found
    assert found.index("for this patient") < found.index("Today")
    assert "for this patient" not in _found(ruth, patient_id=999)


@pytest.mark.parametrize(
    ("role", "finds", "begins"),
    [
        (Role.PRACTITIONER, True, True),
        (Role.STUDENT, True, True),
        (Role.SUPERVISOR, True, False),
        (Role.ADMINISTRATOR, False, False),
    ],
)
def test_only_what_a_person_may_do_is_listed(
    ruth: SignedInClient, sign_in: SignInFixture, role: Role, *, finds: bool, begins: bool
) -> None:
    client = sign_in(role, clinic=ruth.actor.clinic_id)

    found = _found(client, "lindqvist")

    assert ("LINDQVIST" in found.upper().replace("<MARK>", "").replace("</MARK>", "")) is finds
    assert ("New session" in found) is begins
    assert ("for this patient" in _found(client, patient_id=1)) is begins
    assert ("New patient" in _found(client, "new pat")) is begins


def test_a_patient_of_another_clinic_is_not_found(ruth: SignedInClient, sign_in: SignInFixture) -> None:
    assert "Nobody here answers" in _found(sign_in(), "lindqvist")


def test_a_text_that_is_too_long_is_refused_in_words(ruth: SignedInClient) -> None:
    response = ruth.post("/find", data={"text": "x" * 300})

    assert response.status_code == 422
    assert "200" in response.text


def test_repeating_begins_one_session_and_leads_to_last_time(ruth: SignedInClient, engine: Engine) -> None:
    form = {"idempotency_key": token_hex(16), "repeat": "1"}

    answers = [ruth.post("/patients/1/sessions", data=form) for _ in range(2)]

    assert {answer.location for answer in answers} == {answers[0].location}
    assert answers[0].location.endswith("/edit#last-time")
    with Session(engine) as db:
        assert len(db.scalars(select(TreatmentSession.id).where(TreatmentSession.patient_id == 1)).all()) == 2
