"""The page that takes files of other programs."""

import io
import re

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from clinic_log.accounts.rules import Role
from clinic_log.base.settings import BODY_LIMIT_BYTES
from clinic_log.patients.models import Patient
from tests.accounts.signed_in import SignedInClient, SignInFixture
from tests.interchange.bundles import SYNTHEA, bundle, patient


@pytest.fixture
def client(sign_in: SignInFixture) -> SignedInClient:
    return sign_in(Role.ADMINISTRATOR)


def _send(client: SignedInClient, *contents: bytes, step: str = "check", checked: str = "") -> TestResponse:
    files = [(io.BytesIO(content), f"C:\\patients\\{number}.json") for number, content in enumerate(contents)]
    return client.post("/import", data={"files": files, "step": step, "checked": checked})


def _text(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def _checked(response: TestResponse) -> str:
    found = re.search(r'<input id="checked"[^>]* value="([0-9a-f]*)">', _text(response))
    assert found is not None
    return found[1]


def _count_patients(engine: Engine) -> int:
    with Session(engine) as db:
        return db.scalar(select(func.count()).select_from(Patient)) or 0


def test_files_are_checked_first_and_imported_when_the_report_was_seen(client: SignedInClient, engine: Engine) -> None:
    checked = _send(client, SYNTHEA.read_bytes())

    assert checked.status_code == 200
    assert "would be taken" in _text(checked)
    assert "Checked, nothing changed" in _text(checked)
    assert _count_patients(engine) == 0

    done = _send(client, SYNTHEA.read_bytes(), step="import", checked=_checked(checked))

    assert "Imported" in _text(done)
    assert _count_patients(engine) == 1


def test_files_that_were_not_checked_are_not_imported(client: SignedInClient, engine: Engine) -> None:
    checked = _checked(_send(client, SYNTHEA.read_bytes()))

    response = _send(client, bundle(patient()), step="import", checked=checked)

    assert "These are not the files that you checked" in _text(response)
    assert _count_patients(engine) == 0


def test_a_broken_file_is_shown_with_its_place_and_the_others_go_in(client: SignedInClient, engine: Engine) -> None:
    contents = (bundle(patient()), bundle(patient("2", birthDate=None)), b"<html>")
    checked = _send(client, *contents)

    assert "2 broken files" in _text(checked)
    assert "entry[0].resource.birthDate" in _text(checked)
    assert "patients\\" not in _text(checked)

    _send(client, *contents, step="import", checked=_checked(checked))

    assert _count_patients(engine) == 1


def test_no_file_is_told_beside_the_field(client: SignedInClient) -> None:
    response = client.post("/import", data={"step": "check"})

    assert response.status_code == 422
    assert 'id="files-error"' in _text(response)


def test_too_many_bytes_are_told_with_the_limit(client: SignedInClient) -> None:
    response = client.post(
        "/import", data=b" " * (BODY_LIMIT_BYTES + 1), content_type="multipart/form-data; boundary=x"
    )

    assert response.status_code == 413
    assert "more than 16 MiB together" in _text(response)


def test_markup_in_a_file_is_shown_as_text(client: SignedInClient) -> None:
    files = [(io.BytesIO(b'{"resourceType": "Bundle", "type": "<script>"}'), "<script>\u202ex.json")]

    page = _text(client.post("/import", data={"files": files, "step": "check"}))

    assert "<script>" not in page.split("</head>")[1]
    assert "\u202e" not in page


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.STUDENT, Role.SUPERVISOR])
def test_only_an_administrator_imports(sign_in: SignInFixture, role: Role) -> None:
    somebody = sign_in(role)

    assert somebody.get("/import").status_code == 403
    assert _send(somebody, SYNTHEA.read_bytes()).status_code == 403
