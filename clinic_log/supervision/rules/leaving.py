"""Tables that leave the clinic: the reporting checklist above them, and no cell that tells of a few people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from clinic_log.biostatistics.disclosure import SMALLEST_SHOWN, hidden_cells, is_revealing
from clinic_log.biostatistics.proportions import wilson_interval
from clinic_log.charts import CAUSALITY
from clinic_log.supervision.rules.between import Funnel
from clinic_log.supervision.rules.outcomes import OutcomeCounts
from clinic_log.supervision.rules.over_time import MonthCounts
from clinic_log.supervision.rules.report import Report
from clinic_log.supervision.rules.words import count_words, interval_words, percent_words

HIDDEN: Final = f"hidden (fewer than {SMALLEST_SHOWN})"
_RULES: Final = (
    ("Responder", "first before-score to last before-score of the pain question that the episode follows"),
    (
        "Instrument",
        "NPRS, 0 to 10, unless the episode follows another question; the therapist asks",
    ),
    ("Missing", "never filled in; counted beside the rate"),
    ("Intervals", "proportions: Wilson, 95 %"),
    (
        "Small cells",
        f"cells of 1 to {SMALLEST_SHOWN - 1} are hidden, and others that would tell them by subtraction",
    ),
    ("Reading", CAUSALITY),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingTable:
    """A table as text: `notes` (name, words) stand above its head."""

    title: str
    notes: tuple[tuple[str, str], ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """One row before anything is hidden."""

    name: str
    reached: int
    size: int


def outcomes_leaving(report: Report) -> LeavingTable:
    """Responders by condition, with everything that the reporting checklist asks for (methods, section 14)."""
    groups = [_Group(row.name, row.counts.responders, row.counts.evaluable) for row in report.conditions]
    return LeavingTable(
        title="Responders by condition",
        notes=(*_filter(report.filter_words), *_counts(report.outcomes), *_asked(report), *_RULES),
        head=("Condition", "Evaluable episodes", "Responders", "Share", "95 % interval"),
        rows=tuple(_rows(groups)),
    )


def months_leaving(counts: Sequence[MonthCounts], filter_words: Iterable[str]) -> LeavingTable:
    """Responders and sessions with a side effect by month."""
    responders = _rows([_Group(f"{m.month:%Y-%m}", m.responders, m.evaluable) for m in counts])
    effects = _rows([_Group(f"{m.month:%Y-%m}", m.with_effect, m.asked) for m in counts])
    names = ("Evaluable episodes", "Responders", "Share", "95 % interval")
    told = ("Needling sessions asked", "With a side effect before leaving", "Share", "95 % interval")
    return LeavingTable(
        title="Responders and side effects by month",
        notes=(*_filter(filter_words), *_RULES),
        head=("Month", *names, *told),
        rows=tuple((*left, *right[1:]) for left, right in zip(responders, effects, strict=True)),
    )


def funnel_leaving(funnel: Funnel, filter_words: Iterable[str]) -> LeavingTable:
    """Responders by practitioner, in alphabetical order, with what the funnel says of each."""
    shown = list(_rows([_Group(row.name, row.counts.responders, row.counts.evaluable) for row in funnel.rows]))
    rows = []
    for row, cells in zip(funnel.rows, shown, strict=True):
        is_hidden = HIDDEN in cells
        rows.append((*cells, "" if is_hidden else row.adjusted_words, "" if is_hidden else row.verdict))
    adjusted = ("Adjusted for", "baseline pain, duration and region only; observed over expected with Byar's limits")
    return LeavingTable(
        title="Responders by practitioner",
        notes=(*_filter(filter_words), ("Finding", funnel.finding), adjusted, *_RULES),
        head=("Practitioner", "Evaluable episodes", "Responders", "Share", "95 % interval", "Observed over expected",
              "Against the expected range"),
        rows=tuple(rows),
    )  # fmt: skip


def _rows(groups: Sequence[_Group]) -> list[tuple[str, ...]]:
    """A group is hidden as a whole, so that no cell tells another; nobody at all may be said."""
    sizes = hidden_cells([group.size for group in groups])
    alone = [size or _is_revealing(group) for size, group in zip(sizes, groups, strict=True)]
    if sum(alone) == 1:
        others = [place for place, group in enumerate(groups) if group.size and not alone[place]]
        if others:
            alone[min(others, key=lambda place: groups[place].size)] = True
    return [_row(group, is_hidden=is_hidden) for group, is_hidden in zip(groups, alone, strict=True)]


def _is_revealing(group: _Group) -> bool:
    return group.size > 0 and is_revealing(group.reached, group.size)


def _row(group: _Group, *, is_hidden: bool) -> tuple[str, ...]:
    if is_hidden:
        return group.name, HIDDEN, HIDDEN, "", ""
    if not group.size:
        return group.name, "0", "0", "", ""
    interval = wilson_interval(group.reached, group.size)
    share = percent_words(group.reached / group.size)
    return group.name, str(group.size), str(group.reached), share, interval_words(interval) if interval else ""


def _filter(words: Iterable[str]) -> list[tuple[str, str]]:
    return [("Counted for", "; ".join(words))]


def _counts(counts: OutcomeCounts) -> list[tuple[str, str]]:
    figures = (
        ("Episodes", counts.episodes),
        ("Eligible for completion", counts.eligible),
        ("Evaluable", counts.evaluable),
        ("Without room to improve", counts.no_room),
        ("Without a last score", counts.missing),
    )
    return [(name, HIDDEN if 0 < figure < SMALLEST_SHOWN else f"{figure:,}") for name, figure in figures]


def _asked(report: Report) -> list[tuple[str, str]]:
    told = report.sessions.before_leaving
    if not told.needling_sessions or is_revealing(told.asked, told.needling_sessions):
        return [("Side effects asked", HIDDEN if told.needling_sessions else "no needling session")]
    return [("Side effects asked", count_words(told.asked, told.needling_sessions))]
