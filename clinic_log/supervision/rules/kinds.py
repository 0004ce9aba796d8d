"""Side effects by kind: of the needling sessions in which somebody asked, by both questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clinic_log.biostatistics.intervals import poisson_rate
from clinic_log.outcomes.rules.session_facts import EXPECTED_SORENESS
from clinic_log.supervision.rules.safety import EffectCounts, KindCounts, SessionCounts
from clinic_log.supervision.rules.words import LEAST_FOR_PERCENT, count_words, rate_words, share_words
from clinic_log.treatments.rules import EffectTiming

_EXPECTED = "Expected soreness, counted apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """One kind in words: of so many asked, the sessions that had it before leaving and, asked later, since last time.
    `counts` are the figures behind them by question.
    """

    label: str
    counts: Mapping[EffectTiming, KindCounts]
    before_leaving: str
    before_leaving_rate: str
    since_last_time: str
    since_last_time_rate: str
    is_expected: bool


def kind_rows(
    kinds: Iterable[KindCounts], *, sessions: SessionCounts, labels: Mapping[str, str]
) -> tuple[KindRow, ...]:
    """In alphabetical order, expected soreness last. A kind that nobody told of has no row, nor has one without a label
    here: serious ones are reviewed one by one, and never only counted.
    """
    found: dict[str, dict[EffectTiming, KindCounts]] = {}
    for counts in kinds:
        if counts.kind not in labels and counts.kind != EXPECTED_SORENESS:
            continue
        found.setdefault(counts.kind, {})[counts.timing] = counts
    asked = {
        EffectTiming.BEFORE_LEAVING: sessions.before_leaving,
        EffectTiming.SINCE_LAST_TIME: sessions.since_last_time,
    }
    rows = [_row(kind, by_timing, asked=asked, labels=labels) for kind, by_timing in found.items()]
    return tuple(sorted(rows, key=lambda row: (row.is_expected, row.label.casefold())))


def _row(
    kind: str,
    by_timing: Mapping[EffectTiming, KindCounts],
    *,
    asked: Mapping[EffectTiming, EffectCounts],
    labels: Mapping[str, str],
) -> KindRow:
    before, since = (
        by_timing.get(timing, KindCounts(timing=timing, kind=kind, sessions=0, effects=0)) for timing in EffectTiming
    )
    is_expected = kind == EXPECTED_SORENESS
    return KindRow(
        label=_EXPECTED if is_expected else labels[kind],
        counts={before.timing: before, since.timing: since},
        before_leaving=_share(before, asked[before.timing]),
        before_leaving_rate=_rate(before, asked[before.timing]),
        since_last_time=_share(since, asked[since.timing]),
        since_last_time_rate=_rate(since, asked[since.timing]),
        is_expected=is_expected,
    )


def _share(counts: KindCounts, asked: EffectCounts) -> str:
    """A bare count where nobody told of the kind: the bound of a rate that is none stands in the tiles."""
    words = share_words if counts.sessions else count_words
    return words(counts.sessions, asked.asked)


def _rate(counts: KindCounts, asked: EffectCounts) -> str:
    """Effects, of which a session may have several, in 1,000 sessions; nothing for a small number."""
    rate = poisson_rate(counts.effects, asked.asked) if counts.effects and asked.asked >= LEAST_FOR_PERCENT else None
    return rate_words(rate) if rate is not None else ""
