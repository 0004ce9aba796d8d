"""Side effects over the needling sessions in which somebody asked, and serious events one by one."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from clinic_log.biostatistics.intervals import Interval, Rate, poisson_rate, zero_events_upper_bound
from clinic_log.biostatistics.proportions import wilson_interval
from clinic_log.treatments.rules import EffectTiming

# Kinds of the catalogue that say in their name that nothing is confirmed.
SUSPECTED_KINDS: Final = frozenset({"pneumothorax-suspected", "infection-bloodborne"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectCounts:
    """One of the two questions: needling sessions, those in which it was asked, and what was told.

    `with_effect` are sessions with any side effect other than expected soreness, `with_soreness` those with expected
    soreness; one session may be in both. `effects` counts the effects, of which a session may have several, and
    `unasked` those that were reported of sessions in which nobody asked: they stand outside every rate.
    """

    timing: EffectTiming
    needling_sessions: int = 0
    asked: int = 0
    with_effect: int = 0
    with_soreness: int = 0
    effects: int = 0
    unasked: int = 0

    @property
    def rate(self) -> float | None:
        return self.with_effect / self.asked if self.asked else None

    @property
    def interval(self) -> Interval | None:
        return wilson_interval(self.with_effect, self.asked)

    @property
    def upper_bound(self) -> float | None:
        """How large the rate could still be when nothing was told; None when something was, or nobody asked."""
        return zero_events_upper_bound(self.asked) if self.with_effect == 0 else None

    @property
    def effects_per_1000(self) -> Rate | None:
        return poisson_rate(self.effects, self.asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCounts:
    """One kind of side effect: in how many of the needling sessions in which it was asked, and how many effects."""

    timing: EffectTiming
    kind: str
    sessions: int
    effects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCounts:
    """Signed sessions that took place, the patients seen in them, and visits that were missed or cancelled."""

    sessions: int = 0
    patients: int = 0
    needling_sessions: int = 0
    not_attended: int = 0
    before_leaving: EffectCounts = field(default=EffectCounts(timing=EffectTiming.BEFORE_LEAVING))
    since_last_time: EffectCounts = field(default=EffectCounts(timing=EffectTiming.SINCE_LAST_TIME))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriousEvent:
    """One serious event of a session. In a draft it is not yet a fact, but nobody may overlook it; nor when the session
    itself was retracted, while the note that told of it is valid.
    """

    patient_id: int
    record_number: str
    session_id: int
    held_on: date
    kind_slug: str
    label: str
    resolved_on: date | None
    practitioner_name: str
    is_draft: bool
    is_visit_retracted: bool = False
    event_id: int = 0
    clinic_id: int = 0
    review_id: int | None = None
    is_review_closed: bool = False

    @property
    def is_suspected(self) -> bool:
        return self.kind_slug in SUSPECTED_KINDS

    @property
    def is_open(self) -> bool:
        """Whether somebody has to look: while its review is open, or, without one, not resolved or not confirmed."""
        if self.review_id is not None:
            return not self.is_review_closed
        return self.resolved_on is None or self.is_suspected
