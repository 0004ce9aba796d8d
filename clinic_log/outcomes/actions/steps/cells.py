"""Adding to rollups. Whoever adds holds the clinic's cells until the end of the transaction, so that no count is lost
and nobody waits for each other in a circle: after the patient and the episodes, before the head of the audit.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.base.base_model import Base
from clinic_log.outcomes.models import CaseCell, EpisodeCell, PatientCell, SessionCell
from clinic_log.outcomes.rules.cells import Cells, PatientCellKey, PatientMeasures, SessionCellKey
from clinic_log.outcomes.rules.episode_cells import CaseCellKey, CaseMeasures, EpisodeCellKey, EpisodeMeasures
from clinic_log.outcomes.rules.session_facts import Measures

SessionCells = Cells[SessionCellKey, Measures]
PatientCells = Cells[PatientCellKey, PatientMeasures]
EpisodeCells = Cells[EpisodeCellKey, EpisodeMeasures]
CaseCells = Cells[CaseCellKey, CaseMeasures]

_TABLES: Final = (SessionCell, PatientCell, EpisodeCell, CaseCell)


def lock_cells(db: Session, clinic_id: int) -> None:
    """Until the end of the transaction. Rows that only point to the clinic need not wait."""
    db.execute(select(Clinic.id).where(Clinic.id == clinic_id).with_for_update(key_share=True))


def add_to_session_cells(db: Session, cells: SessionCells) -> None:
    _add(db, SessionCell, cells.changes(), names=(SessionCellKey._fields, Measures._fields))


def add_to_patient_cells(db: Session, cells: PatientCells) -> None:
    _add(db, PatientCell, cells.changes(), names=(PatientCellKey._fields, PatientMeasures._fields))


def add_to_episode_cells(db: Session, cells: EpisodeCells) -> None:
    _add(db, EpisodeCell, cells.changes(), names=(EpisodeCellKey._fields, EpisodeMeasures._fields))


def add_to_case_cells(db: Session, cells: CaseCells) -> None:
    _add(db, CaseCell, cells.changes(), names=(CaseCellKey._fields, CaseMeasures._fields))


def empty_cells(db: Session) -> None:
    """Of every clinic, before they are counted anew."""
    for model in _TABLES:
        db.execute(delete(model))


def _add(
    db: Session,
    model: type[Base],
    changes: Iterable[tuple[tuple[Any, ...], tuple[int, ...]]],
    *,
    names: tuple[tuple[str, ...], tuple[str, ...]],
) -> None:
    keys, figures = names
    columns = (*keys, *figures)
    rows = [dict(zip(columns, (*key, *values), strict=True)) for key, values in changes]
    if rows:
        db.execute(_adding(db.get_bind().dialect.name, model, keys=keys, figures=figures), rows)


@cache  # four of them; building one takes longer than writing its rows
def _adding(
    dialect: str, model: type[Base], *, keys: tuple[str, ...], figures: tuple[str, ...]
) -> sqlite.Insert | postgresql.Insert:
    """A new cell, or more in one that is there."""
    table = model.metadata.tables[model.__tablename__]
    statement = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    columns, added = table.c, statement.excluded
    sums = {name: columns[name] + added[name] for name in figures}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=sums)
