"""Refreshing the summary of an episode and those of sessions, and the cells in which they stand."""

from collections.abc import Collection, Sequence
from dataclasses import fields

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from clinic_log.base.base_model import Base
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
    lock_cells,
)
from clinic_log.outcomes.models import KEPT, EpisodeSummary, SessionCase, SessionKind, SessionSummary
from clinic_log.outcomes.queries import case_of, facts_now_and_kept, list_episode_visits, lock_episode, seen_of
from clinic_log.outcomes.queries.outside_scores import outside_scores_of
from clinic_log.outcomes.rules import EpisodeOutcome, summarise_episode
from clinic_log.outcomes.rules.cells import (
    Facet,
    PatientCellKey,
    PatientMeasures,
    patient_cells,
    session_cells,
    values_seen,
)
from clinic_log.outcomes.rules.episode_cells import case_cells, episode_cells
from clinic_log.outcomes.rules.session_facts import Case, SessionFacts


def refresh_summary(db: Session, episode_id: int) -> EpisodeSummary:
    """Recompute the summary from the signed and amended visits and the scores outside a session; drafts and what was
    retracted never count.

    It follows from an act that was itself permitted and audited, so it asks for nobody. An episode whose last visit
    was retracted keeps a row without visits, which no figure takes.
    """
    db.flush()
    episode = lock_episode(db, episode_id)
    outcome = summarise_episode(
        list_episode_visits(db, episode_id),
        pain_question=episode.pain_question,
        outside=outside_scores_of(db, [episode_id]).get(episode_id, ()),
    )
    figures = _EpisodeFigures()
    summary = db.get(EpisodeSummary, episode_id, populate_existing=True)
    if summary is None:
        summary = EpisodeSummary(episode_id=episode_id)
        db.add(summary)
    else:
        figures.count(summary, sign=-1)
    summary.clinic_id = episode.clinic_id
    summary.patient_id = episode.patient_id
    summary.pain_question = episode.pain_question
    case = case_of(episode.condition_slug, episode.region, episode.onset_on, opened_on=episode.opened_on)
    for name, value in zip(Case._fields, case, strict=True):
        setattr(summary, name, value)
    for name in KEPT:
        setattr(summary, name, getattr(outcome, name))
    summary.refreshed_at = now_utc()
    db.flush()
    figures.count(summary)
    figures.add_to(db, clinic_id=episode.clinic_id)
    return summary


def refresh_sessions(db: Session, session_ids: Collection[int]) -> None:
    """Recompute what these sessions of one patient add to the figures; the caller holds the patient.

    A session that counts no longer leaves every figure.
    """
    db.flush()
    wanted = sorted(session_ids)
    now, kept = facts_now_and_kept(db, wanted)
    changed = [each for each in wanted if now.get(each) != kept.get(each)]
    if not changed:
        return
    old = [kept[each] for each in changed if each in kept]
    new = [now[each] for each in changed if each in now]
    one = (new or old)[0]
    places = {place for facts in (*old, *new) for place in values_seen(facts)}
    lock_cells(db, one.clinic_id)
    sessions = SessionCells()
    for facts in old:
        sessions.add(session_cells(facts), sign=-1)
    for facts in new:
        sessions.add(session_cells(facts))
    add_to_session_cells(db, sessions)
    patients = PatientCells()
    patients.add(_patient_cells(db, one, places), sign=-1)
    forget_sessions(db, [facts.session_id for facts in old])
    keep_sessions(db, new)
    patients.add(_patient_cells(db, one, places))
    add_to_patient_cells(db, patients)


def keep_sessions(db: Session, all_facts: Sequence[SessionFacts]) -> None:
    """Write the summaries of sessions that have none."""
    _insert(db, SessionSummary, [_summary_row(facts) for facts in all_facts])
    _insert(
        db,
        SessionCase,
        [{"session_id": facts.session_id, **case._asdict()} for facts in all_facts for case in sorted(facts.cases)],
    )
    _insert(
        db,
        SessionKind,
        [{"session_id": facts.session_id, **kind._asdict()} for facts in all_facts for kind in sorted(facts.kinds)],
    )


def forget_sessions(db: Session, session_ids: Sequence[int]) -> None:
    if not session_ids:
        return
    for model in (SessionSummary, SessionCase, SessionKind):
        db.execute(delete(model).where(model.session_id.in_(session_ids)), execution_options=_NOT_IN_MEMORY)


_NOT_IN_MEMORY = {"synchronize_session": False}


def _summary_row(facts: SessionFacts) -> dict[str, object]:
    names = ("session_id", "clinic_id", "patient_id", "practitioner_id", "held_on", "month", "minutes_to_signature")
    return {name: getattr(facts, name) for name in names} | facts.measures._asdict()


def _insert(db: Session, model: type[Base], rows: list[dict[str, object]]) -> None:
    if rows:
        db.execute(insert(model.metadata.tables[model.__tablename__]), rows)


def _patient_cells(
    db: Session, one: SessionFacts, places: Collection[tuple[Facet, str]]
) -> list[tuple[PatientCellKey, PatientMeasures]]:
    """Those of the patient in which one of the places stands: no other one can have changed."""
    seen = [each for each in seen_of(db, one.patient_id, clinic_id=one.clinic_id) if (each.facet, each.value) in places]
    return list(patient_cells(one.clinic_id, seen))


def outcome_kept(summary: EpisodeSummary) -> EpisodeOutcome:
    return EpisodeOutcome(**{field.name: getattr(summary, field.name) for field in fields(EpisodeOutcome)})


class _EpisodeFigures:
    """What the new summary of an episode adds to the rollups, less what the old one did."""

    def __init__(self) -> None:
        self._episodes, self._cases = EpisodeCells(), CaseCells()

    def count(self, summary: EpisodeSummary, *, sign: int = 1) -> None:
        case = Case(summary.condition, summary.region, summary.chronicity)
        outcome, clinic_id = outcome_kept(summary), summary.clinic_id
        self._episodes.add(episode_cells(clinic_id, case, outcome), sign=sign)
        self._cases.add(case_cells(clinic_id, case, outcome, pain_question=summary.pain_question), sign=sign)

    def add_to(self, db: Session, *, clinic_id: int) -> None:
        if self._episodes.changes() or self._cases.changes():
            lock_cells(db, clinic_id)
            add_to_episode_cells(db, self._episodes)
            add_to_case_cells(db, self._cases)
