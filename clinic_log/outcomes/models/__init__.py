"""What outcomes keep: summaries of episodes and sessions, rollups of both, outside scores, and yellow flags."""

from clinic_log.outcomes.models.cells import CaseCell, EpisodeCell, PatientCell, SessionCell
from clinic_log.outcomes.models.scores import OutcomeScore
from clinic_log.outcomes.models.summaries import KEPT, EpisodeSummary, SessionCase, SessionKind, SessionSummary
from clinic_log.outcomes.models.yellow_flags import YellowFlagLook

__all__ = [
    "KEPT",
    "CaseCell",
    "EpisodeCell",
    "EpisodeSummary",
    "OutcomeScore",
    "PatientCell",
    "SessionCase",
    "SessionCell",
    "SessionKind",
    "SessionSummary",
    "YellowFlagLook",
]
