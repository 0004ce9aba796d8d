"""Visits as plain facts, for rules."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from clinic_log.episodes.rules import Side
from clinic_log.outcomes.rules import Score, Visit
from clinic_log.treatments.rules import VisitKind

START = date(2026, 10, 16)


def pain(before: float | None, after: float | None = None, *, question: str = "nprs", reason: str = "") -> Score:
    return Score(
        measure_slug=question, label=question, unit="points", before=before, after=after, not_asked_reason=reason
    )


def measured(
    slug: str,
    value: float | None,
    *,
    side: Side | None = None,
    mode: str = "",
    rater: int | None = 1,
    tool: str = "",
    site: str = "",
) -> Score:
    return Score(
        measure_slug=slug,
        label=slug,
        unit="",
        before=value,
        side=side,
        mode=mode,
        rater_id=rater,
        tool=tool,
        site=site,
    )


def visit(
    number: int,
    *scores: Score,
    practitioner: int = 1,
    needled: bool = True,
    kind: VisitKind = VisitKind.NEEDLING,
) -> Visit:
    """The visit in week `number`, counted from 1."""
    held_on = START + timedelta(weeks=number - 1)
    return Visit(
        session_id=number,
        started_at=datetime.combine(held_on, time(10, tzinfo=UTC)),
        held_on=held_on,
        practitioner_id=practitioner,
        kind=kind,
        has_insertion=needled,
        scores=scores,
    )


def visits_with_pain(pairs: Sequence[tuple[float | None, float | None]]) -> list[Visit]:
    """One visit a week with these scores before and after."""
    return [visit(number, pain(before, after)) for number, (before, after) in enumerate(pairs, start=1)]
