"""The whole page of a period from its counts: tiles, tables and serious events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clinic_log.biostatistics.proportions import wilson_interval
from clinic_log.supervision.rules.filters import OWN_WORDS, Wanted, rule_words
from clinic_log.supervision.rules.kinds import KindRow, kind_rows
from clinic_log.supervision.rules.outcomes import EffortCounts, EpisodeGroup, OutcomeCounts, count_outcomes
from clinic_log.supervision.rules.safety import EffectCounts, KindCounts, SeriousEvent, SessionCounts
from clinic_log.supervision.rules.tables import Row, condition_rows, largest_group, practitioner_rows
from clinic_log.supervision.rules.tiles import (
    Tile,
    completion_tile,
    effects_tile,
    effort_tile,
    no_course_tile,
    responders_tile,
    serious_tile,
    sessions_tile,
)
from clinic_log.supervision.rules.words import LEAST_FOR_COMPARISON, LEAST_FOR_PERCENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How practitioners and conditions are called; None names nobody, and what was described in own words. The others
    by what stands for them in a filter. `clinics` are what the person may choose from, `clinic` is what they chose,
    which `clinic_words` say where there is a choice.
    """

    practitioners: Mapping[int | None, str]
    conditions: Mapping[str | None, str]
    regions: Mapping[str, str] = field(default_factory=dict)
    chronicities: Mapping[str, str] = field(default_factory=dict)
    techniques: Mapping[str, str] = field(default_factory=dict)
    clinics: Mapping[str, str] = field(default_factory=dict)
    clinic: str = ""
    clinic_words: str = ""
    muscles: Mapping[str, str] = field(default_factory=dict)

    def filter_words(self, wanted: Wanted) -> tuple[str, ...]:
        """The filter in words, for the head of a page and for every print."""
        person = "everyone"
        if wanted.practitioner_id is not None:
            person = self.practitioners.get(wanted.practitioner_id, "one practitioner")
        condition = "all conditions"
        if wanted.condition == OWN_WORDS:
            condition = self.conditions[None].lower()
        elif wanted.condition is not None:
            condition = self.conditions.get(wanted.condition, wanted.condition)
        finer = (
            _named(wanted.region, self.regions, "region"),
            _named(wanted.chronicity, self.chronicities, "duration"),
            _named(wanted.technique, self.techniques, "technique"),
            _named(wanted.muscle, self.muscles, "muscle"),
        )
        rule = f"responder: {rule_words(wanted.rule)}"
        clinic = (self.clinic_words,) if self.clinic_words else ()
        return (wanted.days, *clinic, person, condition, *(words for words in finer if words), rule)


def _named(value: str | None, names: Mapping[str, str], what: str) -> str:
    return "" if value is None else f"{what}: {names.get(value, value)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Everything that was counted for one filter: the same episodes by practitioner and by condition."""

    groups: Sequence[EpisodeGroup]
    groups_by_condition: Sequence[EpisodeGroup]
    sessions: SessionCounts
    effects_by_condition: Mapping[str | None, EffectCounts]
    serious_events: Sequence[SeriousEvent]
    told_warnings: int = 0
    kinds: Sequence[KindCounts] = ()
    kind_labels: Mapping[str, str] = field(default_factory=dict)
    effort: EffortCounts = field(default_factory=EffortCounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the page shows; `filter_words` repeat the filter, and are part of every print."""

    filter_words: tuple[str, ...]
    outcomes: OutcomeCounts
    sessions: SessionCounts
    outcome_tiles: tuple[Tile, ...]
    safety_tiles: tuple[Tile, ...]
    conditions: tuple[Row, ...]
    practitioners: tuple[Row, ...]
    largest_practitioner: int
    serious_events: tuple[SeriousEvent, ...]
    told_warnings: int = 0
    kinds: tuple[KindRow, ...] = ()
    effort: EffortCounts = field(default_factory=EffortCounts)

    @property
    def compares_practitioners(self) -> bool:
        return self.largest_practitioner >= LEAST_FOR_COMPARISON

    @property
    def is_empty(self) -> bool:
        return not self.outcomes.episodes and not self.sessions.sessions and not self.serious_events


def make_report(wanted: Wanted, *, found: Counted, names: Names) -> Report:
    """Everything from counts, so that it costs the same for ten sessions and for a million."""
    outcomes = count_outcomes(found.groups)
    has_reference = outcomes.evaluable >= LEAST_FOR_PERCENT and not outcomes.has_too_few_scores
    reference = outcomes.rate if has_reference else None
    practitioners = practitioner_rows(found.groups, names=names.practitioners, reference=reference)
    return Report(
        filter_words=names.filter_words(wanted),
        outcomes=outcomes,
        sessions=found.sessions,
        outcome_tiles=(
            sessions_tile(found.sessions, outcomes),
            *((no_course_tile(),) if wanted.sites else _course_tiles(outcomes, found.effort)),
        ),
        safety_tiles=(
            effects_tile(found.sessions.before_leaving),
            effects_tile(found.sessions.since_last_time),
            serious_tile(
                found.serious_events,
                needling_sessions=found.sessions.needling_sessions,
                told_warnings=found.told_warnings,
            ),
        ),
        conditions=condition_rows(
            found.groups_by_condition, names=names.conditions, effects=found.effects_by_condition, reference=reference
        ),
        practitioners=practitioners,
        largest_practitioner=largest_group(practitioners),
        serious_events=tuple(found.serious_events),
        told_warnings=found.told_warnings,
        kinds=kind_rows(found.kinds, sessions=found.sessions, labels=found.kind_labels),
        effort=found.effort,
    )


def _course_tiles(outcomes: OutcomeCounts, effort: EffortCounts) -> tuple[Tile, ...]:
    completion = wilson_interval(outcomes.eligible_evaluable, outcomes.eligible)
    return responders_tile(outcomes), completion_tile(outcomes, completion), effort_tile(effort)
