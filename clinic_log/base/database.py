"""Engines and transactions for SQLite and PostgreSQL.

On SQLite a writing transaction begins with BEGIN IMMEDIATE, so that what it reads cannot change before it writes;
a reading one begins plainly. The program's defaults would lose concurrent updates in silence.
"""

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_MS = 5000
_POSTGRESQL_DISK_FULL = "53100"
_WRITES = "clinic_log_writes"
_HAS_TURN = "clinic_log_has_turn"
_STATEMENTS_KEPT = 2000  # compiled; all pages together ask more than the 500 that are kept unless told


def is_disk_full(error: DBAPIError) -> bool:
    """Whether the database could not write because there is no room left."""
    if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return True
    return getattr(error.orig, "sqlstate", None) == _POSTGRESQL_DISK_FULL


def engine_options(url: str) -> dict[str, Any]:
    """Arguments for create_engine beside the URL."""
    common = {"hide_parameters": True, "query_cache_size": _STATEMENTS_KEPT}  # no error shows what a person typed
    if url.startswith("sqlite"):
        return common | {"connect_args": {"isolation_level": None, "timeout": BUSY_TIMEOUT_MS / 1000}}
    return common | {"pool_pre_ping": True, "connect_args": {"options": "-c timezone=utc"}}


def prepare_engine(engine: Engine) -> None:
    """Give the engine the listeners that the recipe needs; once an engine."""
    if engine.dialect.name == "sqlite":
        turn = _Turn()
        event.listen(engine, "connect", _configure_sqlite_connection)
        event.listen(engine, "begin", turn.begin)
        event.listen(engine, "checkin", turn.give_up)


def make_engine(url: str) -> Engine:
    engine = create_engine(make_url(url), **engine_options(url))
    prepare_engine(engine)
    return engine


@contextmanager
def opened_engine(url: str) -> Iterator[Engine]:
    """An engine for one command; its connections are closed at the end."""
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def for_writing(engine: Engine) -> Engine:
    """The same engine and pool; its transactions take SQLite's write lock at once."""
    return engine.execution_options(**{_WRITES: True})


@contextmanager
def own_transaction(engine: Engine) -> Iterator[Session]:
    """A short writing transaction beside any other: committed at the end, rolled back on an error."""
    with Session(for_writing(engine)) as db, db.begin():
        yield db


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A short reading transaction."""
    with Session(engine) as db:
        yield db


def _configure_sqlite_connection(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.close()


class _Turn:
    """Lets the writers of one program follow each other in the order in which they came. SQLite's own waiting is a
    lottery, and so is a bare lock: of eight people who save without a pause one is soon refused for having waited too
    long, while others had two turns.
    """

    def __init__(self) -> None:
        self._guard = Lock()
        self._is_taken = False
        self._waiting: deque[Event] = deque()

    def begin(self, connection: Connection) -> None:
        if not connection.get_execution_options().get(_WRITES, False):
            connection.exec_driver_sql("BEGIN")
            return
        if not connection.info.get(_HAS_TURN):
            # Without a turn after this time it is SQLite that says so, as to another program.
            connection.info[_HAS_TURN] = self._take(timeout=BUSY_TIMEOUT_MS / 1000)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def give_up(self, _connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        """When the connection is given back, which is after its commit."""
        if record.info.pop(_HAS_TURN, False):
            with self._guard:
                if self._waiting:
                    self._waiting.popleft().set()  # it is the next one's, so nobody can come between
                else:
                    self._is_taken = False

    def _take(self, *, timeout: float) -> bool:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = Event()
            self._waiting.append(mine)
        if mine.wait(timeout):
            return True
        with self._guard:
            if mine.is_set():  # given in the last moment
                return True
            self._waiting.remove(mine)
        return False
