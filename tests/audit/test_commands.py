"""`clinic-log audit verify` says what it found, and its exit status says whether all is well."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text

from clinic_log.audit.actions import Act, Somebody, export_head, give_key, record_event
from clinic_log.audit.commands import audit
from clinic_log.audit.queries import EXPORTED_HEAD_NAME
from clinic_log.base.database import own_transaction
from clinic_log.base.settings import Settings
from tests.conftest import AUDIT_KEY


class _Context:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings


@pytest.fixture
def three_entries(engine: Engine, settings: Settings) -> None:
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        for _entry in range(3):
            record_event(db, by=Somebody(name="test"), act=Act(action="test.done"))
    export_head(db, folder=settings.data_folder, key=AUDIT_KEY)


def _verify(settings: Settings, *options: str) -> tuple[int, str]:
    outcome = CliRunner().invoke(audit, ["verify", *options], obj=_Context(settings))
    return outcome.exit_code, outcome.output


@pytest.mark.usefixtures("three_entries")
def test_a_whole_audit_is_told_with_its_head(settings: Settings) -> None:
    status, said = _verify(settings)

    assert status == 0
    assert "3 entries follow one another and agree with the exported head 3" in said


@pytest.mark.usefixtures("three_entries")
def test_an_edited_entry_is_named_and_the_status_is_1(settings: Settings, engine: Engine) -> None:
    on = "" if engine.dialect.name == "sqlite" else " ON audit_entry"
    with engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER audit_entry_no_update{on}"))
        connection.execute(text("UPDATE audit_entry SET action = 'test.other' WHERE sequence = 2"))

    status, said = _verify(settings, "--json")

    assert status == 1
    assert json.loads(said.splitlines()[0])["first_bad_sequence"] == 2
    assert "First bad row: 2" in said


@pytest.mark.usefixtures("three_entries")
def test_a_missing_exported_head_is_no_good_news(settings: Settings) -> None:
    Path(settings.data_folder / EXPORTED_HEAD_NAME).unlink()

    assert _verify(settings)[0] == 1
    assert _verify(settings, "--without-exported-head")[0] == 0


@pytest.mark.usefixtures("three_entries")
def test_an_exported_head_of_another_installation_does_not_count(settings: Settings) -> None:
    head = settings.data_folder / EXPORTED_HEAD_NAME
    head.write_text(head.read_text().replace('"sequence": 3', '"sequence": 2'))

    assert _verify(settings)[0] == 1
