"""Tables that leave the clinic, as tests read them."""

from clinic_log.supervision.rules import EffectCounts, SessionCounts
from clinic_log.supervision.rules.leaving import Basis, Leaving
from clinic_log.treatments.rules import EffectTiming

# Twenty sessions without a needle: the period is not empty.
BASIS = Basis(
    filter_words=("Last 12 months", "everyone", "all conditions", "responder: 2 points or 30 %"),
    sessions=SessionCounts(sessions=20, patients=10),
)


def rows_of(leaving: Leaving, title: str) -> dict[str, tuple[str, ...]]:
    """The cells of each row by the first of them."""
    table = next(table for table in leaving.tables if table.title == title)
    return {row[0]: row[1:] for row in table.rows}


def told_before_leaving(**changes: int) -> EffectCounts:
    """24 of 240 sessions in which it was asked, of 300."""
    known = {"needling_sessions": 300, "asked": 240, "with_effect": 24, "effects": 30, **changes}
    return EffectCounts(timing=EffectTiming.BEFORE_LEAVING, **known)
