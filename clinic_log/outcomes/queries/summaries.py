"""The summary rows of episodes, and what all episodes, sessions and patients of an installation add to figures."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Row,
    Select,
    String,
    bindparam,
    func,
    literal,
    select,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from clinic_log.base.permissions import Actor
from clinic_log.episodes.models import Episode
from clinic_log.outcomes.models import EpisodeSummary, SessionCase, SessionSummary
from clinic_log.outcomes.queries.outside_scores import outside_scores_of
from clinic_log.outcomes.queries.session_facts import case_of, facts_of
from clinic_log.outcomes.queries.visits import visits_of
from clinic_log.outcomes.rules import EpisodeOutcome, OutsideScore, Visit, summarise_episode
from clinic_log.outcomes.rules.cells import Facet, Seen
from clinic_log.outcomes.rules.session_facts import Case, SessionFacts
from clinic_log.treatments.models import Needling, SessionEpisode, TreatmentSession
from clinic_log.treatments.rules import COUNTED_STATUSES

_BATCH: Final = 200


class EpisodeRow(NamedTuple):
    """What the summary of an episode takes from the episode itself."""

    id: int
    clinic_id: int
    patient_id: int
    pain_question: str
    condition_slug: str | None
    region: str
    onset_on: date | None
    opened_on: date

    @property
    def case(self) -> Case:
        return case_of(self.condition_slug, self.region, self.onset_on, opened_on=self.opened_on)


_EPISODE_COLUMNS = tuple(getattr(Episode, name) for name in EpisodeRow._fields)


def scoped(by: Actor) -> Select[EpisodeSummary]:
    """The summaries of the clinic in which the person works."""
    return select(EpisodeSummary).where(EpisodeSummary.clinic_id == by.clinic_id)


def lock_episode(db: Session, episode_id: int) -> Episode:
    """The episode as it now stands, held so that two who sign at once count one after the other."""
    return db.get_one(Episode, episode_id, with_for_update=True)


def find_summary(db: Session, episode_id: int) -> EpisodeSummary | None:
    return db.get(EpisodeSummary, episode_id)


def list_sessions_served(db: Session, episode_id: int) -> Sequence[int]:
    return db.scalars(select(SessionEpisode.session_id).where(SessionEpisode.episode_id == episode_id)).all()


def count_episodes(db: Session) -> int:
    """All episodes of the installation."""
    return db.scalar(select(func.count()).select_from(Episode)) or 0


def count_sessions(db: Session) -> int:
    """All signed and amended sessions of the installation."""
    return db.scalar(select(func.count()).where(TreatmentSession.status.in_(COUNTED_STATUSES))) or 0


def episode_batches(db: Session) -> Iterator[list[tuple[EpisodeRow, EpisodeOutcome, bool]]]:
    """Every episode of the installation with its outcome, and whether any visit counts; some at a time."""
    last = 0
    while True:
        chosen = select(*_EPISODE_COLUMNS).where(Episode.id > last).order_by(Episode.id).limit(_BATCH)
        episodes = [EpisodeRow(*row) for row in db.execute(chosen)]
        if not episodes:
            return
        ids = [episode.id for episode in episodes]
        visits, outside = visits_of(db, ids), outside_scores_of(db, ids)
        yield [(each, _outcome(each, visits=visits, outside=outside), bool(visits.get(each.id))) for each in episodes]
        last = ids[-1]


def session_batches(db: Session) -> Iterator[list[SessionFacts]]:
    """What every counted session of the installation adds to the figures; some at a time."""
    last = 0
    while True:
        chosen = select(TreatmentSession.id).where(
            TreatmentSession.id > last, TreatmentSession.status.in_(COUNTED_STATUSES)
        )
        ids = db.scalars(chosen.order_by(TreatmentSession.id).limit(_BATCH)).all()
        if not ids:
            return
        yield list(facts_of(db, ids).values())
        last = ids[-1]


def patients_seen(db: Session) -> Iterator[tuple[tuple[int, int], list[Seen]]]:
    """Clinic and patient, with how and when they were seen, from the kept summaries and the sites of their sessions."""
    rows = db.execute(
        union(*_seen()).order_by("clinic_id", "patient_id"),
        execution_options={"yield_per": 5000},
    )
    for patient, seen in groupby(rows, key=lambda row: (row.clinic_id, row.patient_id)):
        yield patient, [_as_seen(row) for row in seen]


def seen_of(db: Session, patient_id: int, *, clinic_id: int) -> list[Seen]:
    """How and when one patient was seen in one clinic."""
    return [_as_seen(row) for row in db.execute(_seen_of_one(), {"of_clinic": clinic_id, "of_patient": patient_id})]


@cache  # a union of six takes longer to build than to ask
def _seen_of_one() -> CompoundSelect[*tuple[Any, ...]]:
    of_one = (
        SessionSummary.clinic_id == bindparam("of_clinic", type_=Integer),
        SessionSummary.patient_id == bindparam("of_patient", type_=Integer),
    )
    return union(*(each.where(*of_one) for each in _seen()))


def _seen() -> Iterator[Select[*tuple[Any, ...]]]:
    """A statement for each facet, of sessions that took place."""
    of_case = {
        Facet.CONDITION: SessionCase.condition,
        Facet.REGION: SessionCase.region,
        Facet.CHRONICITY: SessionCase.chronicity,
    }
    of_site = {Facet.TECHNIQUE: Needling.technique, Facet.MUSCLE: Needling.muscle_slug}
    yield _seen_by(Facet.ALL, literal(""))
    for facet, column in of_case.items():
        yield _seen_by(facet, column).join(SessionCase, SessionCase.session_id == SessionSummary.session_id)
    for facet, site in of_site.items():
        named = func.coalesce(site, "")
        yield _seen_by(facet, named).join(Needling, Needling.session_id == SessionSummary.session_id)


def _seen_by(facet: Facet, value: ColumnElement[str] | InstrumentedAttribute[str]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            SessionSummary.clinic_id.label("clinic_id"),
            SessionSummary.patient_id.label("patient_id"),
            SessionSummary.practitioner_id.label("practitioner_id"),
            SessionSummary.month.label("month"),
            literal(facet.value, String).label("facet"),
            value.label("value"),
        )
        .select_from(SessionSummary)
        .where(SessionSummary.sessions == 1)
    )


def _as_seen(row: Row[*tuple[Any, ...]]) -> Seen:
    return Seen(row.practitioner_id, row.month, Facet(row.facet), row.value)


def _outcome(
    episode: EpisodeRow, *, visits: Mapping[int, list[Visit]], outside: Mapping[int, list[OutsideScore]]
) -> EpisodeOutcome:
    held, scores = visits.get(episode.id, []), outside.get(episode.id, ())
    return summarise_episode(held, pain_question=episode.pain_question, outside=scores)
