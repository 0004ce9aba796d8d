"""The page of a note shows the patient's precautions and asks for a reason where they matter."""

import pytest
from sqlalchemy import Engine

from clinic_log.audit.actions import give_key
from clinic_log.base.database import own_transaction
from clinic_log.patients.actions import add_alert
from clinic_log.patients.models import Patient
from clinic_log.patients.rules import AlertFacts, AlertLevel
from tests.accounts.signed_in import SignInFixture
from tests.conftest import AUDIT_KEY
from tests.treatments.pages import Desk, begin_work, form_in, needling_note


@pytest.fixture
def desk(sign_in: SignInFixture, engine: Engine) -> Desk:
    """A note of a patient on apixaban."""
    client = sign_in()
    desk = begin_work(client, engine)
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        patient = db.get_one(Patient, desk.chart.patient_id)
        add_alert(db, by=client.actor, patient=patient, alert=AlertFacts(level=AlertLevel.DANGER, label="On apixaban"))
    return desk


def test_a_precaution_stands_above_the_sites_with_its_source(desk: Desk) -> None:
    page = desk.client.get(desk.edit_url).text

    assert 'id="precaution-anticoagulant"' in page
    assert "contraindication pages: advantagehealth.net.au" in page
    assert "contra_relative" not in page
    assert "not reviewed by a clinician" in page


def test_signing_waits_for_the_reason_and_then_prints_it(desk: Desk) -> None:
    note = needling_note(desk)

    refused = desk.client.post(desk.edit_url, data=note.with_values(act="sign"))
    assert refused.status_code == 422
    assert "On apixaban: say why needling goes on" in refused.text

    reason = {"precaution_reasons-anticoagulant": "INR checked today", "act": "sign"}
    assert desk.client.post(desk.edit_url, data=form_in(refused).with_values(**reason)).status_code == 303
    page = desk.client.get(desk.url("sign"))
    assert "INR checked today" in page.text
    assert desk.client.post(desk.url("sign"), data=form_in(page, "sign")).status_code == 303

    shown = desk.client.get(desk.url("")).text
    assert "INR checked today" in shown
    assert "Danger note read: Levator scapulae" in shown
    assert "Warning signs given in writing" in shown
