"""What a report says and in which order."""

from clinic_log.reports.rules.contents import ReportSource, TimedTreatment, compose
from clinic_log.reports.rules.kinds import KINDS, Kind, ReportKind
from clinic_log.reports.rules.texts import suggested_text

__all__ = ["KINDS", "Kind", "ReportKind", "ReportSource", "TimedTreatment", "compose", "suggested_text"]
