"""`clinic-log db` and `clinic-log check`: the schema, and whether notes and summaries are what they should be."""

import json
import sys
from collections.abc import Callable, Mapping

import click
from sqlalchemy import Engine

from clinic_log.base import migration
from clinic_log.base.commands import CommandContext
from clinic_log.base.database import opened_engine, own_transaction, reading
from clinic_log.operations.queries import check_notes, count_signed_notes
from clinic_log.outcomes.actions import lacks_summaries, rebuild_summaries
from clinic_log.outcomes.queries import check_summaries, count_episodes, count_sessions


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
            count_after_upgrade(engine)
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
@click.option("--recount", is_flag=True, help="First make all summaries and rollups anew, while nobody signs.")
@click.pass_obj
def outcomes(context: CommandContext, *, as_json: bool, recount: bool) -> None:
    """Recompute the summary of every episode and session and all rollups from the signed sessions, and report each
    difference.

    The pages of the team read them. Exit status 1 when one of them is not what the sessions say.
    """
    with opened_engine(context.settings.database_url) as engine:
        migration.require_current(engine)
        if recount:
            count_anew(engine)
        with reading(engine) as db:
            totals = {"episodes": count_episodes(db), "sessions": count_sessions(db)}
            found = list(check_summaries(db, on_progress=_shown("checked", totals)))
    if as_json:
        findings = [{"subject": finding.subject, "finding": finding.text} for finding in found]
        click.echo(json.dumps({**totals, "findings": findings}))
    for finding in found:
        click.echo(f"{finding.subject}: {finding.text}.", err=True)
    if found:
        click.echo(
            "Figures differ from the sessions. Make them anew with: clinic-log check outcomes --recount", err=True
        )
        sys.exit(1)
    click.echo(
        f"The summaries of all {totals['episodes']:,} episodes and {totals['sessions']:,} sessions and their rollups"
        " are what the sessions say.",
        err=True,
    )


def count_anew(engine: Engine) -> None:
    """Make all summaries and rollups anew, in one transaction, and say how far it is."""
    with own_transaction(engine) as db:
        totals = {"episodes": count_episodes(db), "sessions": count_sessions(db)}
        rebuild_summaries(db, on_progress=_shown("counted", totals))


def count_after_upgrade(engine: Engine) -> None:
    """An upgrade that brings new figures leaves them empty: they are counted here from what is on record."""
    with reading(engine) as db:
        is_needed = lacks_summaries(db)
    if is_needed:
        count_anew(engine)


def _shown(verb: str, totals: Mapping[str, int]) -> Callable[[str, int], None]:
    return lambda what, done: click.echo(f"{done:,} of {totals[what]:,} {what} {verb}", err=True)
