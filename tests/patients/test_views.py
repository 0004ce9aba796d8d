"""The pages about who a patient is."""

import re
from datetime import date

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import give_key
from clinic_log.audit.models import AuditEntry
from clinic_log.base.database import own_transaction
from clinic_log.patients.models import Patient
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.conftest import AUDIT_KEY
from tests.patients.factories import Changes, make_patient

FORM = {
    "family_name": "Lindqvist",
    "given_names": "Maja",
    "born_on": "1981-03-04",
    "sex": "female",
    "address": "12 Mill Lane",
    "idempotency_key": "one-form",
}
HUGE = "x" * 10_000_000


@pytest.fixture
def client(sign_in: SignInFixture) -> SignedInClient:
    return sign_in(Role.PRACTITIONER)


def _patient(engine: Engine, client: SignedInClient, changes: Changes | None = None) -> int:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        return make_patient(db, by=client.actor, **(changes or {})).id


def _patients(engine: Engine) -> list[Patient]:
    with Session(engine) as db:
        return list(db.scalars(select(Patient).order_by(Patient.id)))


def _acts(engine: Engine) -> list[tuple[str, str | None]]:
    with Session(engine) as db:
        rows = db.execute(select(AuditEntry.action, AuditEntry.reason).order_by(AuditEntry.sequence))
        return [(action, reason) for action, reason in rows]


def _text(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def _without_proofs(response: TestResponse) -> str:
    """The page without what is new in each answer: the nonce of its script and the proof in its form."""
    return re.sub(r'(nonce|value)="[^"]+"', "", _text(response))


def test_a_search_marks_what_matched_and_keeps_names_out_of_the_address_and_the_audit(
    client: SignedInClient, engine: Engine
) -> None:
    patient_id = _patient(engine, client, {"family_name": "Lindqvist"})

    response = client.post("/patients", data={"text": "qvist 1981"})

    assert response.status_code == 200
    assert "Lind<mark>qvist</mark>" in _text(response)
    assert f'href="/patients/{patient_id}"' in _text(response)
    assert response.request.query_string == b""
    assert ("patient.searched", None) in _acts(engine)


def test_nobody_found_offers_to_register(client: SignedInClient) -> None:
    page = _text(client.post("/patients", data={"text": "nobody"}))

    assert "Nobody here answers to that" in page
    assert "/patients/new" in page


@pytest.mark.parametrize("text", ["a\x00b", "\x1b", "x" * 201])
def test_a_search_that_cannot_be_read_is_refused_beside_its_field(client: SignedInClient, text: str) -> None:
    response = client.post("/patients", data={"text": text})

    assert response.status_code == 422
    assert "form-field__error" in _text(response)


def test_a_supervisor_searches_but_is_offered_no_registration(sign_in: SignInFixture) -> None:
    supervisor = sign_in(Role.SUPERVISOR)

    page = _text(supervisor.get("/patients"))

    assert "/patients/new" not in page
    assert supervisor.get("/patients/new").status_code == 403
    assert supervisor.post("/patients/new", data=FORM).status_code == 403


def test_an_administrator_alone_sees_no_patients(sign_in: SignInFixture) -> None:
    assert sign_in(Role.ADMINISTRATOR).get("/patients").status_code == 403


def test_registering_leads_to_the_patient(client: SignedInClient, engine: Engine) -> None:
    response = client.post("/patients/new", data=FORM)

    (patient,) = _patients(engine)
    assert response.status_code == 302
    assert response.location == f"/patients/{patient.id}"
    assert (patient.record_number, patient.address) == ("000001", "12 Mill Lane")


def test_a_double_click_registers_once_and_answers_alike(client: SignedInClient, engine: Engine) -> None:
    first = client.post("/patients/new", data=FORM)
    again = client.post("/patients/new", data=FORM)

    assert (again.status_code, again.location) == (first.status_code, first.location)
    assert len(_patients(engine)) == 1


def test_a_similar_patient_is_shown_and_must_be_answered(client: SignedInClient, engine: Engine) -> None:
    known = _patient(engine, client, {"family_name": "Lindquist", "record_number": "004 218"})

    asked = client.post("/patients/new", data=FORM)

    assert asked.status_code == 422
    page = _text(asked)
    assert "This is a different person" in page
    assert "4 Mar 1981" in page
    assert "004 218" in page
    assert 'value="Lindqvist"' in page
    assert "12 Mill Lane" in page
    assert len(_patients(engine)) == 1

    answered = client.post("/patients/new", data={**FORM, "answered_for": str(known), "is_different": "y"})

    assert answered.status_code == 302
    assert len(_patients(engine)) == 2


def test_an_answer_does_not_hold_for_patients_who_were_not_shown(client: SignedInClient, engine: Engine) -> None:
    _patient(engine, client, {"family_name": "Lindquist"})

    response = client.post("/patients/new", data={**FORM, "answered_for": "999", "is_different": "y"})

    assert response.status_code == 422
    assert len(_patients(engine)) == 1


def test_a_taken_record_number_is_told_beside_the_field_with_everything_kept(
    client: SignedInClient, engine: Engine
) -> None:
    _patient(engine, client, {"born_on": date(1950, 1, 1), "given_names": "Chidi", "record_number": "17"})

    response = client.post("/patients/new", data={**FORM, "record_number": "17"})

    assert response.status_code == 422
    assert 'id="record_number-error"' in _text(response)
    assert 'value="Lindqvist"' in _text(response)
    assert len(_patients(engine)) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("family_name", ""),
        ("family_name", " \u200b "),
        ("family_name", "Lind\x00qvist"),
        ("given_names", "x" * 201),
        ("given_names", HUGE),
        ("born_on", ""),
        ("born_on", "2200-01-01"),
        ("born_on", "1850-01-01"),
        ("born_on", "04.03.1981"),
        ("born_on", "1981-02-31"),
        ("sex", ""),
        ("sex", "often"),
        ("email", "nobody"),
        ("record_number", "--"),
    ],
)
def test_a_wrong_value_is_told_beside_its_field(
    client: SignedInClient, engine: Engine, *, field: str, value: str
) -> None:
    response = client.post("/patients/new", data={**FORM, field: value})

    assert response.status_code == 422
    assert f'id="{field}-error"' in _text(response)
    assert "12 Mill Lane" in _text(response)
    assert _patients(engine) == []


@pytest.mark.parametrize(
    ("family_name", "given_names"), [("محمد", "علي"), ("李", ""), ("Carlin", "Seán 🌱"), ("<script>", "&amp;")]
)
def test_names_of_every_script_are_kept_and_shown_as_text(
    client: SignedInClient, engine: Engine, *, family_name: str, given_names: str
) -> None:
    client.post("/patients/new", data={**FORM, "family_name": family_name, "given_names": given_names})

    (patient,) = _patients(engine)
    assert (patient.family_name, patient.given_names) == (family_name, given_names)
    page = _text(client.get(f"/patients/{patient.id}/correct"))
    assert "<script>" not in page.split("</head>")[1]


def test_marks_that_reorder_a_line_are_not_shown(client: SignedInClient, engine: Engine) -> None:
    _patient(engine, client, {"family_name": "Lind\u202eqvist"})

    assert "\u202e" not in _text(client.post("/patients", data={"text": "maja"}))


def test_a_correction_is_saved(client: SignedInClient, engine: Engine) -> None:
    patient_id = _patient(engine, client)
    data = {**FORM, "record_number": "77", "deceased_on": "2020-01-02", "revision": "1"}

    response = client.post(f"/patients/{patient_id}/correct", data=data)

    assert response.status_code == 302
    (patient,) = _patients(engine)
    assert (patient.family_name, patient.record_number, patient.deceased_on) == ("Lindqvist", "77", date(2020, 1, 2))


def test_the_second_of_two_who_correct_sees_both_texts_and_overwrites_nothing(
    client: SignedInClient, engine: Engine
) -> None:
    patient_id = _patient(engine, client, {"phone": "first"})
    data = {**FORM, "record_number": "77", "revision": "1"}
    client.post(f"/patients/{patient_id}/correct", data={**data, "phone": "second"})

    response = client.post(f"/patients/{patient_id}/correct", data={**data, "phone": "third"})

    assert response.status_code == 409
    page = _text(response)
    assert "second" in page
    assert "third" in page
    assert _patients(engine)[0].phone == "second"
    assert re.search(r'<input id="revision"[^>]* value="2">', page)


@pytest.mark.parametrize("revision", ["", "x", "-1", "99999999999999999999"])
def test_a_correction_without_its_revision_is_a_conflict(
    client: SignedInClient, engine: Engine, *, revision: str
) -> None:
    patient_id = _patient(engine, client)

    response = client.post(
        f"/patients/{patient_id}/correct", data={**FORM, "record_number": "77", "revision": revision}
    )

    assert response.status_code == 409


def test_death_before_birth_is_refused(client: SignedInClient, engine: Engine) -> None:
    patient_id = _patient(engine, client)
    data = {**FORM, "record_number": "77", "deceased_on": "1980-01-01", "revision": "1"}

    response = client.post(f"/patients/{patient_id}/correct", data=data)

    assert response.status_code == 422
    assert 'id="deceased_on-error"' in _text(response)


def test_alerts_are_added_and_ended_on_their_page(client: SignedInClient, engine: Engine) -> None:
    patient_id = _patient(engine, client)
    place = f"/patients/{patient_id}/alerts"

    assert client.post(place, data={"level": "danger", "label": "On apixaban"}).status_code == 302
    page = _text(client.get(place))
    assert "On apixaban" in page

    end = page.split(f'action="{place}/')[1].split('"')[0]
    assert client.post(f"{place}/{end}").status_code == 302
    assert "Ended" in _text(client.get(place))


def test_an_alert_without_words_is_refused_beside_its_field(client: SignedInClient, engine: Engine) -> None:
    response = client.post(f"/patients/{_patient(engine, client)}/alerts", data={"level": "", "label": ""})

    assert response.status_code == 422
    assert 'id="label-error"' in _text(response)


def test_a_patient_of_another_clinic_answers_like_none(sign_in: SignInFixture, engine: Engine) -> None:
    here, elsewhere = sign_in(Role.PRACTITIONER), sign_in(Role.PRACTITIONER)
    foreign = _patient(engine, elsewhere)
    paths = ("/patients/{}/correct", "/patients/{}/alerts")

    for path in paths:
        answers = [here.get(path.format(patient_id)) for patient_id in (foreign, 424_242, 10**30)]
        assert {answer.status_code for answer in answers} == {404}
        assert len({_without_proofs(answer) for answer in answers}) == 1
        assert here.post(path.format(foreign), data={**FORM, "level": "danger", "label": "x"}).status_code == 404


def test_looking_at_the_details_is_audited(client: SignedInClient, engine: Engine) -> None:
    patient_id = _patient(engine, client)

    client.get(f"/patients/{patient_id}/correct")
    client.get(f"/patients/{patient_id}/alerts")

    assert [action for action, _reason in _acts(engine)].count("patient.viewed") == 2
