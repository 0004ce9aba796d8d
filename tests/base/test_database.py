"""Writers of one program follow each other on the embedded database, and none of them is refused for waiting."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

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
