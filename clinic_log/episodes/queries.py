"""Reading episodes and suggestions of the clinic in which the reader works."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session, selectinload

from clinic_log.base.base_model import LARGEST_ID
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.catalogue.vocabulary import Region
from clinic_log.episodes.models import Episode, EpisodeSuggestion
from clinic_log.episodes.rules import EpisodeDetails, EpisodeState, SuggestionState, Tracked
from clinic_log.patients.models import Patient


def scoped(by: Actor) -> Select[Episode]:
    """Every episode that the person may know of, with its tracked measures."""
    return select(Episode).where(Episode.clinic_id == by.clinic_id).options(selectinload(Episode.tracked_measures))


def scoped_suggestions(by: Actor) -> Select[EpisodeSuggestion]:
    return select(EpisodeSuggestion).where(EpisodeSuggestion.clinic_id == by.clinic_id)


def get_episode(db: Session, *, by: Actor, patient: Patient, episode_id: int) -> Episode:
    """The patient's episode, or NotFoundError."""
    wanted = scoped(by).where(Episode.patient_id == patient.id, Episode.id == min(episode_id, LARGEST_ID))
    found = db.scalars(wanted).one_or_none()
    if found is None:
        raise NotFoundError("There is no such episode.")
    return found


def list_episodes(db: Session, *, by: Actor, patient: Patient) -> Sequence[Episode]:
    """The patient's episodes: open ones first, then by the day they were opened, the latest first."""
    closed_last = case((Episode.state == EpisodeState.OPEN, 0), else_=1)
    return db.scalars(
        scoped(by)
        .where(Episode.patient_id == patient.id)
        .order_by(closed_last, Episode.opened_on.desc(), Episode.id.desc())
    ).all()


def list_open_episodes(db: Session, *, by: Actor, patient: Patient) -> Sequence[Episode]:
    """What a visit can serve, the latest first."""
    return [episode for episode in list_episodes(db, by=by, patient=patient) if episode.state is EpisodeState.OPEN]


def find_by_idempotency_key(db: Session, *, by: Actor, key: str) -> Episode | None:
    """The episode that the form with this key has opened, if it was sent before."""
    return db.scalars(scoped(by).where(Episode.idempotency_key == key)).one_or_none()


def list_suggestions(db: Session, *, by: Actor, patient: Patient) -> Sequence[EpisodeSuggestion]:
    """What nobody has yet made an episode of: unresolved ones first, the latest onset first."""
    resolved_last = case((EpisodeSuggestion.resolved_on.is_(None), 0), else_=1)
    unknown_last = case((EpisodeSuggestion.onset_on.is_(None), 1), else_=0)
    return db.scalars(
        scoped_suggestions(by)
        .where(EpisodeSuggestion.patient_id == patient.id, EpisodeSuggestion.state == SuggestionState.OPEN)
        .order_by(resolved_last, unknown_last, EpisodeSuggestion.onset_on.desc(), EpisodeSuggestion.id)
    ).all()


def get_suggestion(db: Session, *, by: Actor, patient: Patient, suggestion_id: int) -> EpisodeSuggestion:
    """The patient's suggestion in whatever state, or NotFoundError."""
    wanted = scoped_suggestions(by).where(
        EpisodeSuggestion.patient_id == patient.id, EpisodeSuggestion.id == min(suggestion_id, LARGEST_ID)
    )
    found = db.scalars(wanted).one_or_none()
    if found is None:
        raise NotFoundError("There is no such suggestion.")
    return found


def find_suggestion_by_id(
    db: Session, *, by: Actor, patient: Patient, suggestion_id: int | None
) -> EpisodeSuggestion | None:
    """The patient's suggestion; None for no id, NotFoundError for one that is not theirs."""
    if suggestion_id is None:
        return None
    return get_suggestion(db, by=by, patient=patient, suggestion_id=suggestion_id)


def find_suggestion(
    db: Session, *, by: Actor, patient: Patient, source: str, source_id: str
) -> EpisodeSuggestion | None:
    """What an earlier import made of the same entry of the same system, in whatever state."""
    return db.scalars(
        scoped_suggestions(by).where(
            EpisodeSuggestion.patient_id == patient.id,
            EpisodeSuggestion.source == source,
            EpisodeSuggestion.source_id == source_id,
        )
    ).one_or_none()


def suggested_details(suggestion: EpisodeSuggestion, *, opened_on: date) -> EpisodeDetails:
    """What a form can start from. An onset after the start, which another system may hold, is left out."""
    onset_on = suggestion.onset_on
    return EpisodeDetails(
        condition_slug=suggestion.condition_slug,
        onset_on=onset_on if onset_on and onset_on <= opened_on else None,
        opened_on=opened_on,
    )


def details_of(episode: Episode) -> EpisodeDetails:
    """What was said about the episode, as a form shows it."""
    return EpisodeDetails(
        condition_slug=episode.condition_slug,
        condition_label=episode.condition_label,
        icd10=episode.icd10,
        region=Region(episode.region),
        side=episode.side,
        onset_on=episode.onset_on,
        opened_on=episode.opened_on,
        referral=episode.referral,
        goals=episode.goals,
        pain_question=episode.pain_question,
        tracked=tuple(Tracked(row.measure_slug, row.side) for row in episode.tracked_measures),
        planned_visits=episode.planned_visits,
        plan_until=episode.plan_until,
    )
