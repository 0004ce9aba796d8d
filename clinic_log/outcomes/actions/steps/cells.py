"""Adding to rollups. Whoever adds holds the clinic's cells until the end of the transaction, so that no count is lost
and nobody waits for each other in a circle: after the patient and the episodes, before the head of the audit.
"""

from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from clinic_log.accounts.models import Clinic
from clinic_log.base.base_model import Base
from clinic_log.outcomes.models import EpisodeCell, PatientCell, SessionCell
from clinic_log.outcomes.rules.cells import (
    Cells,
    EpisodeCellKey,
    EpisodeMeasures,
    PatientCellKey,
    PatientMeasures,
    SessionCellKey,
)
from clinic_log.outcomes.rules.session_facts import Measures

SessionCells = Cells[SessionCellKey, Measures]
PatientCells = Cells[PatientCellKey, PatientMeasures]
EpisodeCells = Cells[EpisodeCellKey, EpisodeMeasures]

_TABLES: Final = (SessionCell, PatientCell, EpisodeCell)


def lock_cells(db: Session, clinic_id: int) -> None:
    """Until the end of the transaction. Rows that only point to the clinic need not wait."""
    db.execute(select(Clinic.id).where(Clinic.id == clinic_id).with_for_update(key_share=True))


def add_to_session_cells(db: Session, cells: SessionCells) -> None:
    rows = [key._asdict() | dict(zip(Measures._fields, values, strict=True)) for key, values in cells.changes()]
    _add(db, SessionCell, rows, keys=SessionCellKey._fields)


def add_to_patient_cells(db: Session, cells: PatientCells) -> None:
    rows = [key._asdict() | dict(zip(PatientMeasures._fields, values, strict=True)) for key, values in cells.changes()]
    _add(db, PatientCell, rows, keys=PatientCellKey._fields)


def add_to_episode_cells(db: Session, cells: EpisodeCells) -> None:
    rows = [key._asdict() | dict(zip(EpisodeMeasures._fields, values, strict=True)) for key, values in cells.changes()]
    _add(db, EpisodeCell, rows, keys=EpisodeCellKey._fields)


def empty_cells(db: Session) -> None:
    """Of every clinic, before they are counted anew."""
    for model in _TABLES:
        db.execute(delete(model))


def _add(db: Session, model: type[Base], rows: list[dict[str, object]], *, keys: tuple[str, ...]) -> None:
    if not rows:
        return
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(model)
    columns = model.__table__.c
    sums = {name: columns[name] + statement.excluded[name] for name in rows[0] if name not in keys}
    db.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=sums), rows)
