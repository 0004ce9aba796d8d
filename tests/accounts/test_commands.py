"""Making clinics and accounts from the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clinic_log.accounts.commands import clinic, user
from clinic_log.audit.models import AuditEntry
from clinic_log.audit.queries import read_exported_head, verify_chain
from clinic_log.base.errors import InvalidInputError, NotFoundError
from clinic_log.base.settings import Settings
from tests.accounts.conftest import PASSWORD
from tests.conftest import AUDIT_KEY


class Context:
    """What a command gets from the command line's entry."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings


@pytest.fixture
def context(settings: Settings) -> Context:
    return Context(settings)


def make_clinic(context: Context, name: str = "Canal Street", zone: str = "Europe/London") -> Result:
    return CliRunner().invoke(clinic, ["create", name, "--zone", zone, "--json"], obj=context)


def make_user(context: Context, email: str = "ruth@example.org", password: str = PASSWORD) -> Result:
    arguments = ["create", email, "--name", "Ruth Adeyemi", "--clinic", "canal  street", "--password-stdin", "--json"]
    roles = ["--role", "practitioner", "--role", "administrator"]
    return CliRunner().invoke(user, [*arguments, *roles], input=f"{password}\n", obj=context)


def test_a_clinic_and_a_person_made_by_command_can_be_used(context: Context, client: FlaskClient) -> None:
    made = make_clinic(context)
    person = make_user(context)

    assert json.loads(made.stdout)["name"] == "Canal Street"
    assert json.loads(person.stdout)["roles"] == ["administrator", "practitioner"]
    assert "made." in person.stderr
    assert client.post("/sign-in", data={"email": "ruth@example.org", "password": PASSWORD}).status_code == 302


def test_commands_are_audited_and_the_head_is_exported(context: Context, engine: Engine, tmp_path: Path) -> None:
    make_clinic(context)
    make_user(context)

    with Session(engine) as db:
        entries = db.execute(select(AuditEntry.action, AuditEntry.user_name).order_by(AuditEntry.sequence)).all()
        head = read_exported_head(tmp_path, AUDIT_KEY)
        assert verify_chain(db, AUDIT_KEY, exported_head=head).is_whole
    assert [tuple(entry) for entry in entries] == [
        ("accounts.clinic_created", "command line"),
        ("accounts.user_created", "command line"),
    ]
    assert head is not None
    assert head[0] == 2


def test_two_clinics_cannot_have_one_name(context: Context) -> None:
    make_clinic(context)

    assert isinstance(make_clinic(context, "CANAL STREET").exception, InvalidInputError)


def test_a_clinic_needs_a_zone_that_exists(context: Context) -> None:
    assert isinstance(make_clinic(context, zone="Europe/Atlantis").exception, InvalidInputError)


def test_a_person_needs_a_clinic_that_exists(context: Context) -> None:
    assert isinstance(make_user(context).exception, NotFoundError)


def test_two_people_cannot_have_one_address(context: Context) -> None:
    make_clinic(context)
    make_user(context)

    assert isinstance(make_user(context, "RUTH@example.org").exception, InvalidInputError)


@pytest.mark.parametrize("password", ["", "short", "x" * 1025, "ruthadeyemi1"])
def test_a_password_that_the_pages_refuse_is_refused(context: Context, password: str) -> None:
    make_clinic(context)

    assert isinstance(make_user(context, password=password).exception, InvalidInputError)
