"""`clinic-log demo`: an invented clinic to look around in, in a database of its own."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import click
from sqlalchemy import Engine

from clinic_log.accounts.queries import has_users
from clinic_log.app import connect_receivers
from clinic_log.base import migration
from clinic_log.base.commands import CommandContext
from clinic_log.base.database import make_engine, reading
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import SettingsError
from clinic_log.base.settings import Settings
from clinic_log.cli.serving import run_server
from clinic_log.demo.clinic import Credentials, make_demonstration, renew_passwords
from clinic_log.demo.people import CLINIC_ZONE
from clinic_log.operations.commands import count_after_upgrade

_UNFINISHED: Final = "unfinished"


@click.command()
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same clinic.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--fresh", is_flag=True, help="Throw the invented clinic away and make it anew.")
@click.option("--only-fill", is_flag=True, help="Fill the database and print the sign-ins, but do not serve.")
@click.pass_obj
def demo(context: CommandContext, *, seed: int, host: str, port: int, fresh: bool, only_fill: bool) -> None:  # noqa: PLR0913 -- one argument an option
    """Make an invented clinic, print its sign-in names and passwords, and serve it.

    It lies in <data>/demo and never touches your clinic's own database. The second time it is there already and only
    the passwords are made anew.
    """
    settings = demonstration_settings(context.settings)
    if fresh:
        remove_demonstration(settings)
    engine = make_engine(settings.database_url)
    people = fill(engine, settings, seed=seed)
    engine.dispose()
    show(people)
    if not only_fill:
        run_server(settings, host=host, port=port)


def demonstration_settings(settings: Settings) -> Settings:
    """Settings of the demonstration: always an embedded database, in a folder of its own."""
    return replace(
        Settings.in_folder(settings.data_folder / "demo", is_demonstration=True), public_url=settings.public_url
    )


def remove_demonstration(settings: Settings) -> None:
    """Delete the invented clinic's database and what belongs to it; keys stay."""
    for name in (
        "clinic_log.sqlite3",
        "clinic_log.sqlite3-wal",
        "clinic_log.sqlite3-shm",
        "audit-head.json",
        _UNFINISHED,
    ):
        (settings.data_folder / name).unlink(missing_ok=True)


def fill(engine: Engine, settings: Settings, *, seed: int) -> list[Credentials]:
    """Make the clinic, or fresh passwords when it is there. A clinic that was interrupted is refused, not shown."""
    mark = settings.data_folder / _UNFINISHED
    if migration.upgrade(engine):
        count_after_upgrade(engine)
    with reading(engine) as db:
        is_there = has_users(db)
    if is_there and mark.exists():
        raise SettingsError("The invented clinic was not finished last time. Run: clinic-log demo --fresh")
    if is_there:
        click.echo("The invented clinic is there already; its people get fresh passwords and PINs.", err=True)
        return renew_passwords(engine, settings)
    connect_receivers()
    mark.touch()
    yesterday = day_in_zone(now_utc(), CLINIC_ZONE) - timedelta(days=1)
    people = make_demonstration(engine, settings, seed=seed, last_day=yesterday, on_progress=_show_progress)
    mark.unlink()
    return people


def show(people: list[Credentials]) -> None:
    click.echo("\nSign in as one of these invented people:", err=True)
    for person in people:
        pin = f"  signing PIN {person.pin}" if person.pin else ""
        click.echo(f"  {person.roles:<14} {person.email:<26} {person.password}{pin}", err=True)
    click.echo("", err=True)


def _show_progress(done: int, total: int) -> None:
    click.echo(f"\rMaking the invented clinic: {done:,} of {total:,} steps", err=True, nl=done == total)
