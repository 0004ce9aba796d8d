"""A request saves everything or nothing, also when the failure comes at the very end."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text

from clinic_log.accounts.models import Clinic
from clinic_log.audit.actions import Act, Somebody, record_event
from clinic_log.base.dates import now_utc
from clinic_log.web.database import own_transaction, request_session
from clinic_log.web.guards import public


def _replace_set_up(app: Flask, act: str) -> None:
    """Let the open page of the first visit do something else, as a view of a feature would."""

    @public
    def view() -> tuple[str, int]:
        db = request_session()
        db.add(Clinic(name="Half", name_folded="half", zone="UTC"))
        record_event(db, by=Somebody(name="test"), act=Act(action="test.made"))
        if act == "refuse":
            return "no", 422
        if act == "break at the commit":
            db.execute(text("PRAGMA defer_foreign_keys = ON"))
            db.execute(
                text("INSERT INTO membership (user_id, clinic_id, role, created_at) VALUES (7, 7, 'student', :at)"),
                {"at": now_utc().isoformat()},
            )
        return "yes", 200

    app.view_functions["accounts.send_set_up"] = view


def _clinics(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(Clinic.name)))


def test_an_answer_that_went_well_is_saved(app: Flask, engine: Engine) -> None:
    _replace_set_up(app, "save")

    assert app.test_client().post("/set-up").status_code == 200
    assert _clinics(engine) == ["Half"]


def test_a_refused_form_saves_nothing(app: Flask, engine: Engine) -> None:
    _replace_set_up(app, "refuse")

    assert app.test_client().post("/set-up").status_code == 422
    assert _clinics(engine) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_failure_at_the_commit_saves_nothing_and_says_nothing_of_the_data(
    app: Flask, engine: Engine, capfd: pytest.CaptureFixture[str]
) -> None:
    _replace_set_up(app, "break at the commit")

    answer = app.test_client().post("/set-up")

    assert answer.status_code == 500
    assert "Content-Security-Policy" in answer.headers
    assert _clinics(engine) == []
    assert "Traceback" not in capfd.readouterr().err


def test_what_must_survive_a_refusal_is_kept_in_its_own_transaction(app: Flask, engine: Engine) -> None:
    with app.app_context(), own_transaction() as db:
        db.add(Clinic(name="Kept", name_folded="kept", zone="UTC"))

    assert _clinics(engine) == ["Kept"]


def test_a_data_folder_that_cannot_be_written_does_not_undo_what_is_saved(
    app: Flask, engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "audit-head.json").mkdir()
    _replace_set_up(app, "save")

    assert app.test_client().post("/set-up").status_code == 200
    assert _clinics(engine) == ["Half"]
