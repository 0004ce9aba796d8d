"""Practitioners against what chance and case mix explain: a funnel, never a league table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from clinic_log.biostatistics.case_mix import Adjusted, adjusted_rate, expected_probabilities
from clinic_log.biostatistics.funnels import (
    ALARM,
    ALERT,
    Overdispersion,
    Standing,
    find_overdispersion,
    limits,
    standing,
)
from clinic_log.biostatistics.intervals import Interval
from clinic_log.episodes.rules import Chronicity
from clinic_log.supervision.rules.outcomes import EpisodeGroup, OutcomeCounts, count_outcomes
from clinic_log.supervision.rules.words import (
    LEAST_FOR_COMPARISON,
    LEAST_FOR_MORE_THAN_PRELIMINARY,
    count_words,
    share_words,
)

OUTSIDE: Final = "outside the expected range: look at case mix and data first"
_CURVE_STEPS: Final = 60
_SCALE_OF_VAS: Final = 10  # millimetres to points of 0 to 10
_PERCENT: Final = 100


class BaselinePain(StrEnum):
    """Pain at the start of the episode on 0 to 10 (methods, section 10)."""

    UNDER_4 = "under-4"
    FROM_4_TO_6 = "4-to-6"
    FROM_7 = "7-and-more"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One episode, or some that are alike: whose it is, what became of it, and what was known of it at the start."""

    practitioner_id: int
    group: EpisodeGroup
    baseline: BaselinePain
    chronicity: Chronicity | None
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelRow:
    """One practitioner: counts always, a standing and an adjusted rate from 20 evaluable episodes."""

    practitioner_id: int
    name: str
    counts: OutcomeCounts
    standing: Standing | None
    adjusted: Adjusted | None

    @property
    def is_compared(self) -> bool:
        return self.standing is not None

    @property
    def is_outside(self) -> bool:
        return self.standing not in {None, Standing.IN_CONTROL}

    @property
    def responders(self) -> str:
        words = share_words if self.is_compared else count_words
        return words(self.counts.responders, self.counts.evaluable)

    @property
    def missing(self) -> str:
        """How many of the episodes that should have a last score have none."""
        return count_words(self.counts.missing, self.counts.episodes)

    @property
    def verdict(self) -> str:
        if not self.is_compared:
            return f"fewer than {LEAST_FOR_COMPARISON} evaluable episodes: not compared"
        words = OUTSIDE if self.is_outside else "within the expected range"
        return f"{words} (preliminary)" if self.counts.evaluable < LEAST_FOR_MORE_THAN_PRELIMINARY else words

    @property
    def adjusted_words(self) -> str:
        """'0.87 (0.53–1.34)', observed over expected; empty where nobody is compared."""
        if not self.is_compared or self.adjusted is None:
            return ""
        return f"{self.adjusted.ratio:.2f} ({self.adjusted.low:.2f}–{self.adjusted.high:.2f})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The limits of one coverage for groups of these sizes."""

    words: str
    sizes: tuple[int, ...]
    limits: tuple[Interval, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """The rows in alphabetical order. Without `curves` there is nothing to compare, and `finding` says why."""

    rows: tuple[FunnelRow, ...]
    target: float | None
    curves: tuple[Curve, ...]
    finding: str
    cautions: tuple[str, ...] = ()

    @property
    def compared(self) -> tuple[FunnelRow, ...]:
        return tuple(row for row in self.rows if row.is_compared)


def baseline_of(score: float | None, *, pain_question: str) -> BaselinePain:
    """The class of a first score; a visual analogue scale in millimetres counts by tens."""
    if score is None or not pain_question.startswith(("nprs", "vas")):
        return BaselinePain.UNKNOWN
    points = score / _SCALE_OF_VAS if pain_question.startswith("vas") else score
    if points < 4:
        return BaselinePain.UNDER_4
    return BaselinePain.FROM_4_TO_6 if points < 7 else BaselinePain.FROM_7


def make_funnel(cases: Sequence[Case], *, names: Mapping[int | None, str]) -> Funnel:
    """Everybody against the rate of all together.

    A practitioner is compared from 20 evaluable episodes, and only where two can be (methods, sections 9, 10 and 13).
    The limits are widened where ten or more scatter more than chance; with fewer that is only said.
    """
    evaluable = [case for case in cases if case.group.is_evaluable]
    expected = _expected(evaluable)
    counts = {person: count_outcomes(case.group for case in own) for person, own in _by_person(cases).items()}
    compared = {person for person, own in counts.items() if own.evaluable >= LEAST_FOR_COMPARISON}
    reached = sum(case.group.episodes for case in evaluable if _responded(case))
    total = sum(case.group.episodes for case in evaluable)
    target = reached / total if 0 < reached < total else None
    can_compare = target is not None and len(compared) >= 2
    rows = [
        FunnelRow(
            practitioner_id=person,
            name=names.get(person, "Somebody"),
            counts=own,
            standing=standing(own.responders, own.evaluable, target=target)
            if target is not None and can_compare and person in compared
            else None,
            adjusted=adjusted_rate(own.responders, expected.get(person, 0.0), overall=target or 0.0),
        )
        for person, own in counts.items()
    ]
    rows.sort(key=lambda row: row.name.casefold())
    if target is None or not can_compare:
        return Funnel(rows=tuple(rows), target=target, curves=(), finding=_nothing_to_compare(len(compared), target))
    shown = [row for row in rows if row.is_compared]
    spread = find_overdispersion(
        [row.counts.responders for row in shown], [row.counts.evaluable for row in shown], target=target
    )
    return Funnel(
        rows=tuple(rows),
        target=target,
        curves=_curves(target, max(row.counts.evaluable for row in shown), spread),
        finding=_finding(shown),
        cautions=_cautions(spread, len(shown)),
    )


def _responded(case: Case) -> bool:
    return count_outcomes([case.group]).responders > 0


def _by_person(cases: Iterable[Case]) -> dict[int, list[Case]]:
    found: dict[int, list[Case]] = {}
    for case in cases:
        found.setdefault(case.practitioner_id, []).append(case)
    return found


def _expected(evaluable: Sequence[Case]) -> dict[int, float]:
    """How many responders each practitioner would have with the clinic's rate in each of their strata."""
    strata = [(case.baseline, case.chronicity or "unknown", case.region) for case in evaluable]
    numbers = [case.group.episodes for case in evaluable]
    chances = expected_probabilities(strata, [_responded(case) for case in evaluable], numbers=numbers)
    total: dict[int, float] = {}
    for case, chance, number in zip(evaluable, chances, numbers, strict=True):
        total[case.practitioner_id] = total.get(case.practitioner_id, 0.0) + chance * number
    return total


def _curves(target: float, largest: int, spread: Overdispersion | None) -> tuple[Curve, ...]:
    widening = spread.widening if spread else 1.0
    end = max(largest, LEAST_FOR_COMPARISON) * 11 // 10
    step = max(1, end // _CURVE_STEPS)
    sizes = (*range(1, end, step), end)
    return tuple(
        Curve(words=words, sizes=sizes, limits=tuple(limits(target, sizes, coverage=coverage, widening=widening)))
        for words, coverage in (("95 %", ALERT), ("99.8 %", ALARM))
    )


def _finding(shown: Sequence[FunnelRow]) -> str:
    outside = [row.name for row in shown if row.is_outside]
    if not outside:
        return f"All {len(shown)} who can be compared lie within the expected range."
    return f"{', '.join(outside)}: {OUTSIDE}."


def _cautions(spread: Overdispersion | None, people: int) -> tuple[str, ...]:
    cautions = [f"Of 20 people compared at 95 %, about one lies outside by chance; here there are {people}."]
    if spread is not None and spread.is_wider_than_chance:
        words = f"The rates scatter more than chance alone would make them (by a factor of {spread.factor:.1f})"
        cautions.append(
            f"{words}: the limits are widened for it."
            if spread.widening > 1
            else f"{words}: a point outside means less than it seems."
        )
    return tuple(cautions)


def _nothing_to_compare(compared: int, target: float | None) -> str:
    if target is None:
        return "Nobody or everybody responded: there is no rate to compare with."
    people = "Nobody has" if not compared else "Only one practitioner has"
    return f"{people} {LEAST_FOR_COMPARISON} evaluable episodes: two are needed to compare."
