"""The `clinic-log` command: gathers each feature's commands, and turns an error into one clear line."""

import sys
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from clinic_log.accounts.commands import clinic, user
from clinic_log.audit.commands import audit
from clinic_log.base.commands import CommandContext
from clinic_log.base.errors import ClinicLogError
from clinic_log.cli.demonstration import demo
from clinic_log.cli.generation import generate
from clinic_log.cli.serving import serve
from clinic_log.interchange.commands import import_records
from clinic_log.operations.commands import check_group, db


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--data",
    "data_folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the embedded database and the keys. Default: CLINIC_LOG_DATA, else instance/ in a checkout.",
)
@click.version_option(package_name="clinic-log")
@click.pass_context
def command_line(context: click.Context, data_folder: Path | None) -> None:
    """clinic_log: the treatment log of a physical therapy clinic.

    Start with `clinic-log serve` for your own clinic, or `clinic-log demo` to look around in an invented one.
    """
    context.obj = CommandContext(data_folder=data_folder)


for command in (serve, demo, generate, clinic, user, import_records, audit, db, check_group):
    command_line.add_command(command)


def main() -> None:
    """Run a command; exit status 1 with one line on standard error when it cannot be done."""
    try:
        command_line()
    except ClinicLogError as error:
        click.echo(f"clinic-log: {error}", err=True)
        sys.exit(1)
    except OperationalError as error:
        click.echo(f"clinic-log: the database cannot be used: {str(error.orig).strip().splitlines()[0]}.", err=True)
        sys.exit(1)
