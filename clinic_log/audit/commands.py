"""`clinic-log audit`: is the chain of the audit whole?"""

import json
import sys

import click

from clinic_log.audit.queries import read_exported_head, verify_chain
from clinic_log.base.commands import CommandContext
from clinic_log.base.database import opened_engine, reading
from clinic_log.base.migration import require_current


@click.group()
def audit() -> None:
    """Who did or saw what."""


@audit.command()
@click.option("--without-exported-head", is_flag=True, help="Accept that there is no exported head to compare with.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on standard output.")
@click.pass_obj
def verify(context: CommandContext, *, without_exported_head: bool, as_json: bool) -> None:
    """Recompute the chain of the audit and name the first bad row.

    Finds entries that were edited, removed, inserted or moved, a tail that was cut off, and a database that was set
    back behind the head last copied into the data folder. Exit status 1 when anything is wrong.
    """
    settings = context.settings
    exported = read_exported_head(settings.data_folder, settings.audit_key)

    def show(entries: int) -> None:
        click.echo(f"{entries:,} entries checked …", err=True)

    with opened_engine(settings.database_url) as engine, reading(engine) as db:
        require_current(engine)
        report = verify_chain(db, settings.audit_key, exported_head=exported, on_progress=show)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "whole": report.is_whole,
                    "entries": report.entries,
                    "first_bad_sequence": report.first_bad_sequence,
                    "finding": report.finding,
                    "exported_head": exported[0] if exported else None,
                }
            )
        )
    if not report.is_whole:
        click.echo(f"The audit is NOT whole. First bad row: {report.first_bad_sequence}: {report.finding}.", err=True)
        sys.exit(1)
    if exported is None and report.entries and not without_exported_head:
        click.echo(
            f"The {report.entries:,} entries follow one another, but {settings.data_folder} holds no exported head: "
            "a tail that was cut off could not be noticed. Where that is as it should be, add --without-exported-head.",
            err=True,
        )
        sys.exit(1)
    compared = f" and agree with the exported head {exported[0]:,}" if exported else "; there is no exported head yet"
    click.echo(f"The audit is whole: {report.entries:,} entries follow one another{compared}.", err=True)
