"""The application on an embedded database with two populated clinics; each test has a copy of its own."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from clinic_log.audit.actions import give_key
from clinic_log.base.database import make_engine, own_transaction
from tests.accounts.factories import make_clinic
from tests.accounts.signed_in import SignInFixture
from tests.architecture.place import Place
from tests.conftest import AUDIT_KEY
from tests.populated_clinic import PopulatedClinic, populate

TwoClinics = tuple[Path, PopulatedClinic, PopulatedClinic]


@pytest.fixture(scope="session")
def two_clinics(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> TwoClinics:
    """A database to copy from, and what is in it."""
    path = tmp_path_factory.mktemp("populated") / "two_clinics.sqlite3"
    shutil.copy(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    with own_transaction(engine) as db:
        give_key(db, AUDIT_KEY)
        here, elsewhere = (populate(db, make_clinic(db, name=name)) for name in ("Riverside", "Hillside"))
    engine.dispose()
    return path, here, elsewhere


@pytest.fixture
def database_url(two_clinics: TwoClinics, tmp_path: Path) -> str:
    shutil.copy(two_clinics[0], tmp_path / "clinic_log.sqlite3")
    return f"sqlite:///{tmp_path / 'clinic_log.sqlite3'}"


@pytest.fixture
def place(app: Flask, engine: Engine, sign_in: SignInFixture, two_clinics: TwoClinics) -> Place:  # noqa: PLR0917 -- fixtures come by name
    return Place(app=app, engine=engine, sign_in=sign_in, here=two_clinics[1], elsewhere=two_clinics[2])
