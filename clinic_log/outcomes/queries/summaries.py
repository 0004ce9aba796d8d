"""The summary rows of episodes, and whether they are what the visits say."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.episodes.models import Episode
from clinic_log.outcomes.models import KEPT, EpisodeSummary
from clinic_log.outcomes.queries.outside_scores import outside_scores_of
from clinic_log.outcomes.queries.visits import visits_of
from clinic_log.outcomes.rules import EpisodeOutcome, OutsideScore, Visit, summarise_episode

_BATCH: Final = 200


@dataclass(frozen=True)
class SummaryFinding:
    """A summary row that is not what the visits say; named by its episode's number, never by a patient."""

    episode_id: int
    text: str


def scoped(by: Actor) -> Select[EpisodeSummary]:
    """The summaries of the clinic in which the person works."""
    return select(EpisodeSummary).where(EpisodeSummary.clinic_id == by.clinic_id)


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
        yield from _findings(episodes, kept, visits=visits_of(db, ids), outside=outside_scores_of(db, ids))
        last, done = ids[-1], done + len(ids)
        db.expunge_all()
        on_progress(done)


def _findings(
    episodes: Iterable[Episode],
    kept: Mapping[int, EpisodeSummary],
    *,
    visits: Mapping[int, list[Visit]],
    outside: Mapping[int, list[OutsideScore]],
) -> Iterator[SummaryFinding]:
    for episode in episodes:
        summary, held = kept.get(episode.id), visits.get(episode.id, [])
        if summary is None and held:
            yield SummaryFinding(episode.id, "it has signed visits and no summary")
        if summary is not None:
            outcome = summarise_episode(held, pain_question=episode.pain_question, outside=outside.get(episode.id, ()))
            yield from _differences(summary, episode, outcome)


def _differences(summary: EpisodeSummary, episode: Episode, outcome: EpisodeOutcome) -> Iterator[SummaryFinding]:
    places = {name: getattr(episode, name) for name in ("clinic_id", "patient_id", "pain_question")}
    expected = places | {name: getattr(outcome, name) for name in KEPT}
    for name, value in expected.items():
        if getattr(summary, name) != value:
            words = name.replace("_", " ")
            yield SummaryFinding(episode.id, f"{words} is {getattr(summary, name)}, its visits say {value}")
