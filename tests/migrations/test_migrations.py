"""Migrations lead to exactly the tables of the models, can be undone, and fail whole or not at all."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from clinic_log.base import migration
from clinic_log.base.base_model import Base
from clinic_log.base.database import make_engine
from clinic_log.base.migration import SchemaError


def test_the_migrated_schema_is_the_one_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_migrations_can_be_undone_and_done_again(engine: Engine) -> None:
    migration.downgrade(engine, "base")
    left = set(inspect(engine).get_table_names()) - {"alembic_version"}

    upgraded = migration.upgrade(engine)

    assert left == set()
    assert upgraded
    migration.require_current(engine)


def test_an_upgrade_of_a_current_database_does_nothing(engine: Engine) -> None:
    assert not migration.upgrade(engine)


def test_a_newer_database_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaError, match="does not know"):
        migration.require_current(engine)


def test_an_empty_database_is_refused_with_what_to_do(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")

    with pytest.raises(SchemaError, match="clinic-log db upgrade"):
        migration.require_current(engine)
    engine.dispose()


def test_foreign_keys_are_enforced_after_a_migration(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(Exception, match=r"(?i)foreign key"):
        connection.execute(
            text("INSERT INTO membership (user_id, clinic_id, role, created_at) VALUES (7, 7, 'student', :at)"),
            {"at": "2026-01-01 00:00:00+00:00"},
        )
