"""The same counts by condition and by practitioner: in alphabetical order, never a ranking."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from clinic_log.supervision.rules.bars import IntervalBar
from clinic_log.supervision.rules.filters import OWN_WORDS
from clinic_log.supervision.rules.outcomes import EpisodeGroup, OutcomeCounts, count_outcomes
from clinic_log.supervision.rules.safety import EffectCounts
from clinic_log.supervision.rules.words import (
    LEAST_FOR_COMPARISON,
    LEAST_FOR_MORE_THAN_PRELIMINARY,
    LEAST_FOR_PERCENT,
    count_words,
    interval_words,
    percent_words,
)

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One condition or practitioner. Without a percentage, `note` says why; `effects` is empty where none belong.

    `narrower` is what the filter adds to show this group alone; empty where no filter can.
    """

    name: str
    counts: OutcomeCounts
    responders: str
    note: str
    rate: str = ""
    bar: IntervalBar | None = None
    interval: str = ""
    narrower: Mapping[str, str] = field(default_factory=dict)
    effect_counts: EffectCounts | None = None
    effects: str = ""
    effects_rate: str = ""
    effects_interval: str = ""


def condition_rows(
    groups: Sequence[EpisodeGroup],
    *,
    names: Mapping[str | None, str],
    effects: Mapping[str | None, EffectCounts],
    reference: float | None,
) -> tuple[Row, ...]:
    """Percentages from ten evaluable episodes; side effects are those before leaving, from ten asked sessions."""
    by_condition = _split(groups, key=lambda group: group.condition_slug)
    rows = []
    for slug, members in by_condition.items():
        name = names.get(slug, slug or "")
        row = _row(name, count_outcomes(members), least=LEAST_FOR_PERCENT, reference=reference)
        row = replace(row, narrower={"condition": slug or OWN_WORDS})
        rows.append(_with_effects(row, effects.get(slug)))
    return _alphabetical(rows)


def practitioner_rows(
    groups: Sequence[EpisodeGroup], *, names: Mapping[int | None, str], reference: float | None
) -> tuple[Row, ...]:
    """Percentages from twenty evaluable episodes. No side effects: nobody is compared by how often they ask."""
    by_person = _split(groups, key=lambda group: group.practitioner_id)
    rows = [
        replace(
            _row(
                names.get(person, "Somebody"), count_outcomes(members), least=LEAST_FOR_COMPARISON, reference=reference
            ),
            narrower={"practitioner": str(person)} if person is not None else {},
        )
        for person, members in by_person.items()
    ]
    return _alphabetical(rows)


def largest_group(rows: Iterable[Row]) -> int:
    return max((row.counts.evaluable for row in rows), default=0)


def _split(groups: Iterable[EpisodeGroup], *, key: Callable[[EpisodeGroup], _Key]) -> dict[_Key, list[EpisodeGroup]]:
    found: dict[_Key, list[EpisodeGroup]] = {}
    for group in groups:
        found.setdefault(key(group), []).append(group)
    return found


def _row(name: str, counts: OutcomeCounts, *, least: int, reference: float | None) -> Row:
    bare = Row(
        name=name,
        counts=counts,
        responders=count_words(counts.responders, counts.evaluable) if counts.evaluable else "–",
        note=_note(counts, least=least),
    )
    rate, interval = counts.rate, counts.interval
    if rate is None or interval is None or counts.evaluable < least or counts.has_too_few_scores:
        return bare
    bar = IntervalBar(rate=rate, interval=interval, reference=reference, label=name)
    return replace(bare, rate=percent_words(rate), bar=bar, interval=interval_words(interval))


def _note(counts: OutcomeCounts, *, least: int) -> str:
    if not counts.evaluable:
        return "no evaluable episode"
    if counts.evaluable < least:
        small = "small number"
        return small if least == LEAST_FOR_PERCENT else f"fewer than {least} evaluable episodes: not compared"
    if counts.has_too_few_scores:
        return "too few follow-up scores"
    is_comparison = least == LEAST_FOR_COMPARISON
    return "preliminary" if is_comparison and counts.evaluable < LEAST_FOR_MORE_THAN_PRELIMINARY else ""


def _with_effects(row: Row, counts: EffectCounts | None) -> Row:
    if counts is None or not counts.asked:
        return replace(row, effects="not asked")
    row = replace(row, effect_counts=counts, effects=count_words(counts.with_effect, counts.asked))
    if counts.rate is None or counts.interval is None or counts.asked < LEAST_FOR_PERCENT:
        return row
    return replace(
        row, effects_rate=percent_words(counts.rate), effects_interval=f"({interval_words(counts.interval)})"
    )


def _alphabetical(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: row.name.casefold()))
