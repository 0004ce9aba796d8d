"""Practitioners against what chance and case mix explain: a funnel, never a league table."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from clinic_log.base.wording import counted
from clinic_log.biostatistics.case_mix import Adjusted, adjusted_rate, expected_probabilities, names_kept
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
from clinic_log.outcomes.rules.strata import BaselinePain
from clinic_log.supervision.rules.outcomes import OutcomeCounts
from clinic_log.supervision.rules.words import (
    LEAST_DRAWN,
    LEAST_FOR_COMPARISON,
    LEAST_FOR_MORE_THAN_PRELIMINARY,
    LEFT_OUT,
    count_words,
    share_words,
)

OUTSIDE: Final = "outside the expected range: look at case mix and data first"
_CURVE_STEPS: Final = 60
_TOO_FEW_SHOWN: Final = "Nothing is drawn: too few practitioners who can be compared may be told of."
_Stratum = tuple[str, str, str]


class Case(NamedTuple):
    """Episodes that were alike at the start: whose they are, what was known of them, and what became of them. Without a
    known onset `chronicity` is empty.
    """

    practitioner_id: int
    baseline: BaselinePain
    chronicity: str
    region: str
    episodes: int
    evaluable: int
    missing: int
    responders: int


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
        if not self.is_compared and self.counts.evaluable >= LEAST_FOR_COMPARISON:
            return "not compared"
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
    widening: float = 1.0
    adjusted_for: str = ""

    @property
    def compared(self) -> tuple[FunnelRow, ...]:
        return tuple(row for row in self.rows if row.is_compared)


def without(funnel: Funnel, left_out: Collection[int]) -> Funnel:
    """The same against the same rate of all together; nothing that is drawn or said tells of these practitioners."""
    rows = tuple(row for row in funnel.rows if row.practitioner_id not in left_out)
    if len(rows) == len(funnel.rows):
        return funnel
    shown = [row for row in rows if row.is_compared]
    if funnel.target is None or len(shown) < LEAST_DRAWN:
        return replace(funnel, rows=rows, curves=(), finding=_TOO_FEW_SHOWN, cautions=())
    compared = _compare(shown, target=funnel.target, who="drawn here")
    rows = _with_standings(rows, compared)
    number = counted(len(funnel.rows) - len(rows), "practitioner")
    gone = f"Not drawn: {number}. {LEFT_OUT} The rate of all together counts them."
    return replace(compared, rows=rows, cautions=(gone, *compared.cautions))


def alone(funnel: Funnel, row: FunnelRow, *, finding: str) -> Funnel:
    """One practitioner against the rate of all, with nothing of anybody else, not even how far the curves go on."""
    curves: tuple[Curve, ...] = ()
    if funnel.target is not None and funnel.curves and row.is_compared:
        curves = _curves(funnel.target, row.counts.evaluable, funnel.widening)
    return replace(funnel, rows=(row,), curves=curves, finding=finding, cautions=())


def make_funnel(cases: Sequence[Case], *, names: Mapping[int | None, str]) -> Funnel:
    """Everybody against the rate of all together.

    A practitioner is compared from 20 evaluable episodes, and only where two can be (methods, sections 9, 10 and 13).
    The limits are widened where ten or more scatter more than chance; with fewer that is only said.
    """
    expected = _expected(cases)
    counts = {person: _together(own) for person, own in _by_person(cases).items()}
    compared = {person for person, own in counts.items() if own.evaluable >= LEAST_FOR_COMPARISON}
    reached, total = (sum(getattr(own, name) for own in counts.values()) for name in ("responders", "evaluable"))
    target = reached / total if 0 < reached < total else None
    can_compare = target is not None and len(compared) >= 2
    rows = [
        FunnelRow(
            practitioner_id=person,
            name=names.get(person, "Somebody"),
            counts=own,
            standing=None,
            adjusted=adjusted_rate(own.responders, expected.get(person, 0.0), overall=target or 0.0),
        )
        for person, own in counts.items()
    ]
    rows.sort(key=lambda row: row.name.casefold())
    if target is None or not can_compare:
        return Funnel(rows=tuple(rows), target=target, curves=(), finding=_nothing_to_compare(len(compared)))
    funnel = _compare([row for row in rows if row.practitioner_id in compared], target=target)
    return replace(funnel, rows=_with_standings(rows, funnel), adjusted_for=_adjusted_for(cases))


def _with_standings(rows: Iterable[FunnelRow], compared: Funnel) -> tuple[FunnelRow, ...]:
    standings = {row.practitioner_id: row for row in compared.rows}
    return tuple(standings.get(row.practitioner_id, row) for row in rows)


def _compare(rows: Sequence[FunnelRow], *, target: float, who: str = "who can be compared") -> Funnel:
    """These rows alone, each where it lies among the limits that are drawn."""
    reached, sizes = [row.counts.responders for row in rows], [row.counts.evaluable for row in rows]
    spread = find_overdispersion(reached, sizes, target=target)
    widening = spread.widening if spread else 1.0
    shown = [
        replace(row, standing=standing(count, size, target=target, widening=widening))
        for row, count, size in zip(rows, reached, sizes, strict=True)
    ]
    return Funnel(
        rows=tuple(shown),
        target=target,
        curves=_curves(target, max(sizes), widening),
        finding=_finding(shown, who),
        cautions=_cautions(spread, len(shown)),
        widening=widening,
    )


def _together(cases: Sequence[Case]) -> OutcomeCounts:
    """What the comparison needs of episodes that differ in their start."""
    return OutcomeCounts(
        episodes=sum(case.episodes for case in cases),
        evaluable=sum(case.evaluable for case in cases),
        responders=sum(case.responders for case in cases),
        missing=sum(case.missing for case in cases),
    )


def _by_person(cases: Iterable[Case]) -> dict[int, list[Case]]:
    found: dict[int, list[Case]] = {}
    for case in cases:
        found.setdefault(case.practitioner_id, []).append(case)
    return found


def _expected(cases: Sequence[Case]) -> dict[int, float]:
    """How many responders each practitioner would have with the clinic's rate in each of their strata."""
    reached, others = Counter[_Stratum](), Counter[_Stratum]()
    evaluable = [case for case in cases if case.evaluable]
    for case in evaluable:
        reached[_stratum(case)] += case.responders
        others[_stratum(case)] += case.evaluable - case.responders
    strata = sorted(reached)
    numbers = [*(reached[stratum] for stratum in strata), *(others[stratum] for stratum in strata)]
    successes = [True] * len(strata) + [False] * len(strata)
    chances = dict(zip(strata, expected_probabilities([*strata, *strata], successes, numbers=numbers), strict=False))
    total: dict[int, float] = {}
    for case in evaluable:
        expected = chances[_stratum(case)] * case.evaluable
        total[case.practitioner_id] = total.get(case.practitioner_id, 0.0) + expected
    return total


def _adjusted_for(cases: Sequence[Case]) -> str:
    """In how many episodes each of the names of a stratum was taken into account; small strata lose the last first."""
    sizes = Counter[_Stratum]()
    for case in cases:
        sizes[_stratum(case)] += case.evaluable
    strata = sorted(sizes)
    kept = names_kept(strata, numbers=[sizes[stratum] for stratum in strata])
    pain, duration, region = (
        sum(sizes[stratum] for stratum, names in zip(strata, kept, strict=True) if names > place) for place in range(3)
    )
    return (
        f"Here baseline pain was taken into account in {count_words(pain, sizes.total())} evaluable episodes, duration "
        f"too in {duration:,} and region too in {region:,}: the others are too few of their kind."
    )


def _stratum(case: Case) -> _Stratum:
    return case.baseline, case.chronicity or "unknown", case.region


def _curves(target: float, largest: int, widening: float) -> tuple[Curve, ...]:
    end = max(largest, LEAST_FOR_COMPARISON) * 11 // 10
    step = max(1, end // _CURVE_STEPS)
    sizes = (*range(1, end, step), end)
    return tuple(
        Curve(words=words, sizes=sizes, limits=tuple(limits(target, sizes, coverage=coverage, widening=widening)))
        for words, coverage in (("95 %", ALERT), ("99.8 %", ALARM))
    )


def _finding(shown: Sequence[FunnelRow], who: str) -> str:
    outside = [row.name for row in shown if row.is_outside]
    if not outside:
        return f"{'Both' if len(shown) == 2 else f'All {len(shown)}'} {who} lie within the expected range."
    return f"{', '.join(outside)}: {OUTSIDE}."


def _cautions(spread: Overdispersion | None, people: int) -> tuple[str, ...]:
    cautions = [f"Of 20 people compared at 95 %, about one lies outside by chance; {people} are compared here."]
    if spread is not None and spread.is_wider_than_chance:
        words = f"The rates scatter more than chance alone would make them (by a factor of {spread.factor:.1f})"
        cautions.append(
            f"{words}: the limits are widened for it."
            if spread.widening > 1
            else f"{words}: a point outside means less than it seems."
        )
    return tuple(cautions)


def _nothing_to_compare(compared: int) -> str:
    if compared < 2:
        people = "Nobody has" if not compared else "Only one practitioner has"
        return f"{people} {LEAST_FOR_COMPARISON} evaluable episodes: two are needed to compare."
    return "Nobody or everybody responded: there is no rate to compare with."
