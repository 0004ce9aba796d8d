"""The pages of late reports and reviews: what is refused stands beside its field, and what is kept is shown."""

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.incidents.actions.reporting import record_near_miss
from clinic_log.incidents.models import IncidentReview
from clinic_log.incidents.rules.states import ReviewState
from clinic_log.patients.models import Patient
from clinic_log.treatments.models import AdverseEvent, AdverseEventCourse, TreatmentSession
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.incidents.factories import make_late_report, make_serious_visit, make_visit, near_miss
from tests.patients.factories import make_patient
from tests.queries import count_queries


@dataclass
class Desk:
    """A practitioner with a signed visit, and a supervisor of the same clinic."""

    engine: Engine
    ruth: SignedInClient
    helen: SignedInClient
    patient_id: int
    session_id: int

    @property
    def page(self) -> str:
        return f"/patients/{self.patient_id}/sessions/{self.session_id}"

    def review(self) -> IncidentReview:
        with Session(self.engine) as db:
            return db.scalars(select(IncidentReview).order_by(IncidentReview.id.desc()).limit(1)).one()


@pytest.fixture
def desk(engine: Engine, sign_in: SignInFixture) -> Desk:
    ruth = sign_in(Role.PRACTITIONER)
    helen = sign_in(Role.SUPERVISOR, clinic=ruth.actor.clinic_id, name="Helen Park")
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = make_patient(db, by=ruth.actor)
        visit = make_visit(db, by=ruth.actor, patient=patient)
        return Desk(engine, ruth, helen, patient.id, visit.id)


def told(**changes: str) -> dict[str, str]:
    today = day_in_zone(now_utc(), "Europe/London").isoformat()
    return {
        "idempotency_key": "k1",
        "timing": "since_last_time",
        "kind": "pneumothorax-suspected",
        "severity": "severe",
        "place": "trapezius-upper|right",
        "reported_by": "patient",
        "told_on": today,
        "told_how": "phone",
        "action": "Sent to the emergency department",
    } | changes


def test_a_late_report_stands_beside_the_note_and_is_on_the_supervisors_lists(desk: Desk) -> None:
    form = desk.ruth.get(f"{desk.page}/effects/new")
    assert "Upper trapezius, right" in form.text

    response = desk.ruth.post(f"{desk.page}/effects/new", data=told(), follow_redirects=True)

    assert "Suspected pneumothorax, severe, Upper trapezius, right" in response.text
    assert "Sent to the emergency department" in response.text
    assert "Unchanged since it was signed" in response.text
    address = f"/incidents/{desk.review().id}"
    assert address in desk.helen.get("/").text
    assert address in desk.helen.get("/incidents").text
    assert address in desk.helen.get("/supervision?period=everything").text


def test_what_a_report_lacks_stands_beside_its_field_and_nothing_typed_is_lost(desk: Desk) -> None:
    response = desk.ruth.post(
        f"{desk.page}/effects/new", data=told(severity="", told_on="2019-01-01", onset_on="yesterday")
    )

    assert response.status_code == 422
    assert 'id="onset_on-error"' in response.text
    assert 'value="yesterday"' in response.text
    assert 'id="severity-error"' in response.text
    assert "Sent to the emergency department" in response.text

    response = desk.ruth.post(f"{desk.page}/effects/new", data=told(severity="", told_on="2019-01-01"))

    assert response.status_code == 422
    assert {'id="severity-error"', 'id="told_on-error"'} <= set(re.findall(r'id="\w+-error"', response.text))
    with Session(desk.engine) as db:
        assert db.scalars(select(AdverseEvent)).all() == []


def test_a_report_is_corrected_and_taken_back(desk: Desk) -> None:
    desk.ruth.post(f"{desk.page}/effects/new", data=told(kind="bruising", severity="mild"))
    with Session(desk.engine) as db:
        event_id = db.scalars(select(AdverseEvent.id)).one()
    address = f"{desk.page}/effects/{event_id}/correct"
    assert 'value="mild" checked' in re.sub(r"\s+", " ", desk.ruth.get(address).text)

    wrong = desk.ruth.post(address, data=told(idempotency_key="k2", never_was="y", reason=""))
    right = desk.ruth.post(
        address, data=told(idempotency_key="k2", never_was="y", reason="Another patient"), follow_redirects=True
    )

    assert (wrong.status_code, 'id="reason-error"' in wrong.text) == (422, True)
    assert "Corrected: Another patient" in right.text
    assert "Taken back: there was no such effect" in right.text


def test_what_became_of_an_effect_is_told_from_the_page_of_the_patient(desk: Desk) -> None:
    desk.ruth.post(f"{desk.page}/effects/new", data=told(kind="bruising", severity="mild"))
    address = re.search(r"/patients/\d+/effects/\d+/course", desk.ruth.get(f"/patients/{desk.patient_id}").text)
    assert address

    heard = {"told_on": told()["told_on"], "told_how": "phone"}
    desk.ruth.post(address[0], data=heard | {"state": "worse", "note": "Told to see the doctor"})
    assert "what was done: Told to see the doctor" in desk.ruth.get(address[0]).text
    assert "not known to be over · worse on" in desk.ruth.get(f"/patients/{desk.patient_id}").text
    refused = desk.ruth.post(address[0], data={"told_on": told()["told_on"], "told_how": "phone"})
    kept = desk.ruth.post(address[0], data={"state": "gone", "told_on": told()["told_on"], "told_how": "phone"})

    assert (refused.status_code, 'id="state-error"' in refused.text) == (422, True)
    assert kept.status_code == 303
    with Session(desk.engine) as db:
        assert set(db.scalars(select(AdverseEventCourse.told_to_id))) == {desk.ruth.actor.user_id}
    assert address[0] not in desk.ruth.get(f"/patients/{desk.patient_id}").text


def test_a_near_miss_takes_one_tap(desk: Desk) -> None:
    key = re.search(r'name="idempotency_key"[^>]*value="(\w+)"', desk.ruth.get(desk.page).text)
    assert key
    sent = {"idempotency_key": key[1], "session_id": str(desk.session_id), "words": ""}

    pages = [
        desk.ruth.post(f"/patients/{desk.patient_id}/near-misses", data=sent, follow_redirects=True).text
        for _ in range(2)
    ]

    assert all("Near miss recorded" in page for page in pages)
    with Session(desk.engine) as db:
        assert db.scalars(select(IncidentReview.session_id)).all() == [desk.session_id]
    assert "no words were added" in desk.helen.get(f"/incidents/{desk.review().id}").text

    long = desk.ruth.post(f"/patients/{desk.patient_id}/near-misses", data=sent | {"words": "x" * 501})
    assert (long.status_code, "x" * 501 in long.text) == (422, True)


def test_a_supervisor_takes_a_review_from_reported_to_closed(desk: Desk) -> None:
    desk.ruth.post(f"{desk.page}/effects/new", data=told())
    address = f"/incidents/{desk.review().id}"

    def send(path: str, **fields: str | list[str]) -> int:
        revision = str(desk.review().revision)
        data = {"move-revision": revision, "findings-revision": revision} | fields
        return desk.helen.post(f"{address}/{path}", data=data).status_code

    too_soon = desk.helen.post(
        f"{address}/contacts", data={"contact-on": "2999-01-01", "contact-clock": "10:00", "contact-advice": "Rest"}
    )
    assert (too_soon.status_code, "Rest</textarea>" in too_soon.text) == (422, True)
    assert send("move", **{"move-to": "triaged"}) == 303
    assert send("move", **{"move-to": "closed"}) == 422
    found = {"findings-harm": "moderate", "findings-preventability": "unknown", "findings-learning": "Angle"}
    assert send("findings", **found, **{"findings-factors": ["technique", "training"]}) == 303
    assert send("hold", **{"hold-reason": "A claim was announced", "hold": "place"}) == 303
    assert "Legal hold since" in desk.ruth.get(f"/patients/{desk.patient_id}").text
    assert send("move", **{"move-to": "closed", "move-note": "Done"}) == 303

    assert desk.review().state is ReviewState.CLOSED
    page = desk.helen.get(address).text
    assert "Needling technique, depth or direction, Knowledge or training" in page
    assert "Triaged, now closed; Done" in page


def test_a_review_that_somebody_else_wrote_into_shows_what_was_typed_again(desk: Desk) -> None:
    desk.ruth.post(f"{desk.page}/effects/new", data=told())
    address = f"/incidents/{desk.review().id}"

    response = desk.helen.post(f"{address}/findings", data={"findings-revision": "9", "findings-learning": "Mine"})

    assert (response.status_code, "Mine</textarea>" in response.text) == (409, True)
    assert f'name="findings-revision" type="hidden" value="{desk.review().revision}"' in response.text


def test_the_pages_take_the_same_number_of_statements_however_much_there_is(desk: Desk) -> None:
    def count() -> dict[str, int]:
        found = {}
        review = desk.review().id
        for name, client, address in (
            ("list", desk.helen, "/incidents"),
            ("review", desk.helen, f"/incidents/{review}"),
            ("session", desk.ruth, desk.page),
            ("patient", desk.ruth, f"/patients/{desk.patient_id}"),
        ):
            with count_queries(desk.engine) as statements:
                assert client.get(address).status_code == 200
            found[name] = len(statements)
        return found

    add(desk, times=1)
    few = count()
    add(desk, times=3)

    assert count() == few


def add(desk: Desk, *, times: int) -> None:
    """Serious late reports of the visit, near misses, and serious visits of other patients."""
    with own_transaction(desk.engine) as db:
        give_key(db, AUDIT_KEY)
        visit = db.get_one(TreatmentSession, desk.session_id)
        for _ in range(times):
            make_serious_visit(db, by=desk.ruth.actor)
            make_late_report(db, by=desk.ruth.actor, treatment=visit, kind_slug="pneumothorax")
            record_near_miss(
                db, by=desk.ruth.actor, near_miss=near_miss(db.get_one(Patient, desk.patient_id), visit, "Slipped")
            )
