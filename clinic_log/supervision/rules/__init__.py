"""What the team's page counts, how it words it, and when it keeps silent."""

from clinic_log.supervision.rules.bars import IntervalBar
from clinic_log.supervision.rules.between import Case, Funnel, make_funnel
from clinic_log.supervision.rules.data_quality import QualityRow, RecordCounts, quality_rows
from clinic_log.supervision.rules.filters import (
    NOT_RECORDED,
    OWN_WORDS,
    PERIOD_WORDS,
    Period,
    Wanted,
    period_days,
    rule_words,
)
from clinic_log.supervision.rules.month_points import MonthPoint
from clinic_log.supervision.rules.outcomes import EffortCounts, EpisodeGroup, OutcomeCounts, count_outcomes
from clinic_log.supervision.rules.over_time import (
    MonthCounts,
    Series,
    make_series,
    month_after,
    months_of,
    within,
)
from clinic_log.supervision.rules.report import Counted, Names, Report, make_report
from clinic_log.supervision.rules.safety import (
    SUSPECTED_KINDS,
    EffectCounts,
    KindCounts,
    SeriousEvent,
    SessionCounts,
)
from clinic_log.supervision.rules.sites import (
    SITE_FACETS,
    SiteCounts,
    SiteRow,
    SiteTable,
    multiplicity_words,
    site_tables,
)

__all__ = [
    "NOT_RECORDED",
    "OWN_WORDS",
    "PERIOD_WORDS",
    "SITE_FACETS",
    "SUSPECTED_KINDS",
    "Case",
    "Counted",
    "EffectCounts",
    "EffortCounts",
    "EpisodeGroup",
    "Funnel",
    "IntervalBar",
    "KindCounts",
    "MonthCounts",
    "MonthPoint",
    "Names",
    "OutcomeCounts",
    "Period",
    "QualityRow",
    "RecordCounts",
    "Report",
    "Series",
    "SeriousEvent",
    "SessionCounts",
    "SiteCounts",
    "SiteRow",
    "SiteTable",
    "Wanted",
    "count_outcomes",
    "make_funnel",
    "make_report",
    "make_series",
    "month_after",
    "months_of",
    "multiplicity_words",
    "period_days",
    "quality_rows",
    "rule_words",
    "site_tables",
    "within",
]
