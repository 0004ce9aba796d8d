"""`clinic-log import fhir`, as a person at the command line meets it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Membership, User
from clinic_log.accounts.rules import Role
from clinic_log.audit.queries import read_exported_head
from clinic_log.base.commands import CommandContext
from clinic_log.base.database import own_transaction
from clinic_log.base.dates import now_utc
from clinic_log.base.errors import ForbiddenError, NotFoundError
from clinic_log.base.settings import Settings
from clinic_log.interchange.commands import import_records
from clinic_log.patients.models import Patient
from tests.accounts.factories import make_clinic, make_user
from tests.interchange.bundles import SYNTHEA, bundle, patient

EMAIL = "ada@example.org"


@pytest.fixture
def clinic_name(engine: Engine) -> str:
    """A clinic with an administrator."""
    _add_person(engine, EMAIL, Role.ADMINISTRATOR, clinic_name="Mill Lane")
    return "Mill Lane"


@pytest.fixture
def context(settings: Settings) -> CommandContext:
    context = CommandContext()
    context.settings = settings
    return context


def _add_person(engine: Engine, email: str, role: Role, *, clinic_name: str | None = None) -> None:
    with own_transaction(engine) as db:
        clinic = make_clinic(db, name=clinic_name)
        user = make_user(db, email=email)
        db.add(Membership(user_id=user.id, clinic_id=clinic.id, role=role))


def _run(context: CommandContext, *paths: Path, email: str = EMAIL, options: tuple[str, ...] = ()) -> Result:
    arguments = ["fhir", "--clinic", "mill lane", "--as", email, *options, *(str(path) for path in paths)]
    return CliRunner().invoke(import_records, arguments, obj=context)


def _write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _count_patients(engine: Engine) -> int:
    with Session(engine) as db:
        return db.scalar(select(func.count()).select_from(Patient)) or 0


@pytest.mark.usefixtures("clinic_name")
def test_a_file_is_taken_and_what_was_left_is_told(context: CommandContext, engine: Engine) -> None:
    result = _run(context, SYNTHEA)

    assert result.exit_code == 0
    assert _count_patients(engine) == 1
    assert "[1/1] synthea_patient.json: 1 patient taken" in result.stderr
    assert "Patients: 1 taken, 0 already here, 0 left out" in result.stdout
    assert "Conditions: 3 became suggestions for episodes" in result.stdout
    assert "2  Observation: clinic_log keeps no such resources" in result.stdout
    assert "3  Condition: not a condition of the catalogue" in result.stdout


@pytest.mark.usefixtures("clinic_name")
def test_running_it_again_says_that_everybody_is_here(context: CommandContext, engine: Engine) -> None:
    _run(context, SYNTHEA)
    result = _run(context, SYNTHEA)

    assert result.exit_code == 0
    assert "Patients: 0 taken, 1 already here, 0 left out" in result.stdout
    assert _count_patients(engine) == 1


@pytest.mark.usefixtures("clinic_name")
def test_the_head_of_the_audit_is_exported(context: CommandContext, settings: Settings) -> None:
    _run(context, SYNTHEA)

    head = read_exported_head(settings.data_folder, settings.audit_key)
    assert head is not None
    assert head[0] == 5  # a patient, three suggestions, the file


@pytest.mark.usefixtures("clinic_name")
def test_a_broken_file_in_a_folder_is_named_and_the_exit_status_says_so(
    context: CommandContext, engine: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    _write(folder, "good.json", bundle(patient()))
    _write(folder, "bad.json", b'{"resourceType": "Bundle",')
    _write(folder, "readme.txt", b"not read")

    result = _run(context, folder)

    assert result.exit_code == 1
    assert "bad.json: left out, line 1, column 27: it is not JSON" in result.stdout
    assert "readme" not in result.output
    assert _count_patients(engine) == 1


@pytest.mark.usefixtures("clinic_name")
def test_a_dry_run_changes_nothing(context: CommandContext, engine: Engine) -> None:
    result = _run(context, SYNTHEA, options=("--dry-run",))

    assert result.exit_code == 0
    assert "Patients: 1 would be taken" in result.stdout
    assert "nothing was changed" in result.stdout
    assert _count_patients(engine) == 0


@pytest.mark.usefixtures("clinic_name")
def test_the_report_can_be_read_by_a_program(context: CommandContext, tmp_path: Path) -> None:
    left_out = _write(tmp_path, "left.json", bundle(patient(birthDate="1981")))

    result = _run(context, SYNTHEA, left_out, options=("--json",))

    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert report["complete"] is False
    assert report["totals"]["patients"] == {"taken": 1, "already_here": 0, "left_out": 1}
    assert report["totals"]["suggestions"] == {"made": 3, "already_here": 0}
    assert report["files"][1]["remarks"][0]["place"] == "entry[0].resource"


@pytest.mark.usefixtures("clinic_name")
def test_paths_that_lead_nowhere_are_told_before_anything_is_read(context: CommandContext, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    assert "There is no file or folder" in _run(context, tmp_path / "missing.json").stderr
    assert "There is no .json file in" in _run(context, empty).stderr


def test_only_who_may_import_in_this_clinic_can(context: CommandContext, engine: Engine, clinic_name: str) -> None:
    _add_person(engine, "elsewhere@example.org", Role.ADMINISTRATOR)
    with own_transaction(engine) as db:
        user = db.scalars(select(User).where(User.email == EMAIL)).one()
        user.disabled_at = now_utc()

    for email in ("elsewhere@example.org", "nobody@example.org", EMAIL):
        error = _run(context, SYNTHEA, email=email).exception
        assert isinstance(error, NotFoundError)
        assert str(error) == f"Nobody with the address {email} works in {clinic_name}."


def test_a_practitioner_cannot_import(context: CommandContext, engine: Engine) -> None:
    _add_person(engine, EMAIL, Role.PRACTITIONER, clinic_name="Mill Lane")

    assert isinstance(_run(context, SYNTHEA).exception, ForbiddenError)


def test_an_unknown_clinic_is_told(context: CommandContext) -> None:
    assert str(_run(context, SYNTHEA).exception) == "There is no clinic with the name mill lane."


def test_help_says_what_is_taken_and_what_the_exit_status_means() -> None:
    shown = CliRunner().invoke(import_records, ["fhir", "--help"]).stdout

    assert "FILE-OR-FOLDER..." in shown
    assert "Exit status 0" in shown
