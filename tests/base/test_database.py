"""Writers of one program follow each other on the embedded database, and none of them is refused for waiting."""

from collections.abc import Sized
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from time import perf_counter

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from clinic_log.base.database import make_engine, own_transaction

WRITERS = 8
EACH = 40


def test_eight_writers_without_a_pause_lose_nothing(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'turns.sqlite3'}")
    with own_transaction(engine) as db:
        db.execute(text("CREATE TABLE counted (value INTEGER)"))
        db.execute(text("INSERT INTO counted VALUES (0)"))
    gate = Barrier(WRITERS)

    def write(_number: int) -> None:
        gate.wait()
        for _ in range(EACH):
            with own_transaction(engine) as db:
                value = db.scalar(text("SELECT value FROM counted")) or 0
                db.execute(text("UPDATE counted SET value = :value"), {"value": value + 1})

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    with own_transaction(engine) as db:
        assert db.scalar(text("SELECT value FROM counted")) == WRITERS * EACH
    engine.dispose()


def test_a_refused_transaction_gives_its_turn_up(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'turns.sqlite3'}")
    for _ in range(2):
        with pytest.raises(OperationalError), own_transaction(engine) as db:
            db.execute(text("INSERT INTO no_such_table VALUES (1)"))

    with own_transaction(engine) as db:
        db.execute(text("CREATE TABLE kept (value INTEGER)"))
    engine.dispose()


def test_writers_have_their_turn_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'turns.sqlite3'}")
    with own_transaction(engine) as db:
        db.execute(text("CREATE TABLE kept (value INTEGER PRIMARY KEY, writer INTEGER)"))
    waiting = _waiting_for(engine)

    def write(writer: int) -> None:
        with own_transaction(engine) as db:
            db.execute(text("INSERT INTO kept (writer) VALUES (:writer)"), {"writer": writer})

    with ThreadPoolExecutor(WRITERS) as pool:
        with own_transaction(engine) as db:
            db.execute(text("INSERT INTO kept (writer) VALUES (-1)"))
            written = []
            for writer in range(WRITERS):
                written.append(pool.submit(write, writer))
                give_up_at = perf_counter() + 10
                while len(waiting) <= writer:
                    assert perf_counter() < give_up_at, "the writer never came"
        for each in written:
            each.result()

    with own_transaction(engine) as db:
        order = db.scalars(text("SELECT writer FROM kept ORDER BY value")).all()
    assert order == [-1, *range(WRITERS)]
    engine.dispose()


def _waiting_for(engine: Engine) -> Sized:
    """Those who wait for their turn on this engine."""
    waiting: Sized = next(each.__self__._waiting for each in engine.dispatch.begin if hasattr(each, "__self__"))
    return waiting
