"""Making all summaries and rollups anew from the visits: after an upgrade that brought new ones, or to mend them."""

from collections.abc import Callable

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from clinic_log.base.dates import now_utc
from clinic_log.outcomes.actions.steps.cells import (
    CaseCells,
    EpisodeCells,
    PatientCells,
    SessionCells,
    add_to_case_cells,
    add_to_episode_cells,
    add_to_patient_cells,
    add_to_session_cells,
    empty_cells,
)
from clinic_log.outcomes.actions.steps.summaries import keep_sessions
from clinic_log.outcomes.models import KEPT, EpisodeSummary, SessionCase, SessionKind, SessionSummary
from clinic_log.outcomes.queries import episode_batches, patients_seen, session_batches
from clinic_log.outcomes.rules.cells import patient_cells, session_cells
from clinic_log.outcomes.rules.episode_cells import case_cells, episode_cells
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import COUNTED_STATUSES

OnProgress = Callable[[str, int], None]


def lacks_summaries(db: Session) -> bool:
    """Whether a signed session stands in no figure, as after an upgrade that brought the summaries."""
    has_summary = select(SessionSummary.session_id).where(SessionSummary.session_id == TreatmentSession.id)
    return (
        db.scalars(
            select(TreatmentSession.id)
            .where(TreatmentSession.status.in_(COUNTED_STATUSES), ~has_summary.exists())
            .limit(1)
        ).first()
        is not None
    )


def rebuild_summaries(db: Session, *, on_progress: OnProgress) -> None:
    """All of every clinic, while nobody signs. It changes nothing that a person wrote."""
    db.flush()
    empty_cells(db)
    for model in (SessionSummary, SessionCase, SessionKind):
        db.execute(delete(model), execution_options={"synchronize_session": False})
    _rebuild_episodes(db, on_progress)
    _rebuild_sessions(db, on_progress)
    patients = PatientCells()
    for (clinic_id, _), seen in patients_seen(db):
        patients.add(patient_cells(clinic_id, seen))
    add_to_patient_cells(db, patients)


def _rebuild_episodes(db: Session, on_progress: OnProgress) -> None:
    cells, cases = EpisodeCells(), CaseCells()
    known = set(db.scalars(select(EpisodeSummary.episode_id)))
    db.execute(delete(EpisodeSummary), execution_options={"synchronize_session": False})
    done, now = 0, now_utc()
    for batch in episode_batches(db):
        rows = []
        for episode, outcome, has_visits in batch:
            if not has_visits and episode.id not in known:
                continue
            places = {name: getattr(episode, name) for name in ("clinic_id", "patient_id", "pain_question")}
            kept = {name: getattr(outcome, name) for name in KEPT}
            rows.append({"episode_id": episode.id, "refreshed_at": now, **places, **episode.case._asdict(), **kept})
            of_clinic, pain = (episode.clinic_id, episode.case, outcome), episode.pain_question
            cells.add(episode_cells(*of_clinic))
            cases.add(case_cells(*of_clinic, pain_question=pain))
        if rows:
            db.execute(insert(EpisodeSummary), rows)
        done += len(batch)
        on_progress("episodes", done)
    add_to_episode_cells(db, cells)
    add_to_case_cells(db, cases)


def _rebuild_sessions(db: Session, on_progress: OnProgress) -> None:
    cells, done = SessionCells(), 0
    for batch in session_batches(db):
        keep_sessions(db, batch)
        for facts in batch:
            cells.add(session_cells(facts))
        done += len(batch)
        on_progress("sessions", done)
    add_to_session_cells(db, cells)
