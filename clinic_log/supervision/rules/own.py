"""The comparison as one practitioner may see it: their own point against the rate of all, and nobody else's."""

from dataclasses import dataclass, replace
from typing import Final

from clinic_log.supervision.rules.between import Funnel, FunnelRow, alone
from clinic_log.supervision.rules.words import LEAST_FOR_COMPARISON

YOU: Final = "You"

# With two, the rate of all together and one's own would tell the colleague's. A convention of this product.
LEAST_AMONG: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnView:
    """`funnel` with nobody but the person, `row` theirs; None while they have no episode in the period."""

    funnel: Funnel
    row: FunnelRow | None


def seen_by(funnel: Funnel, *, user_id: int | None) -> OwnView:
    """The person's point is called 'You'. What an observed over expected owes to few colleagues is not shown either."""
    own = next((row for row in funnel.rows if row.practitioner_id == user_id), None)
    if own is None:
        nothing = "No episode of this period is yours: you stand on no chart."
        return OwnView(funnel=_empty(funnel, nothing), row=None)
    if len(funnel.compared) < LEAST_AMONG or not own.is_compared:
        row = replace(own, name=YOU, adjusted=None, standing=None)
        return OwnView(funnel=_empty(funnel, _why_not(own)), row=row)
    row = replace(own, name=YOU)
    return OwnView(funnel=alone(funnel, row, finding=f"You: {own.verdict}."), row=row)


def _empty(funnel: Funnel, finding: str) -> Funnel:
    return replace(funnel, rows=(), target=None, curves=(), finding=finding, cautions=())


def _why_not(own: FunnelRow) -> str:
    if own.counts.evaluable < LEAST_FOR_COMPARISON:
        return f"You have fewer than {LEAST_FOR_COMPARISON} evaluable episodes: you are not compared."
    return (
        f"Fewer than {LEAST_AMONG} practitioners have {LEAST_FOR_COMPARISON} evaluable episodes: "
        "a comparison would tell you of a colleague."
    )
