"""Refreshing summaries when a session is signed, amended or retracted."""

from sqlalchemy.orm import Session

from clinic_log.outcomes.actions import refresh_summary
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.signals import session_changed, session_signed


def connect() -> None:
    """Listen to the signals of treatments. Connecting again changes nothing."""
    session_signed.connect(_refresh_summaries)
    session_changed.connect(_refresh_summaries)


def _refresh_summaries(db: Session, *, treatment: TreatmentSession, **_: object) -> None:
    """Each episode that the visit served, always in the same order, so that two who sign cannot wait for each other."""
    for episode_id in sorted(link.episode_id for link in treatment.episodes):
        refresh_summary(db, episode_id)
