"""`clinic-log db`: the schema of the database."""

import json
import sys

import click

from clinic_log.base import migration
from clinic_log.base.commands import CommandContext
from clinic_log.base.database import opened_engine


@click.group()
def db() -> None:
    """The database and its schema."""


@db.command()
@click.pass_obj
def upgrade(context: CommandContext) -> None:
    """Bring the database to the schema of this program, in one transaction."""
    with opened_engine(context.settings.database_url) as engine:
        has_changed = migration.upgrade(
            engine, on_step=lambda step: click.echo(f"Upgrading the database: {step} …", err=True)
        )
    if has_changed:
        click.echo(f"The database is now at {migration.newest_revision()}.", err=True)
    else:
        click.echo(f"Nothing to do: the database is at {migration.newest_revision()}.", err=True)


@db.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on standard output.")
@click.pass_obj
def check(context: CommandContext, *, as_json: bool) -> None:
    """Say whether the database can be reached and has the schema that this program needs."""
    with opened_engine(context.settings.database_url) as engine:
        current, newest = migration.current_revision(engine), migration.newest_revision()
    if as_json:
        click.echo(json.dumps({"engine": engine.dialect.name, "revision": current, "needed": newest}))
    if current != newest:
        click.echo(
            f"The database is at {current or 'no schema'}, {newest} is needed. Run: clinic-log db upgrade", err=True
        )
        sys.exit(1)
    click.echo(f"The {engine.dialect.name} database can be reached and is at {current}.", err=True)
