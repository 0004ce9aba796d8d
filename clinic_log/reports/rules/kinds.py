"""The kinds of report, what each is for, and what it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class ReportKind(StrEnum):
    SUMMARY = "summary"
    PROGRESS = "progress"
    LETTER = "letter"
    DISCHARGE = "discharge"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`purpose` says for whom it is. `has_measures` adds their charts and table, `has_detail` every visit, what was
    needled and what an insurer asks.
    """

    title: str
    purpose: str
    has_measures: bool = False
    has_detail: bool = False


KINDS: Final[Mapping[ReportKind, Kind]] = MappingProxyType(
    {
        ReportKind.SUMMARY: Kind(title="Summary", purpose="One page for the patient or the referrer."),
        ReportKind.PROGRESS: Kind(
            title="Progress report",
            purpose="Everything about the episode: charts, tables, each visit, and what an insurer asks.",
            has_measures=True,
            has_detail=True,
        ),
        ReportKind.LETTER: Kind(title="Letter to the referrer", purpose="Your words, with the course of the pain."),
        ReportKind.DISCHARGE: Kind(
            title="Discharge summary", purpose="How it began, what was done, how it ended.", has_measures=True
        ),
        ReportKind.HANDOVER: Kind(
            title="Handover", purpose="For the colleague who takes over.", has_measures=True, has_detail=True
        ),
    }
)
