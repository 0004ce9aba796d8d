"""`clinic-log clinic …` and `clinic-log user …`: making clinics and accounts without the pages."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.command_line import create_clinic, create_user
from clinic_log.accounts.actions.passwords import hash_password
from clinic_log.accounts.rules import Role
from clinic_log.accounts.rules.passwords import LIMIT_BYTES, find_password_fault
from clinic_log.accounts.rules.people import Newcomer
from clinic_log.audit.actions import export_head, give_key
from clinic_log.base.commands import CommandContext
from clinic_log.base.database import make_engine, own_transaction
from clinic_log.base.errors import InvalidInputError
from clinic_log.base.migration import require_current

_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on standard output.")


@click.group()
def clinic() -> None:
    """Clinics."""


@click.group()
def user() -> None:
    """Accounts of people."""


@clinic.command("create")
@click.argument("name")
@click.option("--zone", required=True, help="IANA time zone, such as Europe/London.")
@_AS_JSON
@click.pass_obj
def create_clinic_command(context: CommandContext, *, name: str, zone: str, as_json: bool) -> None:
    """Make a clinic."""
    with _transaction(context) as db:
        made = create_clinic(db, name=name, zone=zone)
        result = {"id": made.id, "name": made.name, "zone": made.zone}
    _tell(result, f"Clinic {made.name} made.", as_json=as_json)


@user.command("create")
@click.argument("email")
@click.option("--name", required=True, help="Full name, as it stands under what the person signs.")
@click.option("--clinic", "clinic_name", required=True, help="Name of a clinic that exists.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]))
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
@_AS_JSON
@click.pass_obj
def create_user_command(  # noqa: PLR0913 -- one argument an option
    context: CommandContext,
    *,
    email: str,
    name: str,
    clinic_name: str,
    roles: tuple[str, ...],
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Make an account with a password and roles in one clinic; --role may be given more than once."""
    password_hash = _hash_from_input([name, email, clinic_name]) if password_stdin else None
    newcomer = Newcomer(name=name, email=email, roles=frozenset(Role(role) for role in roles))
    with _transaction(context) as db:
        made = create_user(db, newcomer=newcomer, clinic_name=clinic_name, password_hash=password_hash)
        result = {"id": made.id, "email": made.email, "name": made.display_name, "roles": sorted(newcomer.roles)}
    _tell(result, f"Account {made.email} made.", as_json=as_json)


@contextmanager
def _transaction(context: CommandContext) -> Iterator[Session]:
    """A writing transaction with the audit's key; the head is exported after the commit."""
    settings = context.settings
    engine = make_engine(settings.database_url)
    try:
        require_current(engine)
        with own_transaction(engine) as db:
            db.expire_on_commit = False
            give_key(db, settings.audit_key)
            yield db
        export_head(db, folder=settings.data_folder, key=settings.audit_key)
    finally:
        engine.dispose()


def _hash_from_input(words: list[str]) -> str:
    """The hash of the first line of standard input. Raises InvalidInputError for a password that is refused."""
    password = sys.stdin.readline(LIMIT_BYTES + 2).rstrip("\r\n")
    fault = find_password_fault(password, words=words)
    if fault is not None:
        raise InvalidInputError(f"{fault}.", field="password")
    return hash_password(password)


def _tell(result: dict[str, object], sentence: str, *, as_json: bool) -> None:
    click.echo(sentence, err=True)
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
