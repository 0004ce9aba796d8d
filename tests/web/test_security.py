"""What every answer carries, what is never let in, and that nothing starts without a declared permission."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from clinic_log.base.errors import SettingsError
from clinic_log.base.settings import BODY_LIMIT_BYTES
from clinic_log.web.guards import guard, public
from clinic_log.web.security import is_internal_path

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.mark.parametrize("address", ["/sign-in", "/nothing-here", "/patients", "static"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, address: str) -> None:
    static = f"{client.application.static_url_path}/css/main.css"
    answer = client.get(static if address == "static" else address)
    answer.close()

    policy = answer.headers["Content-Security-Policy"]
    expected = dict(_HEADERS)
    if address == "static":
        expected["Cache-Control"] = "public, max-age=31536000"  # its address changes with its content
    assert {name: answer.headers.get(name) for name in expected} == expected
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in policy


def test_a_foreign_host_name_is_refused(client: FlaskClient) -> None:
    answer = client.get("/sign-in", headers={"Host": "evil.example"})

    assert answer.status_code == 400


def test_a_body_over_the_limit_is_refused_with_what_to_do(client: FlaskClient) -> None:
    answer = client.post("/set-up", data={"name": "x" * (BODY_LIMIT_BYTES + 1)})

    assert answer.status_code == 413
    assert "Nothing was saved" in answer.text


def test_a_failure_shows_a_number_and_nothing_else(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    @public
    def fail() -> str:
        raise RuntimeError("Maja Lindqvist")

    app.view_functions["accounts.set_up"] = fail

    answer = app.test_client().get("/set-up")

    assert answer.status_code == 500
    assert "Lindqvist" not in answer.text
    assert "Traceback" not in answer.text
    assert "Lindqvist" not in caplog.text


def test_a_route_without_a_permission_stops_the_start() -> None:
    app = Flask("unguarded")
    app.add_url_rule("/open", "open", lambda: "")

    with pytest.raises(SettingsError, match="which permission"):
        guard(app, find_actor=lambda: None)


@pytest.mark.parametrize("target", ["/patients", "/patients/7?tab=1", "/"])
def test_a_redirect_may_lead_to_a_path_of_this_application(target: str) -> None:
    assert is_internal_path(target)


@pytest.mark.parametrize(
    "target", [None, "", "https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/a\nb", "\\\\x"]
)
def test_a_redirect_never_leads_elsewhere(target: str | None) -> None:
    assert not is_internal_path(target)
