"""What is entered into a review and what leaves of it."""

import json
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.incidents import receivers
from clinic_log.incidents.actions.reviewing import add_action
from clinic_log.incidents.models import IncidentReview
from clinic_log.incidents.rules.reviewing import NewAction
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.incidents.factories import make_serious_visit
from tests.patients.factories import make_patient
from tests.treatments.factories import make_recorded_session


@dataclass
class Desk:
    """A practitioner, a supervisor, the review of a serious event with an action, and a note being written."""

    engine: Engine
    ruth: SignedInClient
    helen: SignedInClient
    patient_id: int
    draft_id: int
    review_id: int
    action_id: int

    @property
    def revision(self) -> str:
        with Session(self.engine) as db:
            return str(db.get_one(IncidentReview, self.review_id).revision)

    @property
    def page(self) -> str:
        return f"/incidents/{self.review_id}"


@pytest.fixture
def desk(engine: Engine, sign_in: SignInFixture) -> Desk:
    receivers.connect()
    ruth = sign_in(Role.PRACTITIONER)
    helen = sign_in(Role.SUPERVISOR, clinic=ruth.actor.clinic_id, name="Helen Park")
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=ruth.actor, family_name="Quillfeather")
        make_serious_visit(db, by=ruth.actor, patient=patient)
        draft = make_recorded_session(db, by=ruth.actor, patient=patient)
        review = db.scalars(select(IncidentReview)).one()
        due = day_in_zone(now_utc() + timedelta(days=3), "UTC")
        action = NewAction(what="Refresh the landmarks", owner_id=helen.actor.user_id, due_on=due)
        add_action(db, by=helen.actor, review=review, action=action)
        return Desk(engine, ruth, helen, patient.id, draft.id, review.id, review.actions[0].id)


def acts(desk: Desk) -> list[str]:
    with Session(desk.engine) as db:
        return list(db.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("incident."))))


def test_vital_signs_are_entered_into_the_review_and_what_is_wrong_stands_beside_its_field(desk: Desk) -> None:
    day = day_in_zone(now_utc() - timedelta(days=1), "Europe/London").isoformat()
    sent = {"vital-taken_at": day, "vital-clock": "10:05", "vital-systolic_mmhg": "124", "vital-diastolic_mmhg": "82"}

    wrong = desk.ruth.post(f"{desk.page}/vital-signs", data=sent | {"vital-diastolic_mmhg": "", "vital-note": "In A&E"})
    kept = desk.ruth.post(f"{desk.page}/vital-signs", data=sent, follow_redirects=True)

    assert (wrong.status_code, 'id="vital-diastolic_mmhg-error"' in wrong.text) == (422, True)
    assert "In A&amp;E" in wrong.text
    assert "124/82" in kept.text
    assert "Vital signs kept" in kept.text


def test_each_wrong_vital_sign_is_named_beside_its_own_field(desk: Desk) -> None:
    day = day_in_zone(now_utc() - timedelta(days=1), "Europe/London").isoformat()
    sent = {"vital-taken_at": day, "vital-clock": "10:05", "vital-systolic_mmhg": "120"}
    old = {"vital-taken_at": "2001-01-01", "vital-clock": "10:05", "vital-pulse_per_minute": "80"}

    wrong = desk.ruth.post(f"{desk.page}/vital-signs", data=sent | {"vital-pulse_per_minute": "999"}).text
    before = desk.ruth.post(f"{desk.page}/vital-signs", data=old).text

    assert 'href="#vital-pulse_per_minute">Enter a value from 20 to 250' in wrong
    assert 'href="#vital-diastolic_mmhg">Enter both numbers' in wrong
    assert 'href="#vital-taken_at">This reading would lie before the visit' in before


@pytest.mark.parametrize("day", ["9999-12-31", "2999-12-31", "2020-01-01"])
def test_a_due_day_that_cannot_be_meant_is_refused_beside_its_field(desk: Desk, day: str) -> None:
    owner = str(desk.helen.actor.user_id)

    moved = desk.helen.post(
        f"{desk.page}/move", data={"move-to": "triaged", "move-revision": desk.revision, "move-due_on": day}
    )
    added = desk.helen.post(
        f"{desk.page}/actions", data={"action-what": "Ask again", "action-owner": owner, "action-due_on": day}
    )

    assert (moved.status_code, 'id="move-due_on-error"' in moved.text) == (422, True)
    assert (added.status_code, 'id="action-due_on-error"' in added.text) == (422, True)


def test_what_came_of_an_action_is_asked_said_and_shown(desk: Desk) -> None:
    address = f"{desk.page}/actions/{desk.action_id}/done"
    name = f"done-{desk.action_id}-result"
    assert f'name="{name}"' in desk.helen.get(desk.page).text

    long = desk.helen.post(address, data={name: "x" * 501})
    done = desk.helen.post(address, data={name: "Shown to the team"}, follow_redirects=True)

    assert (long.status_code, f'id="{name}-error"' in long.text) == (422, True)
    assert "Action done: Shown to the team" in done.text


def test_the_report_and_the_case_file_are_made_in_one_step_and_on_record(desk: Desk) -> None:
    report = desk.helen.get(f"{desk.page}/report.pdf")
    case_file = desk.helen.get(f"{desk.page}/case-file.zip")

    assert report.data.startswith(b"%PDF")
    assert "Quillfeather" not in report.headers["Content-Disposition"]
    with ZipFile(BytesIO(case_file.data)) as archive:
        assert archive.namelist() == ["record.json", "record.pdf", "review.pdf", "SHA256SUMS.txt"]
        record = json.loads(archive.read("record.json"))
    assert record["sections"][0]["title"] == "The note, version by version"
    assert {view["written"] for view in record["views"]} <= {
        "before the event",
        "after the event",
        "after the incident was known",
    }
    assert acts(desk)[-2:] == ["incident.report_made", "incident.case_file_made"]
    assert desk.ruth.get(f"{desk.page}/case-file.zip").status_code == 403


def test_a_near_miss_is_told_from_a_note_that_is_being_written_and_leads_back_to_it(desk: Desk) -> None:
    note = f"/patients/{desk.patient_id}/sessions/{desk.draft_id}/edit"
    assert "Nearly went wrong?" in desk.ruth.get(note).text
    sent = {"idempotency_key": "n1", "session_id": str(desk.draft_id), "words": "The wrong side was uncovered"}

    answer = desk.ruth.post(f"/patients/{desk.patient_id}/near-misses", data=sent)

    assert (answer.status_code, answer.location) == (303, note)
    with Session(desk.engine) as db:
        assert db.scalars(select(IncidentReview.words).where(IncidentReview.session_id == desk.draft_id)).one()
