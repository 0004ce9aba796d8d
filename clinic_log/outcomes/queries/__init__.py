"""What outcomes read: the counted visits of an episode or a patient, scores outside a session, progress, summaries."""

from clinic_log.outcomes.queries.outside_scores import (
    get_score,
    keys_on_record,
    list_recorded_with,
    list_score_lines,
    list_scores,
    list_staff,
    outside_scores_of,
)
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
    "get_score",
    "keys_on_record",
    "list_episode_visits",
    "list_progress",
    "list_recorded_with",
    "list_score_lines",
    "list_scores",
    "list_staff",
    "list_visits_by_episode",
    "lock_episode",
    "outside_scores_of",
    "scoped",
]
