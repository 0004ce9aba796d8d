"""Refreshing summaries when a session is signed, amended or retracted, or an episode follows another question."""

from sqlalchemy.orm import Session

from clinic_log.episodes.models import Episode
from clinic_log.episodes.signals import episode_corrected
from clinic_log.outcomes.actions import refresh_sessions, refresh_summary
from clinic_log.outcomes.queries import find_summary, list_sessions_served
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import COUNTED_STATUSES
from clinic_log.treatments.signals import session_changed, session_signed


def connect() -> None:
    """Listen to the signals of treatments and episodes. Connecting again changes nothing."""
    session_signed.connect(_refresh_summaries)
    session_changed.connect(_refresh_changed)
    episode_corrected.connect(_refresh_known_summary)


def _refresh_summaries(db: Session, *, treatment: TreatmentSession, **_: object) -> None:
    """Each episode that the visit served, always in the same order, so that two who sign cannot wait for each other;
    then the visit itself and those of which it told something.
    """
    for episode_id in sorted(link.episode_id for link in treatment.episodes):
        refresh_summary(db, episode_id)
    refresh_sessions(db, {treatment.id, *_told_of(treatment)})


def _refresh_changed(
    db: Session,
    *,
    treatment: TreatmentSession,
    is_amended: bool = False,
    heard_in: TreatmentSession | None = None,
    **_: object,
) -> None:
    """What was only heard about a visit later changes no course of pain and nothing that the visit told of others; and
    what was heard in a visit that was just signed was counted with that visit.
    """
    if is_amended or treatment.status not in COUNTED_STATUSES:
        _refresh_summaries(db, treatment=treatment)
    elif heard_in is None or treatment.id not in _told_of(heard_in):
        refresh_sessions(db, {treatment.id})


def _told_of(treatment: TreatmentSession) -> set[int]:
    told_of = {treatment.previous_session_id, *(effect.session_id for effect in treatment.adverse_events)}
    return {session_id for session_id in told_of if session_id is not None}


def _refresh_known_summary(db: Session, *, episode: Episode, **_: object) -> None:
    """An episode that no signed visit has served yet has no summary and needs none. Its visits stand by its condition,
    its region and how long it had lasted.
    """
    if find_summary(db, episode.id) is not None:
        refresh_summary(db, episode.id)
        refresh_sessions(db, list_sessions_served(db, episode.id))
