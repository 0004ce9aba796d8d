"""What the team's page counts, how it words it, and when it keeps silent."""

from clinic_log.supervision.rules.bars import IntervalBar
from clinic_log.supervision.rules.filters import OWN_WORDS, PERIOD_WORDS, Period, Wanted, period_days, rule_words
from clinic_log.supervision.rules.outcomes import EpisodeGroup, OutcomeCounts, count_outcomes
from clinic_log.supervision.rules.report import Counted, Names, Report, make_report
from clinic_log.supervision.rules.safety import (
    EXPECTED_SORENESS_KIND,
    SUSPECTED_KINDS,
    EffectCounts,
    SeriousEvent,
    SessionCounts,
)

__all__ = [
    "EXPECTED_SORENESS_KIND",
    "OWN_WORDS",
    "PERIOD_WORDS",
    "SUSPECTED_KINDS",
    "Counted",
    "EffectCounts",
    "EpisodeGroup",
    "IntervalBar",
    "Names",
    "OutcomeCounts",
    "Period",
    "Report",
    "SeriousEvent",
    "SessionCounts",
    "Wanted",
    "count_outcomes",
    "make_report",
    "period_days",
    "rule_words",
]
