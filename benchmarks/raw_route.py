"""The floor under a save: a bare Flask route that writes the same rows with raw SQL, in one durable transaction.

It reads the form, looks up nothing, checks nothing and asks nobody to sign in. Its statements and values are those that
the product left in the database for one note, so that tables, indexes and constraints are the same, too.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Final

from flask import Flask, request
from sqlalchemy import Column, Engine, Table, bindparam, insert, select, update
from sqlalchemy.dialects import sqlite

from clinic_log.base.base_model import Base

# Table, and the column that names the session.
_CHILDREN: Final = (
    ("session_episode", "session_id"),
    ("needling", "session_id"),
    ("measurement", "session_id"),
    ("adverse_event", "reported_in_id"),
    ("session_draft", "session_id"),
)
_OF_BEGINNING: Final = frozenset({"id", "idempotency_key"})  # stand since the note was begun
_DIALECT: Final = sqlite.dialect(paramstyle="named")
_WRITE_DRAFT: Final = "UPDATE session_draft SET fields = :fields, revision = revision + 1 WHERE session_id = :id"
_READ_HEAD: Final = "SELECT sequence, hash FROM audit_head WHERE id = 1"
_WRITE_HEAD: Final = "UPDATE audit_head SET sequence = :sequence, hash = :hash WHERE id = 1"

_Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class SavedRows:
    """What one save left: the session's own row, the rows of each child table, and its audit entries."""

    session: _Row
    children: Mapping[str, tuple[str, tuple[_Row, ...]]]  # statement and rows by the column that names the session
    audit: tuple[_Row, ...]

    @property
    def count(self) -> int:
        """Rows inserted or updated, without the head of the audit."""
        return 1 + sum(len(rows) for _, rows in self.children.values()) + len(self.audit)


def read_saved_rows(engine: Engine, *, session_id: int, after_sequence: int) -> SavedRows:
    """The rows of a saved session, as the database holds them; audit entries later than the given one."""
    tables = Base.metadata.tables
    children = {}
    with closing(engine.raw_connection()) as connection:
        raw = _driver(connection.driver_connection)
        audit = _rows(raw, tables["audit_entry"].c.object_id, session_id)
        session = _rows(raw, tables["treatment_session"].c.id, session_id)[0]
        for name, column in _CHILDREN:
            rows = tuple(_without(row, "id") for row in _rows(raw, tables[name].c[column], session_id))
            children[name] = (_insert(tables[name], rows[0]), rows)
    return SavedRows(
        session=session, children=children, audit=tuple(row for row in audit if row["sequence"] > after_sequence)
    )


def make_raw_app(engine: Engine, saved: SavedRows) -> Flask:
    """`engine` is one of the product's making, so journal, durability and foreign keys are the product's."""
    app = Flask("raw")
    app.config["MAX_FORM_PARTS"] = 20_000
    sessions = Base.metadata.tables["treatment_session"]
    values: _Row = {name: bindparam(name) for name in saved.session if name not in _OF_BEGINNING}
    write_session = str(
        update(sessions).where(sessions.c.id == bindparam("id_")).values(values).compile(dialect=_DIALECT)
    )
    write_entry = _insert(Base.metadata.tables["audit_entry"], saved.audit[0])

    @app.post("/sessions/<int:session_id>")
    def save(session_id: int) -> tuple[str, int, dict[str, str]]:
        notes = request.form["notes"]
        with closing(engine.raw_connection()) as connection:
            raw = _driver(connection.driver_connection)
            raw.execute("BEGIN IMMEDIATE")
            raw.execute(write_session, {**saved.session, "notes": notes, "id_": session_id})
            for statement, rows in saved.children.values():
                raw.executemany(statement, [_of_session(row, session_id) for row in rows])
            sequence, head = raw.execute(_READ_HEAD).fetchone()
            for entry in saved.audit:
                sequence, previous, head = sequence + 1, head, token_hex(32)
                raw.execute(write_entry, {**entry, "sequence": sequence, "previous_hash": previous, "hash": head})
            raw.execute(_WRITE_HEAD, {"sequence": sequence, "hash": head})
            raw.execute("COMMIT")
        return "", 303, {"Location": f"/sessions/{session_id}"}

    @app.put("/drafts/<int:session_id>")
    def keep(session_id: int) -> dict[str, int]:
        text = json.dumps(request.get_json()["fields"])
        with closing(engine.raw_connection()) as connection:
            raw = _driver(connection.driver_connection)
            raw.execute("BEGIN IMMEDIATE")
            raw.execute(_WRITE_DRAFT, {"fields": text, "id": session_id})
            raw.execute("COMMIT")
        return {"revision": 1}

    return app


def _of_session(row: _Row, session_id: int) -> _Row:
    named: _Row = {name: session_id for name in ("session_id", "reported_in_id") if name in row}
    return {**row, **named}


def _rows(raw: sqlite3.Connection, column: Column[Any], value: int) -> list[_Row]:
    statement = str(select(column.table).where(column == bindparam("wanted")).compile(dialect=_DIALECT))
    cursor = raw.execute(statement, {"wanted": value})
    names = [each[0] for each in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _insert(table: Table, columns: Iterable[str]) -> str:
    return str(insert(table).compile(dialect=_DIALECT, column_keys=list(columns)))


def _without(row: _Row, name: str) -> _Row:
    return {key: value for key, value in row.items() if key != name}


def _driver(connection: object) -> sqlite3.Connection:
    assert isinstance(connection, sqlite3.Connection)
    return connection
