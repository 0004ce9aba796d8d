"""Bringing a database to the schema of this program, whole or not at all."""

from collections.abc import Callable
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, text

from clinic_log.base.database import for_writing
from clinic_log.base.errors import ClinicLogError
from clinic_log.base.paths import migrations_folder


class SchemaError(ClinicLogError):
    """The database has another schema than this program expects."""


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    return config


def newest_revision() -> str:
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    if head is None:
        raise SchemaError("This installation has no migrations.")
    return head


def current_revision(engine: Engine) -> str | None:
    """The revision that the database is at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine, *, on_step: Callable[[str], None] | None = None) -> bool:
    """Run every migration that is missing, in one transaction. Returns whether there was any.

    Raises SchemaError when the database was made by a newer program.
    """
    current, newest = current_revision(engine), newest_revision()
    if current == newest:
        return False
    _refuse_unknown(current)
    if on_step is not None:
        on_step(f"{current or 'empty'} to {newest}")
    _run(engine, lambda config: command.upgrade(config, "head"))
    return True


def downgrade(engine: Engine, revision: str) -> None:
    _run(engine, lambda config: command.downgrade(config, revision))


def require_current(engine: Engine) -> None:
    """Raise SchemaError unless the database has exactly the schema of this program."""
    current, newest = current_revision(engine), newest_revision()
    if current != newest:
        _refuse_unknown(current)
        raise SchemaError(
            f"The database is at {current or 'no schema'}, {newest} is needed. Run: clinic-log db upgrade"
        )


def run_in_environment(environment: EnvironmentContext, connection: Connection, tables: MetaData) -> None:
    """Run the migrations of an Alembic environment on an open connection, all in the transaction that it has."""
    environment.configure(
        connection=connection,
        target_metadata=tables,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=False,
    )
    with environment.begin_transaction():
        environment.run_migrations()


def _run(engine: Engine, run: Callable[[Config], None]) -> None:
    config = configuration()
    with for_writing(engine).connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:  # else a table that is rebuilt takes its children with it
            _enforce_foreign_keys(connection, on=False)
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                run(config)
                if is_sqlite:
                    _check_foreign_keys(connection)
        finally:
            if is_sqlite:
                _enforce_foreign_keys(connection, on=True)


def _enforce_foreign_keys(connection: Connection, *, on: bool) -> None:
    """Past SQLAlchemy, which would open a transaction first: within one, SQLite leaves this setting as it is."""
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).first()
    if broken is not None:
        raise SchemaError(f"After the migration a row of {broken[0]} points to a missing row of {broken[2]}.")


def _refuse_unknown(current: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()}
    if current is not None and current not in known:
        raise SchemaError(f"The database is at {current}, which this program does not know. Install the newer program.")
