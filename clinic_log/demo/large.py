"""Filling an empty database with a large, plausible clinic, as fast as the database takes rows."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import JSON, Boolean, Connection, Engine, Integer, text
from sqlalchemy.orm import Session

from clinic_log.accounts.actions.accounts import add_clinic, add_roles, add_user
from clinic_log.accounts.queries import has_users
from clinic_log.accounts.rules import Role
from clinic_log.audit.actions import Act, Somebody, export_head, give_key, record_event
from clinic_log.base.base_model import Base
from clinic_log.base.database import for_writing, reading
from clinic_log.base.errors import SettingsError
from clinic_log.base.settings import Settings
from clinic_log.catalogue import VERSION
from clinic_log.demo.clinic import Credentials, new_credentials
from clinic_log.demo.large_rows import COLUMNS, LargeClinic, Rows, Wish
from clinic_log.demo.people import CLINIC_ZONE, Colleague

if TYPE_CHECKING:
    import psycopg

PRACTITIONERS: Final = 8
_PART: Final = 2000
_SUPERVISOR: Final = Colleague("Helen Novak", "helen@large.example", (Role.SUPERVISOR,))
_TEAM: Final = tuple(
    Colleague(f"Practitioner {number}", f"practitioner{number}@large.example", (Role.PRACTITIONER,))
    for number in range(1, PRACTITIONERS + 1)
)
# What is the same in every row of a table, where it is neither empty nor 0.
_SAME: Final[dict[str, dict[str, object]]] = {
    "patient": {"revision": 1, "created_at": "2020-01-01 09:00:00.000000"},
    "episode": {
        "revision": 1,
        "created_at": "2020-01-01 09:00:00.000000",
        "catalogue_version": VERSION,
        "pain_question": "nprs",
        "side": "right",
    },
    "treatment_session": {
        "revision": 2,
        "status": "signed",
        "catalogue_version": VERSION,
        "zone": CLINIC_ZONE,
        "kind": "needling",
    },
    "needling": {"target_kind": "muscle", "side": "right", "needles": 1, "length_mm": 40.0},
    "measurement": {"measure_slug": "nprs", "label": "Pain now", "unit": "points"},
    "adverse_event": {"severity": "mild"},
    "session_version": {"number": 1, "kind": "original", "meaning": "treated", "signer_roles": "practitioner"},
    "episode_summary": {"pain_question": "nprs", "refreshed_at": "2020-01-01 09:00:00.000000"},
}
_NUMBERED: Final = ("patient", "episode", "treatment_session")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large, and of which seed."""

    patients: int
    sessions: int
    seed: int


def generate(
    engine: Engine, settings: Settings, *, size: Size, last_day: date, on_progress: Callable[[int, int], None]
) -> Credentials:
    """Fill the empty database; the sign-in of its supervisor. SettingsError where somebody is there already."""
    with reading(engine) as db:
        if has_users(db):
            raise SettingsError("This database has people already. Generate into an empty one: choose it with --data.")
    person = new_credentials(_SUPERVISOR)
    with Session(for_writing(engine)) as db, db.begin():
        give_key(db, settings.audit_key)
        wish = Wish(
            patients=size.patients,
            sessions=size.sessions,
            seed=size.seed,
            last_day=last_day,
            **_add_people(db, person),
        )
        clinic = LargeClinic(wish)
        for rows in clinic.parts(_PART):
            write_rows(db.connection(), rows, clinic_id=wish.clinic_id)
            on_progress(clinic.sessions, size.sessions)
        _count_on(db.connection())
        export_head(db, folder=settings.data_folder, key=settings.audit_key)
    return person


def write_rows(connection: Connection, rows: Rows, *, clinic_id: int) -> None:
    """All of a part, table by table, past everything that would look at single values."""
    is_sqlite = connection.dialect.name == "sqlite"
    driver: Any = connection.connection.driver_connection
    write: Callable[[Any, str, list[tuple[object, ...]]], None] = _insert_all if is_sqlite else _copy_all
    for name, found in rows.items():
        if found:
            columns, same = _columns_of(name, clinic_id=clinic_id)
            write(driver, f"{name} ({', '.join(columns)})", [(*row, *same) for row in found])


def _insert_all(driver: sqlite3.Connection, place: str, rows: list[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * len(rows[0]))
    driver.executemany(f"INSERT INTO {place} VALUES ({marks})", rows)  # noqa: S608 -- names of our own tables


def _copy_all(driver: "psycopg.Connection[Any]", place: str, rows: Iterable[tuple[object, ...]]) -> None:
    with closing(driver.cursor()) as cursor, cursor.copy(f"COPY {place} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _columns_of(name: str, *, clinic_id: int) -> tuple[tuple[str, ...], tuple[object, ...]]:
    """The columns of the rows, and those that a row needs besides with what stands in them."""
    table = Base.metadata.tables[name]
    given, same = COLUMNS[name], dict(_SAME.get(name, {}))
    if "clinic_id" in table.c and "clinic_id" not in given:
        same["clinic_id"] = clinic_id
    for column in table.columns:
        is_needed = not column.nullable and not (column.primary_key and column.name == "id")
        if is_needed and column.name not in given and column.name not in same:
            same[column.name] = _nothing(column.type)
    return (*given, *same), tuple(same.values())


def _nothing(kind: object) -> object:
    if isinstance(kind, JSON):
        return "[]"
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer):
        return 0
    return ""


def _add_people(db: Session, supervisor: Credentials) -> dict[str, Any]:
    clinic = add_clinic(db, name="Generated clinic", zone=CLINIC_ZONE)
    people = []
    for colleague in (*_TEAM, _SUPERVISOR):
        user = add_user(db, name=colleague.name, email=colleague.email)
        add_roles(db, user=user, clinic_id=clinic.id, roles=colleague.roles)
        if colleague is _SUPERVISOR:
            supervisor.give_to(user)
        else:
            people.append((user.id, user.display_name))
    act = Act(action="demonstration.generated", object_type="clinic", object_id=clinic.id)
    record_event(db, by=Somebody(name="generate", clinic_id=clinic.id), act=act)
    return {"clinic_id": clinic.id, "people": tuple(people)}


def _count_on(connection: Connection) -> None:
    """PostgreSQL numbers its rows by sequences, which know nothing of numbers that were given; and wants to know how
    large its tables have become. SQLite chooses by the keys, as in any clinic: an average would hide the few drafts.
    """
    if connection.dialect.name == "postgresql":
        for table in _NUMBERED:
            newest = f"(SELECT max(id) FROM {table})"  # noqa: S608 -- a name of our own
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {newest})"))
        connection.execute(text("ANALYZE"))
