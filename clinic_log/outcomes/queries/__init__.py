"""What outcomes read: the counted visits of an episode or a patient, scores outside a session, progress, summaries."""

from clinic_log.outcomes.queries.checking import OnProgress, SummaryFinding, check_summaries
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
from clinic_log.outcomes.queries.session_facts import case_of, facts_now_and_kept, facts_of
from clinic_log.outcomes.queries.summaries import (
    count_episodes,
    count_sessions,
    episode_batches,
    find_summary,
    list_sessions_served,
    lock_episode,
    patients_seen,
    scoped,
    seen_of,
    session_batches,
)
from clinic_log.outcomes.queries.visits import list_episode_visits, list_visits_by_episode

__all__ = [
    "OnProgress",
    "SummaryFinding",
    "case_of",
    "check_summaries",
    "count_episodes",
    "count_sessions",
    "episode_batches",
    "facts_now_and_kept",
    "facts_of",
    "find_summary",
    "get_score",
    "keys_on_record",
    "list_episode_visits",
    "list_progress",
    "list_recorded_with",
    "list_score_lines",
    "list_scores",
    "list_sessions_served",
    "list_staff",
    "list_visits_by_episode",
    "lock_episode",
    "outside_scores_of",
    "patients_seen",
    "scoped",
    "seen_of",
    "session_batches",
]
