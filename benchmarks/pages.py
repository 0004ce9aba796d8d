"""Pages over a clinic's records, and over ten times as many, by turns in one run."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

from sqlalchemy import Engine, event

from benchmarks.place import EMPTY_PAGE, Place
from benchmarks.rows import fill
from benchmarks.timing import Times
from clinic_log.accounts.models import Clinic
from clinic_log.accounts.rules import Role
from clinic_log.base.database import own_transaction
from tests.accounts.factories import make_actor
from tests.queries import count_queries

TEAM: Final = "team page"
PATIENT: Final = "patient, 8 visits"
LONG_PATIENT: Final = "patient, 80 visits"
PROGRESS: Final = "progress, 200 visits"
EMPTY: Final = "progress, no visit"
FRAME: Final = "frame of every page"
RAW: Final = "raw SQL, summaries"
RAW_SESSIONS: Final = "raw SQL, sessions"

_PRACTITIONERS: Final = 8
_LAST_YEAR: Final = "date('now', '-12 months')"

# What the page says of outcomes, from the summary rows: one row for each group in which the figures may differ.
_OUTCOMES: Final = f"""
    SELECT s.practitioner_id, e.condition_slug, s.response_either, s.had_room,
           e.state = 'discharged' OR e.opened_on < date('now', '-56 days'), count(*)
    FROM episode_summary AS s JOIN episode AS e ON e.id = s.episode_id
    WHERE s.clinic_id = ? AND s.counted_on >= {_LAST_YEAR}
    GROUP BY 1, 2, 3, 4, 5
"""

# The least that counting sessions and their side effects needs while no summary holds them.
_SESSIONS: Final = f"""
    SELECT count(*), count(DISTINCT patient_id), sum(side_effects_before_leaving = 'present'),
           sum(EXISTS (SELECT 1 FROM needling AS n WHERE n.session_id = t.id))
    FROM treatment_session AS t
    WHERE clinic_id = ? AND status IN ('signed', 'amended') AND started_at >= {_LAST_YEAR}
"""


@dataclass
class PageTimes:
    """One page, or the raw query beside it, at one size."""

    times: Times = field(default_factory=Times)
    statements: int = 1
    first_ms: float = 0.0  # before anything was drawn, compiled or kept
    sql_ms: float = 0.0


@dataclass
class Pages:
    """All pages at one size of the clinic."""

    sessions: int
    by_name: dict[str, PageTimes] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Visitor:
    """Makes a fresh request for each page of one clinic."""

    place: Place
    measured: Pages
    requests: dict[str, Callable[[], Callable[[], object]]]


def measure_pages(small: Place, large: Place, *, sessions: int, repeats: int) -> tuple[Pages, Pages]:
    """The small clinic's pages and those of one with tenfold data, request by request in turn."""
    visitors = (_prepare(small, sessions), _prepare(large, 10 * sessions))
    for visitor in visitors:
        for name, request in visitor.requests.items():
            first = Times()
            first.measure(request())
            _count(visitor, name, request())
            visitor.measured.by_name[name].first_ms = first.median_ms
    for _ in range(repeats):
        for visitor in visitors:
            for name, request in visitor.requests.items():
                visitor.measured.by_name[name].times.measure(request())
    return visitors[0].measured, visitors[1].measured


def _prepare(place: Place, sessions: int) -> _Visitor:
    with own_transaction(place.engine) as db:
        clinic = db.get_one(Clinic, place.clinic_id)
        names = [f"Person {number}" for number in range(1, _PRACTITIONERS + 1)]
        people = [make_actor(db, Role.PRACTITIONER, clinic=clinic, name=name) for name in names]
        filled = fill(db, people=people, sessions=sessions)
    browser = place.browser_of(place.sign_in(Role.SUPERVISOR, "Helen Okafor"))
    reader = place.browser_of(place.sign_in(Role.PRACTITIONER, "Ruth Adeyemi"))
    return _Visitor(
        place=place,
        measured=Pages(sessions),
        requests={
            TEAM: lambda: browser.get("/supervision"),
            RAW: lambda: lambda: _ask(place, _OUTCOMES),
            RAW_SESSIONS: lambda: lambda: _ask(place, _SESSIONS),
            PATIENT: lambda: reader.get(f"/patients/{filled.short}"),
            LONG_PATIENT: lambda: reader.get(f"/patients/{filled.long}"),
            PROGRESS: lambda: reader.get(_progress(filled.full)),
            EMPTY: lambda: reader.get(_progress(filled.empty)),
            FRAME: lambda: reader.get(EMPTY_PAGE),
        },
    )


def _progress(patient_id: int) -> str:
    return f"/patients/{patient_id}/episodes/{patient_id}/progress"


def _ask(place: Place, statement: str) -> list[object]:
    with closing(place.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute(statement, (place.clinic_id,))
        return list(cursor.fetchall())


def _count(visitor: _Visitor, name: str, send: Callable[[], object]) -> None:
    engine = visitor.place.engine_of_pages
    with count_queries(engine) as statements, _time_in_sql(engine) as taken:
        send()
    asked = [each for each in statements if not each.startswith("BEGIN")]
    visitor.measured.by_name[name] = PageTimes(statements=len(asked) or 1, sql_ms=1000 * sum(taken))


@contextmanager
def _time_in_sql(engine: Engine) -> Iterator[list[float]]:
    """Seconds of each statement until its first row; groups and sums are then done."""
    taken: list[float] = []

    def start(*_: object) -> None:
        taken.append(-perf_counter())

    def end(*_: object) -> None:
        taken[-1] += perf_counter()

    event.listen(engine, "before_cursor_execute", start)
    event.listen(engine, "after_cursor_execute", end)
    try:
        yield taken
    finally:
        event.remove(engine, "before_cursor_execute", start)
        event.remove(engine, "after_cursor_execute", end)
