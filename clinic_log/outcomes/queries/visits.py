"""The counted visits of an episode or a patient, as every course is built on them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, String, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session

from clinic_log.base.base_model import UtcDateTime
from clinic_log.base.dates import day_in_zone
from clinic_log.base.permissions import Actor
from clinic_log.episodes.rules import Side
from clinic_log.outcomes.rules import Score, Visit
from clinic_log.treatments.models import Measurement, Needling, SessionEpisode, TreatmentSession
from clinic_log.treatments.rules import COUNTED_STATUSES, VisitKind

_SIDE_AT: Final = Score._fields.index("side")
_SIDES: Final[Mapping[str | None, Side | None]] = {None: None, **{side.value: side for side in Side}}
_SessionRow = Row[int, int, datetime, str, int, VisitKind | None, datetime | None]


@dataclass(frozen=True)
class _Link:
    """An episode that a session served; `is_only` when it served no other."""

    episode_id: int
    is_only: bool

    def owns(self, episode_id: int | None) -> bool:
        """Rows that name no episode belong to the only one that the visit served."""
        return episode_id == self.episode_id or (episode_id is None and self.is_only)


def list_visits_by_episode(db: Session, *, by: Actor, patient_id: int) -> dict[int, list[Visit]]:
    """The signed and amended visits of a patient for each episode that they served, in three statements."""
    return _visits(db, _of_patient(), {"of_clinic": by.clinic_id, "of_patient": patient_id})


def list_episode_visits(db: Session, episode_id: int) -> list[Visit]:
    """The signed and amended visits of one episode, in three statements. The caller has found the episode."""
    return visits_of(db, [episode_id]).get(episode_id, [])


def visits_of(db: Session, episode_ids: Sequence[int]) -> dict[int, list[Visit]]:
    """The signed and amended visits of some episodes, in three statements."""
    return _visits(db, _of_episodes(), {"of_episodes": episode_ids})


@dataclass(frozen=True)
class _Asked:
    """What is asked about some visits. Each is made once, since every signature asks it."""

    sessions: Select[*tuple[Any, ...]]
    needled: Select[int, int | None, int]
    scores: Select[*tuple[Any, ...]]


@cache
def _of_patient() -> _Asked:
    return _about(
        TreatmentSession.clinic_id == bindparam("of_clinic"), TreatmentSession.patient_id == bindparam("of_patient")
    )


@cache
def _of_episodes() -> _Asked:
    of_episodes = SessionEpisode.episode_id.in_(bindparam("of_episodes", expanding=True))
    return _about(TreatmentSession.id.in_(select(SessionEpisode.session_id).where(of_episodes)))


def _about(*which: ColumnElement[bool]) -> _Asked:
    counted = (TreatmentSession.status.in_(COUNTED_STATUSES), *which)
    columns = Measurement.__table__.c
    return _Asked(
        sessions=select(
            SessionEpisode.episode_id,
            TreatmentSession.id,
            type_coerce(TreatmentSession.started_at, UtcDateTime()).label("started_at"),  # a signed one has a start
            TreatmentSession.zone,
            TreatmentSession.practitioner_id,
            TreatmentSession.kind,
            TreatmentSession.ended_at,
        )
        .join(SessionEpisode, SessionEpisode.session_id == TreatmentSession.id)
        .where(*counted)
        .order_by(TreatmentSession.started_at, TreatmentSession.id),
        needled=select(Needling.session_id, Needling.episode_id, func.sum(Needling.needles).label("needles"))
        .join(TreatmentSession, TreatmentSession.id == Needling.session_id)
        .where(*counted)
        .group_by(Needling.session_id, Needling.episode_id),
        scores=select(
            columns.session_id,
            columns.episode_id,
            # A side as its text, told once below: a column type asks for each of thousands of rows.
            *(type_coerce(columns.side, String) if name == "side" else columns[name] for name in Score._fields),
        )
        .join(TreatmentSession, TreatmentSession.id == Measurement.session_id)
        .where(*counted)
        .order_by(Measurement.session_id, Measurement.position, Measurement.id),
    )


def _visits(db: Session, asked: _Asked, which: Mapping[str, object]) -> dict[int, list[Visit]]:
    sessions = db.execute(asked.sessions, which).all()
    needled, scores = _needled_episodes(db, asked, which), _scores(db, asked, which)
    visits: dict[int, list[Visit]] = defaultdict(list)
    for row, link in _with_links(sessions):
        visits[link.episode_id].append(_visit(row, link, needled=needled[row.id], scores=scores[row.id]))
    return visits


def _with_links(sessions: Sequence[_SessionRow]) -> Iterable[tuple[_SessionRow, _Link]]:
    served: dict[int, int] = defaultdict(int)
    for row in sessions:
        served[row.id] += 1
    return ((row, _Link(row.episode_id, is_only=served[row.id] == 1)) for row in sessions)


def _visit(
    row: _SessionRow, link: _Link, *, needled: Mapping[int | None, int], scores: Sequence[tuple[int | None, Score]]
) -> Visit:
    return Visit(
        session_id=row.id,
        started_at=row.started_at,
        held_on=day_in_zone(row.started_at, row.zone),
        practitioner_id=row.practitioner_id,
        kind=row.kind,
        minutes=(row.ended_at - row.started_at).total_seconds() / 60 if row.ended_at else None,
        has_insertion=any(link.owns(episode_id) for episode_id in needled),
        needles=sum(needles for episode_id, needles in needled.items() if link.owns(episode_id)),
        scores=tuple(score for episode_id, score in scores if link.owns(episode_id)),
    )


def _needled_episodes(
    db: Session, asked: _Asked, which: Mapping[str, object]
) -> defaultdict[int, dict[int | None, int]]:
    """For each session how many needles were inserted for which episode; None for a needling that names none."""
    found: defaultdict[int, dict[int | None, int]] = defaultdict(dict)
    for session_id, episode_id, needles in db.execute(asked.needled, which):
        found[session_id][episode_id] = int(needles)
    return found


def _scores(
    db: Session, asked: _Asked, which: Mapping[str, object]
) -> defaultdict[int, list[tuple[int | None, Score]]]:
    """For each session its measurements, in their order, with the episode that each names."""
    found: defaultdict[int, list[tuple[int | None, Score]]] = defaultdict(list)
    # Without the session, which looks for objects in each of thousands of rows; what it held back, the statements
    # before this one have written.
    for session_id, episode_id, *values in db.connection().execute(asked.scores, which):
        values[_SIDE_AT] = _SIDES[values[_SIDE_AT]]
        found[session_id].append((episode_id, Score._make(values)))
    return found
