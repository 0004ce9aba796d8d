"""The blocks of a report, from the progress of an episode."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from math import ceil
from typing import Final

from clinic_log.base.wording import counted, day_words
from clinic_log.charts import CAUSALITY, Chart
from clinic_log.documents import Block, Facts, Heading, Paragraph, Table, figure_of
from clinic_log.outcomes.rules import SignalKind
from clinic_log.outcomes.rules.measure_rows import MeasureRow
from clinic_log.outcomes.rules.needled_matrix import NeedledMatrix
from clinic_log.outcomes.rules.other_treatments import OtherTreatment
from clinic_log.outcomes.rules.progress import EpisodeProgress
from clinic_log.outcomes.rules.words import plain
from clinic_log.reports.rules.kinds import KINDS, ReportKind

_TWITCH: Final = {"obtained": "twitch", "sought_none": "no twitch", "not_sought": "not sought", "": ""}
# Wider than this, a small figure says no more.
_SMALL_FIGURE: Final = 0.45
_ROWS_OF_ONE_RUN: Final = 12
_COLUMNS_ON_PAPER: Final = 6


@dataclass(frozen=True, slots=True)
class TimedTreatment:
    """Minutes of one timed treatment in one visit, as an insurer counts them; `number` is that of the visit among those
    that took place, 0 for one that did not, `shared_with` names the other episodes
    that the same visit served.
    """

    number: int
    held_on: date
    label: str
    minutes: float
    shared_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSource:
    """What a report is written from: the progress of the episode, its referral, visits held, and timed treatments."""

    progress: EpisodeProgress
    referral: str
    visits: int
    timed: tuple[TimedTreatment, ...] = ()


def compose(kind: ReportKind, source: ReportSource, *, text: str) -> tuple[Block, ...]:
    """The finding first, then what was written by hand, then figures; the sentence on causality always."""
    return tuple(_blocks(kind, source, text))


def _blocks(kind: ReportKind, source: ReportSource, text: str) -> Iterator[Block]:
    progress, holds = source.progress, KINDS[kind]
    yield Paragraph(progress.headline.sentence, is_strong=True)
    if progress.definition:
        yield Paragraph(progress.definition, is_small=True)
    if text:
        yield Paragraph(text)
    yield Facts(tuple(_facts(source)))
    if progress.pain_chart:
        yield figure_of(progress.pain_chart)
    else:
        yield Paragraph(CAUSALITY, is_small=True)
    if holds.has_measures:
        yield from _measures(progress, with_data=holds.has_detail)
    if kind is ReportKind.HANDOVER and progress.prognosis:
        yield Heading("Prognostic factors")
        yield from map(Paragraph, progress.prognosis)
    if holds.has_detail:
        yield from _detail(source)


def _facts(source: ReportSource) -> Iterator[tuple[str, str]]:
    facts = source.progress.facts
    yield "Condition", source.progress.name
    yield "Diagnosis code (ICD-10)", facts.icd10 or "not entered"
    if facts.duration:
        yield "Duration", facts.duration
    if source.referral:
        yield "Referral", source.referral
    yield "Treated since", day_words(facts.opened_on)
    until = f" to {day_words(facts.plan_until)}" if facts.plan_until else ", no end planned"
    yield "Plan of care", f"{day_words(facts.opened_on)}{until}"
    planned = f" of {facts.planned_visits} planned" if facts.planned_visits else ""
    yield "Visits", f"{source.visits}{planned}"
    if source.progress.is_open:
        yield "Re-examination due", _reexamination(source.progress)
    elif facts.discharged_on:
        yield "Discharged", f"{day_words(facts.discharged_on)}, {source.progress.discharge}"


def _reexamination(progress: EpisodeProgress) -> str:
    due = next((signal for signal in progress.signals if signal.kind is SignalKind.REASSESSMENT_DUE), None)
    if due is not None:
        return f"now: {due.words.partition(': ')[2].rstrip('.')}"
    return day_words(progress.reassess_on) if progress.reassess_on else "no date planned"


def _measures(progress: EpisodeProgress, *, with_data: bool) -> Iterator[Block]:
    if not progress.measures:
        return
    yield Heading("Measures")
    yield Table(
        "First and latest of each measure, before the session",
        ("Measure", "First", "Latest", "Change", "Real (more than error)", "Important", "Taken"),
        tuple(map(_measure, progress.measures)),
    )
    for chart in progress.measure_charts:
        yield figure_of(chart, share=_SMALL_FIGURE, title=chart.title)
        if with_data:
            yield _data(chart)


def _data(chart: Chart) -> Table:
    """What a figure was drawn from. A long narrow table stands in several runs side by side, each read downwards."""
    rows, width = chart.table_rows, len(chart.table_head)
    runs = 1 if len(rows) <= _ROWS_OF_ONE_RUN else max(1, _COLUMNS_ON_PAPER // width)
    height = ceil(len(rows) / runs)
    padded = [*rows, *[("",) * width] * (height * runs - len(rows))]
    beside = (chain.from_iterable(padded[row::height]) for row in range(height))
    widths = (3, *(2,) * (width - 1)) * runs
    return Table(f"Data: {chart.title}", tuple(chart.table_head) * runs, tuple(map(tuple, beside)), widths=widths)


def _measure(row: MeasureRow) -> tuple[str, ...]:
    name = f"{row.name}, {row.detail}" if row.detail else row.name
    change = f"{row.change} {row.direction}".strip() or "–"
    return (
        name,
        _with_day(row.first, row.first_on),
        _with_day(row.latest, row.latest_on),
        change,
        f"{row.real} (figures not verified)" if row.is_unverified else row.real,
        row.important or "–",
        row.taken,
    )


def _with_day(value: str, day: date | None) -> str:
    return f"{value}, {day_words(day)}" if value and day else value or "–"


def _detail(source: ReportSource) -> Iterator[Block]:
    progress = source.progress
    if progress.slope or progress.immediate or progress.effort:
        yield Heading("Course and immediate response")
        yield from (Paragraph(words) for words in (progress.slope, progress.immediate, progress.effort) if words)
    if progress.pain_chart:
        yield _data(progress.pain_chart)
    if progress.matrices:
        yield Heading("What was needled")
        yield from (_matrix(matrix) for matrix in reversed(progress.matrices))
        yield Paragraph("Several muscles share each visit, so nothing shows the effect of one muscle.", is_small=True)
    if progress.others:
        yield Heading("Other treatments")
        head = ("Treatment", "Visits", "Which", "Minutes", "Last on")
        yield Table("Beside the needling", head, tuple(map(_other, progress.others)), widths=(4, 2, 3, 3, 2))
    if source.timed:
        yield from _timed(source.timed, planned=progress.facts.planned_visits)


def _other(given: OtherTreatment) -> tuple[str, ...]:
    visits = f"{given.visits} of {given.of}"
    return given.label, visits, given.which, given.minutes or "not written", day_words(given.last_on)


def _timed(timed: Sequence[TimedTreatment], *, planned: int | None) -> Iterator[Block]:
    """Nobody recorded how the minutes of a shared visit divide, so they are neither split nor counted in silence."""
    yield Heading("Minutes of timed treatments")
    shared = [each for each in timed if each.shared_with]
    head = ("Visit", "Day", "Treatment", "Minutes", *(("Shared with",) if shared else ()))
    rows = tuple(
        (
            _nth(each.number, planned),
            day_words(each.held_on),
            each.label,
            _minutes([each]),
            ", ".join(each.shared_with),
        )[: len(head)]
        for each in timed
    )
    yield Table(f"{counted(len(rows), 'timed treatment')}, {_minutes(timed)}", head, rows)
    if shared:
        yield Paragraph(
            f"{_minutes(shared)} of these belong to visits that served another episode, too. They stand whole in the "
            "report of each episode, since how they divide was not recorded: do not add the reports up.",
            is_small=True,
        )


def _nth(number: int, planned: int | None) -> str:
    """'3 of 12' as long as the plan holds so many."""
    if not number:
        return "–"
    return f"{number} of {planned}" if planned and number <= planned else str(number)


def _minutes(timed: Iterable[TimedTreatment]) -> str:
    return f"{plain(sum(each.minutes for each in timed))} min"


def _matrix(matrix: NeedledMatrix) -> Table:
    """One row a visit: on paper the visits run down, so that sixty of them are as wide as one."""
    first, last = matrix.columns[0].number, matrix.columns[-1].number
    rows = tuple(
        (
            f"{column.number}, {column.day}",
            "; ".join(_needled(matrix, at)),
            column.pain,
            column.before_leaving,
            column.since,
        )
        for at, column in enumerate(matrix.columns)
    )
    head = ("Visit", "Needled (needles, twitch)", "Pain", "Side effects before leaving", "Since then")
    title = f"Visits {first} to {last}" if first != last else f"Visit {first}"
    return Table(title, head, rows, widths=(2, 7, 2, 2, 2))


def _needled(matrix: NeedledMatrix, at: int) -> Iterator[str]:
    for row in matrix.rows:
        cell = row.cells[at]
        if cell is not None:
            inside = ", ".join(part for part in (str(cell.needles), _TWITCH[cell.twitch]) if part)
            yield f"{row.target} ({inside})"
