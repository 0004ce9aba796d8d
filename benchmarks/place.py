"""An installation for one run: an embedded database with the production recipe, a clinic, and people signed in."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from flask import Flask, render_template_string
from sqlalchemy import Engine, select

from benchmarks.timing import Browser
from clinic_log.accounts.login import LoginSessionInterface
from clinic_log.accounts.models import Clinic, User
from clinic_log.accounts.queries import actor_of
from clinic_log.accounts.rules import Role
from clinic_log.app import create_app, stop
from clinic_log.base import migration
from clinic_log.base.database import make_engine, own_transaction
from clinic_log.base.permissions import Permission
from clinic_log.base.settings import Settings
from clinic_log.web.guards import requires
from tests.accounts.factories import make_clinic
from tests.accounts.signed_in import SignedInClient, SignInFixture

# The frame that every page has, with nothing in it: what a page of this application costs before it shows anything.
EMPTY_PAGE: Final = "/empty-page"
_NOTHING: Final = '{% extends "base.html" %}'


@dataclass(frozen=True, kw_only=True)
class Place:
    """The application, its clinic, and an engine beside the application's for preparing data."""

    app: Flask
    settings: Settings
    engine: Engine
    clinic_id: int

    @property
    def engine_of_pages(self) -> Engine:
        with self.app.app_context():
            engine: Engine = self.app.extensions["sqlalchemy"].engine
        return engine

    def sign_in(self, role: Role, name: str) -> SignedInClient:
        """A person of this name: the one of an earlier run, or a new one."""
        sign_in = SignInFixture(self.app, self.engine)
        with own_transaction(self.engine) as db:
            known = db.scalars(select(User).where(User.display_name == name)).first()
            if known is not None:
                known = actor_of(known, db.get_one(Clinic, self.clinic_id), roles=frozenset({role}))
        return sign_in.as_person(known) if known else sign_in(role, clinic=self.clinic_id, name=name)

    def browser_of(self, client: SignedInClient) -> Browser:
        interface = self.app.session_interface
        assert isinstance(interface, LoginSessionInterface)
        cookie = client.get_cookie(interface.cookie_name)
        assert cookie is not None
        return Browser(app=self.app, cookie=f"{cookie.key}={cookie.value}")


@contextmanager
def make_place(folder: Path, *, engine: Engine | None = None) -> Iterator[Place]:
    """A new installation in the folder, or the one of the engine with its only clinic, without CSRF proofs: they would
    need a page before each request.
    """
    settings = Settings.in_folder(folder)
    if engine is not None:
        url = engine.url.render_as_string(hide_password=False)
        settings = replace(settings, database_url=url)
    engine = engine or make_engine(settings.database_url)
    migration.upgrade(engine)
    with own_transaction(engine) as db:
        known = db.scalars(select(Clinic.id)).first()
        clinic_id = known if known is not None else make_clinic(db, name="Bench Street").id
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.add_url_rule(EMPTY_PAGE, "empty_page", requires(Permission.VIEW_PATIENTS)(_empty_page))
    yield Place(app=app, settings=settings, engine=engine, clinic_id=clinic_id)
    stop(app)
    engine.dispose()


def _empty_page() -> str:
    return render_template_string(_NOTHING)


def copy_database(place: Place, to: Path) -> Path:
    """The place's database as it now stands, in another file."""
    with place.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")  # a checkpoint cannot run inside a transaction
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.exec_driver_sql("BEGIN")
    to.mkdir(parents=True, exist_ok=True)
    source = Path(str(place.engine.url.database))
    return Path(shutil.copy(source, to / source.name))
