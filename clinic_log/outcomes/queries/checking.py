"""Whether the summaries and rollups are what the visits say, over a whole installation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.base.base_model import Base
from clinic_log.outcomes.models import (
    KEPT,
    CaseCell,
    EpisodeCell,
    EpisodeSummary,
    PatientCell,
    SessionCell,
    SessionSummary,
)
from clinic_log.outcomes.queries.session_facts import AnyRow, kept_facts
from clinic_log.outcomes.queries.summaries import EpisodeRow, episode_batches, patients_seen, session_batches
from clinic_log.outcomes.rules import EpisodeOutcome
from clinic_log.outcomes.rules.cells import (
    Cells,
    PatientCellKey,
    PatientMeasures,
    SessionCellKey,
    patient_cells,
    session_cells,
)
from clinic_log.outcomes.rules.episode_cells import (
    CaseCellKey,
    CaseMeasures,
    EpisodeCellKey,
    EpisodeMeasures,
    case_cells,
    episode_cells,
)
from clinic_log.outcomes.rules.session_facts import Measures, SessionFacts

OnProgress = Callable[[str, int], None]
_Key = TypeVar("_Key", bound=tuple[object, ...])
_Figures = TypeVar("_Figures", bound=tuple[int, ...])


@dataclass(frozen=True)
class SummaryFinding:
    """A summary or a rollup that is not what the visits say; named by numbers, never by a patient."""

    subject: str
    text: str


def check_summaries(db: Session, *, on_progress: OnProgress) -> Iterator[SummaryFinding]:
    """Every summary row and every rollup that is not what the signed visits say, over all clinics.

    `on_progress` hears of what and how many were checked so far.
    """
    yield from _check_episodes(db, on_progress)
    yield from _check_sessions(db, on_progress)
    patients = Cells[PatientCellKey, PatientMeasures]()
    for (clinic_id, _), seen in patients_seen(db):
        patients.add(patient_cells(clinic_id, seen))
    yield from _check_cells(db, _Rollup(PatientCell, PatientCellKey._fields, PatientMeasures._fields, patients))


def _check_episodes(db: Session, on_progress: OnProgress) -> Iterator[SummaryFinding]:
    cells, cases = Cells[EpisodeCellKey, EpisodeMeasures](), Cells[CaseCellKey, CaseMeasures]()
    done = 0
    for batch in episode_batches(db):
        ids = [episode.id for episode, _, _ in batch]
        rows = db.execute(select(*EpisodeSummary.__table__.columns).where(EpisodeSummary.episode_id.in_(ids)))
        kept: dict[int, AnyRow] = {row.episode_id: row for row in rows}
        for episode, outcome, has_visits in batch:
            summary = kept.get(episode.id)
            if summary is None and has_visits:
                yield SummaryFinding(f"Episode {episode.id}", "it has signed visits and no summary")
            if summary is not None:
                yield from _differences(summary, episode, outcome)
                of_clinic, pain = (episode.clinic_id, episode.case, outcome), episode.pain_question
                cells.add(episode_cells(*of_clinic))
                cases.add(case_cells(*of_clinic, pain_question=pain))
        done += len(batch)
        on_progress("episodes", done)
    yield from _check_cells(db, _Rollup(EpisodeCell, EpisodeCellKey._fields, EpisodeMeasures._fields, cells))
    yield from _check_cells(db, _Rollup(CaseCell, CaseCellKey._fields, CaseMeasures._fields, cases))


def _differences(summary: AnyRow, episode: EpisodeRow, outcome: EpisodeOutcome) -> Iterator[SummaryFinding]:
    places = {name: getattr(episode, name) for name in ("clinic_id", "patient_id", "pain_question")}
    expected = places | episode.case._asdict() | {name: getattr(outcome, name) for name in KEPT}
    for name, value in expected.items():
        if getattr(summary, name) != value:
            words = name.replace("_", " ")
            text = f"{words} is {getattr(summary, name)}, its visits say {value}"
            yield SummaryFinding(f"Episode {episode.id}", text)


def _check_sessions(db: Session, on_progress: OnProgress) -> Iterator[SummaryFinding]:
    cells = Cells[SessionCellKey, Measures]()
    known, done = 0, 0
    for batch in session_batches(db):
        kept = kept_facts(db, [facts.session_id for facts in batch])
        for facts in batch:
            yield from _session_differences(facts, kept.get(facts.session_id))
            cells.add(session_cells(facts))
        known += len(kept)
        done += len(batch)
        on_progress("sessions", done)
    if known != (total := db.query(SessionSummary).count()):
        yield SummaryFinding("Sessions", f"{total - known} have a summary and do not count")
    yield from _check_cells(db, _Rollup(SessionCell, SessionCellKey._fields, Measures._fields, cells))


def _session_differences(facts: SessionFacts, kept: SessionFacts | None) -> Iterator[SummaryFinding]:
    subject = f"Session {facts.session_id}"
    if kept is None:
        yield SummaryFinding(subject, "it is signed and has no summary")
    elif kept != facts:
        wrong = [field.name for field in fields(facts) if getattr(kept, field.name) != getattr(facts, field.name)]
        yield SummaryFinding(subject, f"its summary is not what it says ({', '.join(wrong)})")


@dataclass(frozen=True)
class _Rollup(Generic[_Key, _Figures]):
    """A table of cells beside the cells that are expected."""

    model: type[Base]
    keys: tuple[str, ...]
    figures: tuple[str, ...]
    expected: Cells[_Key, _Figures]


def _check_cells(db: Session, rollup: _Rollup[_Key, _Figures]) -> Iterator[SummaryFinding]:
    """A cell without a row counts nothing."""
    columns, width = rollup.model.__table__.c, len(rollup.keys)
    rows = db.execute(select(*(columns[name] for name in (*rollup.keys, *rollup.figures))))
    kept = {tuple(row[:width]): tuple(row[width:]) for row in rows}
    wanted = {tuple(key): tuple(values) for key, values in rollup.expected.changes()}
    nothing = (0,) * len(rollup.figures)
    for key in sorted({*kept, *wanted}):
        is_now, should_be = kept.get(key, nothing), wanted.get(key, nothing)
        if is_now != should_be:
            place = ", ".join(f"{name} {value}" for name, value in zip(rollup.keys, key, strict=True) if value != "")
            text = f"its figures are {is_now}, the visits say {should_be}"
            yield SummaryFinding(f"Rollup {rollup.model.__tablename__} ({place})", text)
