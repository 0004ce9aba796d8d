"""The comparison as one practitioner may see it: nobody else has a name, an order or an adjusted rate in it."""

from dataclasses import dataclass, replace
from typing import Final

from clinic_log.supervision.rules.between import Funnel, FunnelRow
from clinic_log.supervision.rules.words import LEAST_FOR_COMPARISON

COLLEAGUE: Final = "Colleague"
YOU: Final = "You"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnView:
    """`funnel` without names but the person's own, `row` theirs; None while they have no episode in the period."""

    funnel: Funnel
    row: FunnelRow | None


def seen_by(funnel: Funnel, *, user_id: int | None) -> OwnView:
    """The person's point is called 'You'. The others stand by the size of their groups, which orders nobody by rate."""
    own = next((row for row in funnel.rows if row.practitioner_id == user_id), None)
    others = sorted(
        (replace(row, name=COLLEAGUE, adjusted=None) for row in funnel.rows if row is not own),
        key=lambda row: -row.counts.evaluable,
    )
    named = [replace(own, name=YOU)] if own is not None else []
    finding = f"You: {own.verdict}." if own is not None and funnel.curves else _nothing(funnel, own)
    return OwnView(funnel=replace(funnel, rows=(*named, *others), finding=finding), row=own)


def _nothing(funnel: Funnel, own: FunnelRow | None) -> str:
    if own is None:
        return "No episode of this period is yours: you stand on no chart."
    if funnel.target is None:
        return funnel.finding
    return f"You or your colleagues have fewer than {LEAST_FOR_COMPARISON} evaluable episodes: nobody is compared."
