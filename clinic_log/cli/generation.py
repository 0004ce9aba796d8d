"""`clinic-log generate`: a large invented clinic in an empty database, to see how the pages about a team behave."""

import click

from clinic_log.base import migration
from clinic_log.base.commands import CommandContext
from clinic_log.base.database import opened_engine
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.cli.demonstration import show
from clinic_log.demo.large import Size
from clinic_log.demo.large import generate as fill
from clinic_log.demo.people import CLINIC_ZONE


@click.command()
@click.option("--patients", default=1_000, show_default=True, type=click.IntRange(1), help="How many patients.")
@click.option("--sessions", default=10_000, show_default=True, type=click.IntRange(1), help="How many signed sessions.")
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same clinic.")
@click.pass_obj
def generate(context: CommandContext, *, patients: int, sessions: int, seed: int) -> None:
    """Fill an empty database with an invented clinic of eight practitioners over 36 months, and print a sign-in.

    Its notes hold no signed text: they are there to be counted, not to be read.
    """
    if sessions < patients:
        raise click.BadParameter("Each patient has at least one session.", param_hint="--sessions")
    size = Size(patients=patients, sessions=sessions, seed=seed)
    with opened_engine(context.settings.database_url) as engine:
        migration.upgrade(engine)
        today = day_in_zone(now_utc(), CLINIC_ZONE)
        person = fill(engine, context.settings, size=size, last_day=today, on_progress=_show_progress)
    show([person])


def _show_progress(done: int, total: int) -> None:
    click.echo(f"{done:,} of {total:,} sessions", err=True)
