"""What outcomes read: the counted visits of an episode or a patient, its progress, and the summary rows."""

from clinic_log.outcomes.queries.progress import list_progress
from clinic_log.outcomes.queries.summaries import (
    SummaryFinding,
    check_summaries,
    count_episodes,
    find_summary,
    lock_episode,
    scoped,
)
from clinic_log.outcomes.queries.visits import list_episode_visits, list_visits_by_episode

__all__ = [
    "SummaryFinding",
    "check_summaries",
    "count_episodes",
    "find_summary",
    "list_episode_visits",
    "list_progress",
    "list_visits_by_episode",
    "lock_episode",
    "scoped",
]
