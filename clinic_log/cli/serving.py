"""`clinic-log serve`: the application on waitress."""

import ipaddress
import socket
from contextlib import suppress
from typing import Any

import click
from flask import Flask
from waitress.server import create_server

from clinic_log.accounts.actions import make_set_up_code
from clinic_log.accounts.queries import has_users
from clinic_log.app import create_app, stop
from clinic_log.audit.actions import give_key
from clinic_log.base import migration
from clinic_log.base.commands import CommandContext
from clinic_log.base.database import make_engine, own_transaction
from clinic_log.base.errors import SettingsError
from clinic_log.base.settings import BODY_LIMIT_BYTES, Settings
from clinic_log.operations.commands import count_after_upgrade
from clinic_log.web.logs import configure_logs, log_requests

_THREADS = 8
_SPARE_BODY_BYTES = 1024 * 1024  # so that the application answers 413 itself, with a page


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@click.pass_obj
def serve(context: CommandContext, *, host: str, port: int) -> None:
    """Serve the clinic's own records until Ctrl+C.

    The embedded database is made and migrated when needed. On an empty database the one-time code for the first visit
    is printed.
    """
    run_server(context.settings, host=host, port=port)


def run_server(settings: Settings, *, host: str, port: int) -> None:
    """Migrate the embedded database, print the address and serve. Raises SettingsError for an unsafe address."""
    refuse_unsafe_address(settings, host)
    configure_logs()
    prepare_database(settings)
    app = create_app(settings)
    log_requests(app)
    try:
        _listen(app, settings, host=host, port=port)
    finally:
        stop(app)


def prepare_database(settings: Settings) -> None:
    """Migrate an embedded database; refuse another one with an old schema. Print the code of the first visit."""
    engine = make_engine(settings.database_url)
    if settings.is_sqlite:
        if migration.upgrade(engine, on_step=lambda step: click.echo(f"Upgrading the database: {step} …", err=True)):
            count_after_upgrade(engine)
    else:
        migration.require_current(engine)
    with own_transaction(engine) as db:
        give_key(db, settings.audit_key)
        code = None if has_users(db) else make_set_up_code(db)
    engine.dispose()
    if code is not None:
        click.echo(f"First visit: the set-up page asks for this one-time code: {code}", err=True)


def refuse_unsafe_address(settings: Settings, host: str) -> None:
    """Patients' data never crosses a network unencrypted: beyond this machine an https address must be set."""
    if not _is_loopback(host) and not settings.is_served_securely:
        raise SettingsError(
            f"Serving on {host} would send patients' data over the network unencrypted. Put a proxy with TLS in front, "
            "set CLINIC_LOG_PUBLIC_URL to its https address, and start again."
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(app: Flask, settings: Settings, *, host: str, port: int) -> None:
    listening = _open_socket(host, port)
    server = create_server(
        app,
        sockets=[listening],
        threads=_THREADS,
        ident=None,
        url_scheme="https" if settings.is_served_securely else "http",
        clear_untrusted_proxy_headers=True,
        **_proxy_options(settings),
        max_request_body_size=BODY_LIMIT_BYTES + _SPARE_BODY_BYTES,
    )
    address = settings.public_url or f"http://{host}:{listening.getsockname()[1]}"
    with suppress(KeyboardInterrupt):
        click.echo(f"clinic_log is at {address}  (stop with Ctrl+C)", err=True)
        server.run()
    click.echo("Stopped.", err=True)


def _proxy_options(settings: Settings) -> dict[str, Any]:
    """Behind a proxy, a person's address is what it says: one person's wrong passwords must slow nobody else."""
    if settings.trusted_proxy is None:
        return {}
    return {
        "trusted_proxy": settings.trusted_proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for"},
    }


def _open_socket(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise SettingsError(
            f"Port {port} on {host} cannot be used: {error.strerror}. Choose another with --port."
        ) from error
