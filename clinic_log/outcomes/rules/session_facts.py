"""What one counted session adds to the figures of the team: what was asked, what was told, and what was done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple

from clinic_log.catalogue import adverse_events
from clinic_log.treatments.rules import Asked, EffectTiming, Severity

# Soreness after needling is expected, and is counted apart unless it was severe or serious (methods, section 8).
EXPECTED_SORENESS_KIND: Final = "post-needling-soreness"
EXPECTED_SORENESS: Final = "expected-soreness"


class Grade(StrEnum):
    """How grave an effect was, counted beside its kind: mild is what nobody called more than mild."""

    MILD = "any-mild"
    SIGNIFICANT = "any-significant"
    SERIOUS = "any-serious"


class Measures(NamedTuple):
    """The figures that are added up. Those of side effects count needling sessions only: a rate of needling's side
    effects needs an insertion.

    `*_effect` are sessions with a side effect other than expected soreness, `*_soreness` those with expected soreness,
    `*_effects` the effects themselves, `*_unasked` those that were told although nobody asked: they stand outside every
    rate. `copied` are sites in which something still stands as it was copied; a twitch was `sought` and `obtained` at
    so many sites.
    """

    sessions: int = 0
    not_attended: int = 0
    needling_sessions: int = 0
    before_leaving_asked: int = 0
    before_leaving_effect: int = 0
    before_leaving_soreness: int = 0
    before_leaving_effects: int = 0
    before_leaving_unasked: int = 0
    since_last_time_asked: int = 0
    since_last_time_effect: int = 0
    since_last_time_soreness: int = 0
    since_last_time_effects: int = 0
    since_last_time_unasked: int = 0
    pain_before: int = 0
    pain_both: int = 0
    sites: int = 0
    copied: int = 0
    sought: int = 0
    obtained: int = 0


class Case(NamedTuple):
    """What a session was for; empty where the condition is in own words or the onset is not known."""

    condition: str
    region: str
    chronicity: str


class Site(NamedTuple):
    """One needle site; empty where it was not recorded. `twitch` is the catalogue's code."""

    technique: str
    diameter: str
    depth: str
    muscle: str
    twitch: str
    is_copied: bool

    @property
    def is_sought(self) -> bool:
        return self.twitch in {"ltr-yes", "ltr-no"}

    @property
    def is_obtained(self) -> bool:
        return self.twitch == "ltr-yes"


class ToldEffect(NamedTuple):
    """A side effect that a counted visit or a late report told of."""

    timing: EffectTiming
    kind_slug: str
    severity: Severity | None
    is_serious: bool

    @property
    def is_expected(self) -> bool:
        is_soreness = self.kind_slug == EXPECTED_SORENESS_KIND
        return is_soreness and not self.is_serious and self.severity is not Severity.SEVERE

    @property
    def kind(self) -> str:
        return EXPECTED_SORENESS if self.is_expected else self.kind_slug

    @property
    def grade(self) -> Grade:
        if self.is_serious or self.kind_slug in _serious_kinds():
            return Grade.SERIOUS
        is_beyond_mild = self.severity in {Severity.MODERATE, Severity.SEVERE}
        return Grade.SIGNIFICANT if is_beyond_mild else Grade.MILD


class KindTold(NamedTuple):
    """How often one kind or one grade of effect was told of a needling session in which somebody asked."""

    timing: EffectTiming
    kind: str
    effects: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """One signed or amended session. `held_on` is its day in the clinic's zone; `minutes_to_signature` those from its
    start to its first signature.
    """

    session_id: int
    clinic_id: int
    patient_id: int
    practitioner_id: int
    held_on: date
    minutes_to_signature: int | None
    measures: Measures
    cases: frozenset[Case]
    kinds: frozenset[KindTold]
    sites: tuple[Site, ...]

    @property
    def month(self) -> date:
        return self.held_on.replace(day=1)


def count_sites(sites: Sequence[Site]) -> dict[str, int]:
    """What is counted by sites, in the order of `Measures`."""
    return {
        "sites": len(sites),
        "copied": sum(site.is_copied for site in sites),
        "sought": sum(site.is_sought for site in sites),
        "obtained": sum(site.is_obtained for site in sites),
    }


def count_answer(answer: Asked | None, told: Iterable[ToldEffect]) -> tuple[int, int, int, int, int]:
    """Whether it was asked, whether there was an effect, whether there was soreness, how many effects, and how many
    were reported although nobody asked.

    Present without a named effect is an effect that nobody named, unless soreness explains it. Asked and answered with
    none, but reported later, is present. What was reported without a question stands outside the rate, since nobody
    knows of the others who were not asked (methods, section 8).
    """
    effects = list(told)
    soreness = sum(effect.is_expected for effect in effects)
    other = len(effects) - soreness
    is_asked = answer in {Asked.NONE, Asked.PRESENT}
    if not is_asked:
        return 0, 0, 0, 0, len(effects)
    is_present = answer is Asked.PRESENT or bool(effects)
    is_effect = is_present and (other > 0 or soreness == 0)
    return 1, int(is_effect), int(soreness > 0), other if effects else int(is_present), 0


def count_kinds(answers: Mapping[EffectTiming, Asked | None], told: Iterable[ToldEffect]) -> frozenset[KindTold]:
    """The kinds and grades told of a needling session, for the questions that were asked."""
    found: dict[tuple[EffectTiming, str], int] = {}
    for effect in told:
        if answers[effect.timing] in {Asked.NONE, Asked.PRESENT}:
            for key in ((effect.timing, effect.kind), (effect.timing, effect.grade.value)):
                found[key] = found.get(key, 0) + 1
    return frozenset(KindTold(timing, kind, number) for (timing, kind), number in found.items())


@cache
def _serious_kinds() -> frozenset[str]:
    return frozenset(kind.slug for kind in adverse_events.serious_kinds())
