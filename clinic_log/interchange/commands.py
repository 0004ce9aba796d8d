"""`clinic-log import fhir`: taking FHIR bundles from the command line."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clinic_log.audit.actions import export_head, give_key
from clinic_log.base.commands import CommandContext
from clinic_log.base.database import make_engine, own_transaction, reading
from clinic_log.base.migration import require_current
from clinic_log.base.settings import Settings
from clinic_log.interchange.actions import Progress, import_files
from clinic_log.interchange.queries import get_importer
from clinic_log.interchange.rules import BrokenFileError
from clinic_log.interchange.rules.elements import FILE_LIMIT_BYTES
from clinic_log.interchange.rules.reports import FileReport, ImportReport, as_json, lines_of
from clinic_log.interchange.rules.sources import SourceFile


@click.group("import")
def import_records() -> None:
    """Take records from other programs."""


@import_records.command()
@click.argument("paths", metavar="FILE-OR-FOLDER...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--clinic", "clinic_name", required=True, metavar="NAME", help="The clinic that the patients belong to.")
@click.option("--as", "email", required=True, metavar="EMAIL", help="The administrator in whose name it runs.")
@click.option("--dry-run", is_flag=True, help="Say what would be taken; change nothing.")
@click.option("--json", "wants_json", is_flag=True, help="Print the report as JSON on standard output.")
@click.pass_obj
def fhir(  # noqa: PLR0913 -- one argument an option
    context: CommandContext,
    *,
    paths: tuple[Path, ...],
    clinic_name: str,
    email: str,
    dry_run: bool,
    wants_json: bool,
) -> None:
    """Take patients from FHIR R4 bundles (JSON).

    Of a folder, all files ending in .json are read. Taken are patients, with identifiers, name, birth date, sex,
    contact and death, and those of their conditions that a clinic like this treats: they become suggestions for
    episodes. Everything else is counted and left.

    A patient is known again by an identifier, so that running it twice takes nobody twice and changes nobody. Of a
    broken file nothing is taken; the others go in. While a file goes in, others who save wait: take files of more
    than some hundred patients outside working hours.

    Exit status 0 when every patient is on record; 1 when a file was broken or a patient was left out.
    """
    files = list(_find_files(paths))
    with _engine(context.settings) as engine:
        with reading(engine) as db:
            actor = get_importer(db, clinic_name=clinic_name, email=email)
        reports = import_files(
            [_source(path) for path in files],
            by=actor,
            transaction=lambda: _transaction(engine, context.settings),
            is_dry_run=dry_run,
            progress=_progress(len(files)),
        )
    report = ImportReport(is_dry_run=dry_run, files=tuple(reports))
    click.echo(json.dumps(as_json(report), indent=2) if wants_json else "\n".join(lines_of(report)))
    if not report.is_complete:
        sys.exit(1)


def _progress(files: int) -> Progress:
    numbers = count(1)

    def file_done(report: FileReport) -> None:
        click.echo(f"[{next(numbers)}/{files}] {report.name}: {report.summary()}", err=True)

    def patients_done(name: str, done: int, patients: int) -> None:
        click.echo(f"{name}: {done:,} of {patients:,} patients …", err=True)

    return Progress(file_done, patients_done)


def _find_files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            found = sorted(path.rglob("*.json"))
            if not found:
                raise click.UsageError(f"There is no .json file in {path}.")
            yield from found
        elif path.exists():
            yield path
        else:
            raise click.UsageError(f"There is no file or folder {path}.")


def _source(path: Path) -> SourceFile:
    def read() -> bytes:
        try:
            if path.stat().st_size > FILE_LIMIT_BYTES:
                raise BrokenFileError(f"it is larger than {FILE_LIMIT_BYTES // 1024**2} MiB")
            return path.read_bytes()
        except OSError as error:
            raise BrokenFileError(f"it cannot be read ({error.strerror})") from error

    return SourceFile(path.name, read)


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    engine = make_engine(settings.database_url)
    try:
        require_current(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _transaction(engine: Engine, settings: Settings) -> Iterator[Session]:
    with own_transaction(engine) as db:
        give_key(db, settings.audit_key)
        yield db
    export_head(db, folder=settings.data_folder, key=settings.audit_key)
