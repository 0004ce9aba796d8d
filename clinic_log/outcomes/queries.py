"""What outcomes read: the counted visits of an episode or a patient, and the summary rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Row, Select, func, select, type_coerce
from sqlalchemy.orm import Session

from clinic_log.base.base_model import UtcDateTime
from clinic_log.base.dates import day_in_zone
from clinic_log.base.permissions import Actor
from clinic_log.episodes.models import Episode
from clinic_log.outcomes.models import KEPT, EpisodeSummary
from clinic_log.outcomes.rules import Score, Visit, summarise_episode
from clinic_log.treatments.models import Measurement, Needling, SessionEpisode, TreatmentSession
from clinic_log.treatments.rules import COUNTED_STATUSES, VisitKind

_BATCH: Final = 200

_SessionRow = Row[int, int, datetime, str, int, VisitKind | None]


@dataclass(frozen=True)
class _Link:
    """An episode that a session served; `is_only` when it served no other."""

    episode_id: int
    is_only: bool

    def owns(self, episode_id: int | None) -> bool:
        """Rows that name no episode belong to the only one that the visit served."""
        return episode_id == self.episode_id or (episode_id is None and self.is_only)


@dataclass(frozen=True)
class SummaryFinding:
    """A summary row that is not what the visits say; named by its episode's number, never by a patient."""

    episode_id: int
    text: str


def scoped(by: Actor) -> Select[EpisodeSummary]:
    """The summaries of the clinic in which the person works."""
    return select(EpisodeSummary).where(EpisodeSummary.clinic_id == by.clinic_id)


def list_visits_by_episode(db: Session, *, by: Actor, patient_id: int) -> dict[int, list[Visit]]:
    """The signed and amended visits of a patient for each episode that they served, in three statements."""
    return _visits(db, TreatmentSession.clinic_id == by.clinic_id, TreatmentSession.patient_id == patient_id)


def list_episode_visits(db: Session, episode_id: int) -> list[Visit]:
    """The signed and amended visits of one episode, in three statements. The caller has found the episode."""
    return _visits_of(db, [episode_id]).get(episode_id, [])


def lock_episode(db: Session, episode_id: int) -> Episode:
    """The episode as it now stands, held so that two who sign at once count one after the other."""
    return db.get_one(Episode, episode_id, with_for_update=True)


def find_summary(db: Session, episode_id: int) -> EpisodeSummary | None:
    return db.get(EpisodeSummary, episode_id)


def count_episodes(db: Session) -> int:
    """All episodes of the installation."""
    return db.scalar(select(func.count()).select_from(Episode)) or 0


def check_summaries(db: Session, *, on_progress: Callable[[int], None]) -> Iterator[SummaryFinding]:
    """Every summary row that is not what its signed visits say, over all clinics, a batch of episodes at a time."""
    last, done = 0, 0
    while True:
        chosen = select(Episode).where(Episode.id > last).order_by(Episode.id).limit(_BATCH)
        episodes = db.scalars(chosen).all()
        if not episodes:
            return
        ids = [episode.id for episode in episodes]
        kept = {
            row.episode_id: row for row in db.scalars(select(EpisodeSummary).where(EpisodeSummary.episode_id.in_(ids)))
        }
        yield from _findings(episodes, kept, _visits_of(db, ids))
        last, done = ids[-1], done + len(ids)
        db.expunge_all()
        on_progress(done)


def _visits_of(db: Session, episode_ids: Sequence[int]) -> dict[int, list[Visit]]:
    served = select(SessionEpisode.session_id).where(SessionEpisode.episode_id.in_(episode_ids))
    return _visits(db, TreatmentSession.id.in_(served))


def _findings(
    episodes: Iterable[Episode], kept: Mapping[int, EpisodeSummary], visits: Mapping[int, list[Visit]]
) -> Iterator[SummaryFinding]:
    for episode in episodes:
        summary, held = kept.get(episode.id), visits.get(episode.id, [])
        if summary is None and held:
            yield SummaryFinding(episode.id, "it has signed visits and no summary")
        if summary is not None:
            yield from _differences(summary, episode, held)


def _differences(summary: EpisodeSummary, episode: Episode, visits: Sequence[Visit]) -> Iterator[SummaryFinding]:
    outcome = summarise_episode(visits, pain_question=episode.pain_question)
    places = {name: getattr(episode, name) for name in ("clinic_id", "patient_id", "pain_question")}
    expected = places | {name: getattr(outcome, name) for name in KEPT}
    for name, value in expected.items():
        if getattr(summary, name) != value:
            words = name.replace("_", " ")
            yield SummaryFinding(episode.id, f"{words} is {getattr(summary, name)}, its visits say {value}")


def _visits(db: Session, *which: ColumnElement[bool]) -> dict[int, list[Visit]]:
    counted = TreatmentSession.status.in_(COUNTED_STATUSES)
    sessions = db.execute(
        select(
            SessionEpisode.episode_id,
            TreatmentSession.id,
            type_coerce(TreatmentSession.started_at, UtcDateTime()).label("started_at"),  # a signed one has a start
            TreatmentSession.zone,
            TreatmentSession.practitioner_id,
            TreatmentSession.kind,
        )
        .join(SessionEpisode, SessionEpisode.session_id == TreatmentSession.id)
        .where(counted, *which)
        .order_by(TreatmentSession.started_at, TreatmentSession.id)
    ).all()
    needled = _needled_episodes(db, counted, *which)
    scores = _scores(db, counted, *which)
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
    row: _SessionRow, link: _Link, *, needled: set[int | None], scores: Sequence[tuple[int | None, Score]]
) -> Visit:
    return Visit(
        session_id=row.id,
        started_at=row.started_at,
        held_on=day_in_zone(row.started_at, row.zone),
        practitioner_id=row.practitioner_id,
        kind=row.kind,
        has_insertion=any(link.owns(episode_id) for episode_id in needled),
        scores=tuple(score for episode_id, score in scores if link.owns(episode_id)),
    )


def _needled_episodes(db: Session, *which: ColumnElement[bool]) -> defaultdict[int, set[int | None]]:
    """For each session the episodes for which a needle was inserted; None for a needling that names none."""
    found: defaultdict[int, set[int | None]] = defaultdict(set)
    rows = db.execute(
        select(Needling.session_id, Needling.episode_id)
        .join(TreatmentSession, TreatmentSession.id == Needling.session_id)
        .where(*which)
        .distinct()
    )
    for session_id, episode_id in rows:
        found[session_id].add(episode_id)
    return found


def _scores(db: Session, *which: ColumnElement[bool]) -> defaultdict[int, list[tuple[int | None, Score]]]:
    """For each session its measurements, in their order, with the episode that each names."""
    found: defaultdict[int, list[tuple[int | None, Score]]] = defaultdict(list)
    rows = db.execute(
        select(
            Measurement.session_id,
            Measurement.episode_id,
            Measurement.measure_slug,
            Measurement.label,
            Measurement.unit,
            Measurement.before,
            Measurement.after,
            Measurement.side,
            Measurement.mode,
            Measurement.not_asked_reason,
            Measurement.rater_id,
            Measurement.tool,
        )
        .join(TreatmentSession, TreatmentSession.id == Measurement.session_id)
        .where(*which)
        .order_by(Measurement.session_id, Measurement.position, Measurement.id)
    )
    for row in rows:
        score = Score(
            measure_slug=row.measure_slug,
            label=row.label,
            unit=row.unit,
            before=row.before,
            after=row.after,
            side=row.side,
            mode=row.mode,
            not_asked_reason=row.not_asked_reason,
            rater_id=row.rater_id,
            tool=row.tool,
        )
        found[row.session_id].append((row.episode_id, score))
    return found
