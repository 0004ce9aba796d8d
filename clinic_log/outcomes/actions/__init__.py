"""Recording and retracting scores outside a session and yellow flags; keeping what the team pages read true."""

from clinic_log.outcomes.actions.prognosis import record_flag_look, retract_flag_look
from clinic_log.outcomes.actions.scores import record_scores, retract_score
from clinic_log.outcomes.actions.steps.rebuilding import lacks_summaries, rebuild_summaries
from clinic_log.outcomes.actions.steps.summaries import refresh_sessions, refresh_summary

__all__ = [
    "lacks_summaries",
    "rebuild_summaries",
    "record_flag_look",
    "record_scores",
    "refresh_sessions",
    "refresh_summary",
    "retract_flag_look",
    "retract_score",
]
