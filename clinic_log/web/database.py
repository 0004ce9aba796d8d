"""One database session a request, committed once, and only for an answer that says it went well."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import iscoroutinefunction
from typing import Final

from flask import Flask, Response, current_app, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy.orm import Session

from clinic_log.base.database import engine_options, for_writing, prepare_engine
from clinic_log.base.settings import Settings

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})

_database = SQLAlchemy()
_AfterCommit = Callable[[Session], None]


def connect_database(
    app: Flask, settings: Settings, *, session_info: dict[object, object], after_commit: _AfterCommit
) -> None:
    """Give the application its engine. `after_commit` runs after each commit, with the session that committed."""
    app.config["SQLALCHEMY_ENGINES"] = {
        "default": {"url": settings.database_url, **engine_options(settings.database_url)}
    }
    _database.init_app(app)
    # No asynchronous session is ever opened; looking for one would cost an event loop a request.
    app.teardown_appcontext_funcs[:] = [
        close for close in app.teardown_appcontext_funcs if not iscoroutinefunction(close)
    ]
    app.extensions["clinic_log.after_commit"] = after_commit
    with app.app_context():
        prepare_engine(_database.engine)
        _database.sessionmaker.configure(info=session_info)


def commit_each_request(app: Flask) -> None:
    """Commit before any other after-request function runs. Call it last: Flask runs the latest one first."""
    app.after_request(_commit_when_it_went_well)


def request_session() -> Session:
    """The session of this request. For a method that may write, its transaction takes the write lock when it begins."""
    db = _database.session
    if request.method not in SAFE_METHODS and not db.in_transaction():
        db.bind = for_writing(_database.engine)
    return db


@contextmanager
def own_transaction() -> Iterator[Session]:
    """A transaction beside the request's, for what must survive a refusal.

    It must run before the request's transaction opens or after it ended: a second writer would wait for the first.
    """
    with _database.sessionmaker(bind=for_writing(_database.engine)) as db:
        with db.begin():
            yield db
        _after_commit(db)


@contextmanager
def reading() -> Iterator[Session]:
    """A short reading transaction beside the request's."""
    with _database.sessionmaker() as db:
        yield db


def roll_back() -> None:
    """End the request's transaction without saving."""
    _database.session.rollback()


def dispose_engines(app: Flask) -> None:
    with app.app_context():
        _database.engine.dispose()


def _commit_when_it_went_well(response: Response) -> Response:
    db = _database.session
    if request.method in SAFE_METHODS or response.status_code >= 400:
        db.rollback()
        return response
    if not db.in_transaction():
        return response
    try:
        db.commit()
    except Exception as error:  # noqa: BLE001 -- whatever it is, it gets the page that it would get in a view
        db.rollback()
        return current_app.make_response(current_app.handle_user_exception(error))
    _after_commit(db)
    return response


def _after_commit(db: Session) -> None:
    current_app.extensions["clinic_log.after_commit"](db)
