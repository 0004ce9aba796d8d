"""Keeping the summary of an episode true, in the transaction that changed what it rests on."""

from sqlalchemy.orm import Session

from clinic_log.base.dates import now_utc
from clinic_log.outcomes.models import KEPT, EpisodeSummary
from clinic_log.outcomes.queries import find_summary, list_episode_visits, lock_episode
from clinic_log.outcomes.rules import summarise_episode


def refresh_summary(db: Session, episode_id: int) -> EpisodeSummary:
    """Recompute the summary from the signed and amended visits; drafts and retracted ones never count.

    It follows from an act that was itself permitted and audited, so it asks for nobody. An episode whose last visit
    was retracted keeps a row without visits, which no figure takes.
    """
    db.flush()
    episode = lock_episode(db, episode_id)
    outcome = summarise_episode(list_episode_visits(db, episode_id), pain_question=episode.pain_question)
    summary = find_summary(db, episode_id)
    if summary is None:
        summary = EpisodeSummary(episode_id=episode_id)
        db.add(summary)
    summary.clinic_id = episode.clinic_id
    summary.patient_id = episode.patient_id
    summary.pain_question = episode.pain_question
    for name in KEPT:
        setattr(summary, name, getattr(outcome, name))
    summary.refreshed_at = now_utc()
    db.flush()
    return summary
