"""`clinic-log audit`: is the chain of the audit whole?"""

import json
import sys

import click

from clinic_log.audit.queries import read_exported_head, verify_chain
from clinic_log.base.commands import CommandContext
from clinic_log.base.database import make_engine, reading
from clinic_log.base.migration import require_current


@click.group()
def audit() -> None:
    """Who did or saw what."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on standard output.")
@click.pass_obj
def verify(context: CommandContext, *, as_json: bool) -> None:
    """Recompute the chain of the audit and name the first bad row.

    Finds entries that were edited, removed, inserted or moved, a tail that was cut off, and a database that was set
    back behind the head last copied into the data folder. Exit status 1 when anything is wrong.
    """
    settings = context.settings
    engine = make_engine(settings.database_url)
    require_current(engine)
    exported = read_exported_head(settings.data_folder, settings.audit_key)

    def show(entries: int) -> None:
        click.echo(f"{entries:,} entries checked …", err=True)

    with reading(engine) as db:
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
    compared = f" and agree with the exported head {exported[0]:,}" if exported else "; there is no exported head yet"
    click.echo(f"The audit is whole: {report.entries:,} entries follow one another{compared}.", err=True)
