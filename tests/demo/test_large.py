"""A generated clinic is as large as it was asked for, the same for the same seed, and its figures are true."""

from datetime import date

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from clinic_log.base.errors import SettingsError
from clinic_log.base.settings import Settings
from clinic_log.demo.large import PRACTITIONERS, Size, generate
from clinic_log.demo.large_rows import LargeClinic, Wish
from clinic_log.outcomes.models import SessionCell, SessionSummary
from clinic_log.outcomes.queries import check_summaries
from clinic_log.patients.models import Patient

DAY = date(2026, 11, 20)
SIZE = Size(patients=30, sessions=400, seed=3)


def test_a_generated_clinic_has_true_figures(engine: Engine, settings: Settings) -> None:
    told: list[tuple[int, int]] = []

    generate(engine, settings, size=SIZE, last_day=DAY, on_progress=lambda done, total: told.append((done, total)))

    assert told[-1] == (400, 400)
    with Session(engine) as db:
        assert list(check_summaries(db, on_progress=lambda _what, _done: None)) == []
        assert db.scalar(select(func.count()).select_from(Patient)) == 30
        assert db.scalar(select(func.count()).select_from(SessionSummary)) == 400
        people = select(func.count(SessionCell.practitioner_id.distinct())).where(SessionCell.practitioner_id > 0)
        assert 1 < (db.scalar(people) or 0) <= PRACTITIONERS
    with pytest.raises(SettingsError, match="empty one"):
        generate(engine, settings, size=SIZE, last_day=DAY, on_progress=lambda _done, _total: None)


def test_the_same_seed_gives_the_same_rows() -> None:
    def rows(seed: int) -> list[object]:
        people = ((1, "Ada"), (2, "Ben"))
        wish = Wish(patients=5, sessions=60, clinic_id=1, people=people, last_day=DAY, seed=seed)
        return list(LargeClinic(wish).parts(20))

    assert rows(1) == rows(1)
    assert rows(1) != rows(2)
