"""`clinic-log db` and `clinic-log check`: the schema, and whether notes and summaries are what they should be."""

import json
import sys

import click

from clinic_log.base import migration
from clinic_log.base.commands import CommandContext
from clinic_log.base.database import opened_engine, reading
from clinic_log.operations.queries import check_notes, count_signed_notes
from clinic_log.outcomes.queries import check_summaries, count_episodes


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


@click.group(name="check")
def check_group() -> None:
    """Whether what is stored is what it should be."""


@check_group.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on standard output.")
@click.pass_obj
def notes(context: CommandContext, *, as_json: bool) -> None:
    """Compare every signed note with what was signed.

    Names the notes, by number, whose rows or versions were changed behind the program's back. Exit status 1 when there
    is one. Run `clinic-log audit verify` as well: it tells whether the record of the signatures itself is whole.
    """
    with opened_engine(context.settings.database_url) as engine, reading(engine) as db:
        migration.require_current(engine)
        total = count_signed_notes(db)
        found = list(
            check_notes(db, on_progress=lambda done: click.echo(f"{done:,} of {total:,} notes checked", err=True))
        )
    if as_json:
        findings = [{"session_id": finding.session_id, "finding": finding.text} for finding in found]
        click.echo(json.dumps({"notes": total, "findings": findings}))
    for finding in found:
        click.echo(f"Session {finding.session_id}: {finding.text}.", err=True)
    if found:
        click.echo("Signed notes were changed. Keep the database as it is and look at who had access to it.", err=True)
        sys.exit(1)
    click.echo(f"All {total:,} signed notes are what was signed.", err=True)


@check_group.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on standard output.")
@click.pass_obj
def outcomes(context: CommandContext, *, as_json: bool) -> None:
    """Recompute the summary of every episode from its signed sessions and report each difference.

    The pages of the team read the summaries. Exit status 1 when one of them is not what the sessions say.
    """
    with opened_engine(context.settings.database_url) as engine, reading(engine) as db:
        migration.require_current(engine)
        total = count_episodes(db)
        found = list(
            check_summaries(
                db, on_progress=lambda done: click.echo(f"{done:,} of {total:,} episodes checked", err=True)
            )
        )
    if as_json:
        findings = [{"episode_id": finding.episode_id, "finding": finding.text} for finding in found]
        click.echo(json.dumps({"episodes": total, "findings": findings}))
    for finding in found:
        click.echo(f"Episode {finding.episode_id}: {finding.text}.", err=True)
    if found:
        click.echo(
            "Summaries differ from the sessions. Signing or amending a session of an episode renews its own.", err=True
        )
        sys.exit(1)
    click.echo(f"The summaries of all {total:,} episodes are what their sessions say.", err=True)
