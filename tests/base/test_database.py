"""Writers of one program follow each other on the embedded database, and none of them is refused for waiting."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from threading import Barrier
from time import perf_counter

import pytest
from sqlalchemy import text
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
    gate = Barrier(2)

    def write(writer: int) -> None:
        gate.wait()
        for _ in range(EACH):
            with own_transaction(engine) as db:
                db.execute(text("INSERT INTO kept (writer) VALUES (:writer)"), {"writer": writer})
                gone = perf_counter() + 0.002
                while perf_counter() < gone:  # the other one comes meanwhile
                    pass

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, range(2)))

    with own_transaction(engine) as db:
        order = db.scalars(text("SELECT writer FROM kept ORDER BY value")).all()
    runs = sum(one != other for one, other in pairwise(order))
    assert runs > EACH
    engine.dispose()
