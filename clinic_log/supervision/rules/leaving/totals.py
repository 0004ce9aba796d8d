"""Totals that stand beside each other in one file: a few of them are hidden, so that no subtraction tells of a few."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from clinic_log.supervision.rules.leaving.hiding import Hiding
from clinic_log.supervision.rules.outcomes import EffortCounts, OutcomeCounts
from clinic_log.supervision.rules.safety import EffectCounts, SessionCounts
from clinic_log.treatments.rules import EffectTiming

_Alike = tuple[Collection[str], Collection[str]]
_EVALUABLE: Final = ("responders", "worse with room", "no change")
_NO_ROOM: Final = ("floor", "worse without room")
_JUDGED: Final = (*_EVALUABLE, *_NO_ROOM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What every page is counted from, for the reporting checklist (methods, section 14).

    `filter_words` begin with the period; `data_to` says until when. `by_other_rule` are the same episodes under the
    other definition of a responder. By technique or muscle there are no courses.
    """

    filter_words: tuple[str, ...]
    data_to: str = ""
    outcomes: OutcomeCounts = field(default_factory=OutcomeCounts)
    by_other_rule: OutcomeCounts = field(default_factory=OutcomeCounts)
    other_rule: str = ""
    effort: EffortCounts = field(default_factory=EffortCounts)
    sessions: SessionCounts = field(default_factory=SessionCounts)
    has_courses: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Each total by its name; None for a hidden one."""

    basis: Basis
    hiding: Hiding
    episodes: Mapping[str, int | None]
    sessions: Mapping[str, int | None]


def known_totals(basis: Basis, hiding: Hiding) -> Totals:
    return Totals(
        basis=basis, hiding=hiding, episodes=_episodes(basis, hiding), sessions=_sessions(basis.sessions, hiding)
    )


def _episodes(basis: Basis, hiding: Hiding) -> dict[str, int | None]:
    """What the tables by condition, month and practitioner add up to comes first: there it could be added up again.
    Completion comes before the missing, unless a few under way hide it anyway.
    """
    counts = basis.outcomes
    partitions = [_by_outcome(counts), _by_eligibility(counts)]
    alike: list[_Alike] = [
        (_EVALUABLE, ("ripe evaluable", "young evaluable")),
        (("missing",), ("ripe missing", "young missing")),
        ((*_NO_ROOM, "unjudged"), ("ripe other", "young other")),
    ]
    for more, same in (_first_scores(counts), _by_other_rule(counts, basis.by_other_rule), _effort(basis)):
        partitions += more
        alike += same
    rate = {"evaluable": _EVALUABLE, "responders": ("responders",)}
    completion = {
        "eligible_evaluable": ("ripe evaluable",),
        "eligible": ("ripe evaluable", "ripe missing", "ripe other"),
    }
    missing = {"missing": ("missing",)}
    is_completion_hidden = None in hiding.sums(rate | completion, partitions, alike=alike).values()
    sums = {
        **rate,
        **(missing | completion if is_completion_hidden else completion | missing),
        "episodes": tuple(_by_outcome(counts)),
        "no_room": _NO_ROOM,
        "worse": ("worse with room", "worse without room"),
        "other_evaluable": ("other responders", "other non-responders"),
        "other_responders": ("other responders",),
        "with_baseline": ("with a first score",),
        "both_scores": _JUDGED,
        "floor": ("floor",),
        "unjudged": ("unjudged",),
        "under_way": ("young missing",),
        "eligible_missing": ("ripe missing",),
        "reached": ("reached",),
    }
    return hiding.sums(sums, partitions, alike=alike)


def _by_outcome(counts: OutcomeCounts) -> dict[str, int]:
    worse_with_room = counts.worse - counts.worse_without_room
    return {
        "responders": counts.responders,
        "worse with room": worse_with_room,
        "no change": counts.evaluable - counts.responders - worse_with_room,
        "floor": counts.floor,
        "worse without room": counts.worse_without_room,
        "missing": counts.missing,
        "unjudged": counts.unjudged,
    }


def _by_eligibility(counts: OutcomeCounts) -> dict[str, int]:
    """Ripe are those that are discharged or open for more than eight weeks."""
    ripe_others = counts.eligible - counts.eligible_evaluable - counts.eligible_missing
    return {
        "ripe evaluable": counts.eligible_evaluable,
        "young evaluable": counts.evaluable - counts.eligible_evaluable,
        "ripe missing": counts.eligible_missing,
        "young missing": counts.missing_under_way,
        "ripe other": ripe_others,
        "young other": counts.no_room + counts.unjudged - ripe_others,
    }


def _first_scores(counts: OutcomeCounts) -> tuple[list[dict[str, int]], list[_Alike]]:
    """Without a first score are those of an unknown threshold and some of the missing."""
    without = counts.episodes - counts.with_baseline
    some = without - counts.unjudged
    partitions = [
        {"with a first score": counts.with_baseline, "without a first score": without},
        {"missing without a first score": some, "missing with a first score": counts.missing - some},
    ]
    return partitions, [
        (tuple(_by_outcome(counts)), tuple(partitions[0])),
        (("missing",), tuple(partitions[1])),
        (("without a first score",), ("unjudged", "missing without a first score")),
    ]


def _by_other_rule(counts: OutcomeCounts, other: OutcomeCounts) -> tuple[list[dict[str, int]], list[_Alike]]:
    """One of the two rules asks for more: who responds by it responds by the other."""
    partitions = [{"other responders": other.responders, "other non-responders": other.evaluable - other.responders}]
    alike: list[_Alike] = []
    for name, one, another in (
        ("responders", (("responders",), counts.responders), (("other responders",), other.responders)),
        ("evaluable", (_EVALUABLE, counts.evaluable), (tuple(partitions[0]), other.evaluable)),
    ):
        shared, same = _one_in_the_other(name, one, another)
        partitions.append(shared)
        alike += same
    return partitions, alike


def _effort(basis: Basis) -> tuple[list[dict[str, int]], list[_Alike]]:
    """Effort is counted among the responders of the rule that asks for less; nearly everybody who responds by the other
    one is among those in whom it was seen.
    """
    own = (basis.outcomes, ("responders",), _EVALUABLE)
    other = (basis.by_other_rule, ("other responders",), ("other responders", "other non-responders"))
    less, more = sorted((own, other), key=lambda rule: rule[0].responders, reverse=True)
    counts, responders, evaluable = less
    reached = basis.effort.reached
    among = {
        "reached": reached,
        "reached later": max(0, counts.responders - reached),
        "never reached": counts.evaluable - counts.responders,
    }
    shared, alike = _one_in_the_other("reached", (("reached",), reached), (more[1], more[0].responders))
    alike += [(responders, ("reached", "reached later")), (evaluable, tuple(among))]
    return [among, shared], alike


def _one_in_the_other(
    name: str, one: tuple[Collection[str], int], another: tuple[Collection[str], int]
) -> tuple[dict[str, int], list[_Alike]]:
    """The smaller of two numbers of people taken for a part of the larger one: those of both, and those of one only."""
    (parts, number), (other_parts, other_number) = one, another
    both, only = f"{name} by both", f"{name} by one"
    alike: list[_Alike] = [
        (parts, (both, only) if number > other_number else (both,)),
        (other_parts, (both, only) if other_number > number else (both,)),
    ]
    return {both: min(number, other_number), only: abs(number - other_number)}, alike


def _sessions(counts: SessionCounts, hiding: Hiding) -> dict[str, int | None]:
    partitions = [
        {"needled": counts.needling_sessions, "not needled": counts.sessions - counts.needling_sessions},
        {"patients": counts.patients},
        {"not attended": counts.not_attended},
    ]
    alike: list[_Alike] = []
    sums: dict[str, tuple[str, ...]] = {}
    soreness: dict[str, tuple[str, ...]] = {}
    for told in (counts.before_leaving, counts.since_last_time):
        answers, sore = _by_answer(told)
        partitions += [answers, sore]
        effect, none, _ = answers
        alike += [(("needled",), tuple(answers)), ((effect, none), tuple(sore))]
        sums |= {f"{told.timing.value}_asked": (effect, none), f"{told.timing.value}_effect": (effect,)}
        soreness[f"{told.timing.value}_soreness"] = (next(iter(sore)),)
    sums |= {
        "needling_sessions": ("needled",),
        "sessions": ("needled", "not needled"),
        "patients": ("patients",),
        "not_attended": ("not attended",),
        **soreness,
    }
    return hiding.sums(sums, partitions, alike=alike)


def _by_answer(told: EffectCounts) -> tuple[dict[str, int], dict[str, int]]:
    """With an effect, without one, not asked; and the asked ones with soreness and without."""
    name = EffectTiming(told.timing).value
    answers = {
        f"{name} effect": told.with_effect,
        f"{name} none": told.asked - told.with_effect,
        f"{name} not asked": told.needling_sessions - told.asked,
    }
    sore = {f"{name} sore": told.with_soreness, f"{name} not sore": told.asked - told.with_soreness}
    return answers, sore
