"""The application on an embedded database with two populated clinics; each test has a copy of its own."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.accounts.signed_in import SignInFixture
from tests.architecture.place import Place
from tests.populated_clinic import PopulatedClinic, populated_copy

TwoClinics = tuple[Path, PopulatedClinic, PopulatedClinic]


@pytest.fixture(scope="session")
def two_clinics(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> TwoClinics:
    """A database to copy from, and what is in it."""
    path = tmp_path_factory.mktemp("populated") / "two_clinics.sqlite3"
    here, elsewhere = populated_copy(sqlite_template, to=path, names=("Riverside", "Hillside"))
    return path, here, elsewhere


@pytest.fixture
def database_url(two_clinics: TwoClinics, tmp_path: Path) -> str:
    shutil.copy(two_clinics[0], tmp_path / "clinic_log.sqlite3")
    return f"sqlite:///{tmp_path / 'clinic_log.sqlite3'}"


@pytest.fixture
def place(app: Flask, engine: Engine, sign_in: SignInFixture, two_clinics: TwoClinics) -> Place:  # noqa: PLR0917 -- fixtures come by name
    return Place(app=app, engine=engine, sign_in=sign_in, here=two_clinics[1], elsewhere=two_clinics[2])
