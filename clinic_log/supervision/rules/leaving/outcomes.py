"""Outcomes and safety as they leave the clinic."""

from collections.abc import Sequence
from typing import Final

from clinic_log.biostatistics.intervals import poisson_rate
from clinic_log.biostatistics.proportions import wilson_interval
from clinic_log.charts import Chart, ChartText, IntervalRow, interval_chart
from clinic_log.supervision.rules.kinds import KindRow
from clinic_log.supervision.rules.leaving.common_tables import (
    SHARE,
    effects_table,
    episodes_table,
    why_no_share,
)
from clinic_log.supervision.rules.leaving.hiding import Group, Hiding, Leaving, LeavingTable, share_cells
from clinic_log.supervision.rules.leaving.notes import (
    TIMING_WORDS,
    counted_so,
    notes_of,
)
from clinic_log.supervision.rules.leaving.texts import OF_COURSES, OF_EFFECTS
from clinic_log.supervision.rules.leaving.totals import Basis, Totals, known_totals
from clinic_log.supervision.rules.report import Report
from clinic_log.supervision.rules.safety import EffectCounts
from clinic_log.supervision.rules.tables import Row
from clinic_log.supervision.rules.tiles import none_words
from clinic_log.supervision.rules.words import (
    LEAST_DRAWN,
    LEAST_FOR_COMPARISON,
    LEAST_FOR_MORE_THAN_PRELIMINARY,
    LEAST_FOR_PERCENT,
    interval_words,
    percent_words,
)
from clinic_log.treatments.rules import EffectTiming

_COUNTS: Final = ("Without a last score", "Without room", "Worse")
_PRELIMINARY: Final = "preliminary"
_MOST_DRAWN: Final = 60
_NOT_A_RANKING: Final = "In alphabetical order, not a ranking."


def outcomes_leaving(report: Report, basis: Basis, hiding: Hiding) -> Leaving:
    """Every figure of the page; serious events as a number only, since each of them tells of one person."""
    totals = known_totals(basis, hiding)
    of_courses = (
        episodes_table(totals),
        _by("condition", report.conditions, totals),
        _by("practitioner", report.practitioners, totals),
    )
    of_sessions = (
        _sessions(report, totals),
        effects_table(totals),
        *(_kinds(report.kinds, told, totals) for told in _told(basis)),
        _effects_by_condition(report.conditions, hiding),
    )
    tables = (*of_courses, *of_sessions) if basis.has_courses else of_sessions
    return Leaving(
        title="Outcomes and safety",
        notes=notes_of(totals),
        tables=() if report.is_empty else tables,
        counted=counted_so(hiding, OF_COURSES if basis.has_courses else {}, OF_EFFECTS),
    )


def _told(basis: Basis) -> tuple[EffectCounts, EffectCounts]:
    return basis.sessions.before_leaving, basis.sessions.since_last_time


def _effects_by_condition(rows: Sequence[Row], hiding: Hiding) -> LeavingTable:
    told = [(row.name, row.effect_counts) for row in rows]
    groups = [Group(name, counts.with_effect, counts.asked) for name, counts in told if counts is not None]
    return LeavingTable(
        title="Sessions with a side effect before leaving, by condition",
        head=("Condition", "Sessions asked", "With a side effect", *SHARE),
        rows=tuple(hiding.rows(groups)),
        note="A session that served two conditions counts for both.",
        widths=(4, 2, 2, 1.5, 2),
    )


def _reference(totals: Totals) -> float | None:
    """The rate of all together, where the page shows one."""
    basis, hiding = totals.basis, totals.hiding
    reached, size = totals.episodes["responders"], totals.episodes["evaluable"]
    withheld = why_no_share(basis.outcomes, hiding, is_missing_hidden=totals.episodes["missing"] is None)
    if reached is None or size is None or size < LEAST_FOR_PERCENT or withheld:
        return None
    return reached / size


def _by(what: str, rows: Sequence[Row], totals: Totals) -> LeavingTable:
    """Responders of each group, with what is missing and what became worse; a column whose total is hidden is too."""
    hiding = totals.hiding
    groups = [Group(row.name, row.counts.responders, row.counts.evaluable) for row in rows]
    hidden = hiding.hidden([group.parts for group in groups])
    columns = _columns(rows, totals)
    least = LEAST_FOR_PERCENT if what == "condition" else LEAST_FOR_COMPARISON
    found, drawn = [], []
    for place, (row, group) in enumerate(zip(rows, groups, strict=True)):
        others = [column[place] for column in columns]
        name, size, reached, *share = hiding.row(group, is_hidden=hidden[place])
        withheld = why_no_share(row.counts, hiding, is_missing_hidden=others[0] == hiding.word)
        note = "" if hidden[place] or not group.size else _note(group.size, least=least, withheld=withheld)
        if note and note != _PRELIMINARY:
            share = ["", ""]
        if share[0]:
            drawn.append(_interval_row(group))
        found.append((name, size, reached, *share, *others, note))
    return LeavingTable(
        title=f"Responders by {what}",
        head=(what.capitalize(), "Evaluable", "Responders", *SHARE, *_COUNTS, "Note"),
        rows=tuple(found),
        chart=_chart(what, drawn, _reference(totals), left_out=len(rows) - len(drawn)),
        note=f"{_NOT_A_RANKING} Percentages from {least} evaluable episodes.",
        widths=(3.4, 1.7, 2, 1.2, 1.7, 1.6, 1.4, 1.3, 3.7),
    )


def _note(size: int, *, least: int, withheld: str) -> str:
    if size < least:
        return f"under {least}: not compared"
    if withheld:
        return withheld
    is_comparison = least == LEAST_FOR_COMPARISON
    return _PRELIMINARY if is_comparison and size < LEAST_FOR_MORE_THAN_PRELIMINARY else ""


def _columns(rows: Sequence[Row], totals: Totals) -> list[list[str]]:
    """Missing, no room and worse. Who became worse stands in two of the other columns: its parts must not be small."""
    hiding = totals.hiding
    counts = [row.counts for row in rows]
    columns = (
        ("missing", [one.missing for one in counts], [(one.missing,) for one in counts]),
        ("no_room", [one.no_room for one in counts], [(one.no_room,) for one in counts]),
        (
            "worse",
            [one.worse for one in counts],
            [
                (
                    one.worse - one.worse_without_room,
                    one.worse_without_room,
                    one.floor,
                    one.evaluable - one.responders - one.worse + one.worse_without_room,
                )
                if one.worse
                else (0,) * 4
                for one in counts
            ],
        ),
    )
    return [
        hiding.column(values, hiding.hidden(parts, forced=[totals.episodes[name] is None] * len(values)))
        for name, values, parts in columns
    ]


def _interval_row(group: Group) -> IntervalRow:
    interval = wilson_interval(group.reached, group.size)
    share = group.reached / group.size
    low, high = (interval.low, interval.high) if interval else (share, share)
    words = f"{percent_words(share)} ({interval_words(interval)})" if interval else percent_words(share)
    return IntervalRow(group.name, share, low, high, words)


def _chart(what: str, drawn: Sequence[IntervalRow], reference: float | None, *, left_out: int) -> Chart | None:
    if not LEAST_DRAWN <= len(drawn) <= _MOST_DRAWN:
        return None
    gone = f" Not drawn: {left_out} without a rate in the table." if left_out else ""
    caption = (
        f"{_NOT_A_RANKING} A long bar is a rate that is hardly known. A difference says nothing about care before case "
        f"mix and missing scores were looked at.{gone}"
    )
    return interval_chart(drawn, ChartText(f"Responders by {what}", caption), reference=reference)


def _sessions(report: Report, totals: Totals) -> LeavingTable:
    known, hiding = totals.sessions, totals.hiding
    return LeavingTable(
        title="Sessions and serious events",
        head=("What", "Number"),
        rows=(
            ("Signed sessions", hiding.cell(known["sessions"])),
            ("Patients seen in them", hiding.cell(known["patients"])),
            ("Sessions with needles", hiding.cell(known["needling_sessions"])),
            ("Visits missed or cancelled, not counted", hiding.cell(known["not_attended"])),
            ("Serious events, each reviewed on its own", _serious(report, known["needling_sessions"], hiding)),
        ),
        widths=(2, 3),
    )


def _serious(report: Report, needling_sessions: int | None, hiding: Hiding) -> str:
    """None is only said where none waits to be looked at either."""
    if report.serious_events:
        signed = sum(not event.is_draft for event in report.serious_events)
        return hiding.count(signed) if signed else "none confirmed; some are being looked at"
    if report.told_warnings:
        return "none confirmed; warning signs are being looked at"
    return "0 confirmed" if needling_sessions is None else none_words(needling_sessions)


def _kinds(rows: Sequence[KindRow], told: EffectCounts, totals: Totals) -> LeavingTable:
    """Kinds of one question. Serious ones stand in no row, but belong to the total; soreness is counted apart."""
    hiding, timing = totals.hiding, EffectTiming(told.timing)
    asked = totals.sessions[f"{timing.value}_asked"]
    apart = totals.sessions[f"{timing.value}_soreness"]
    is_total_hidden = totals.sessions[f"{timing.value}_effect"] is None
    kinds = [row for row in rows if not row.is_expected]
    counts = [row.counts[timing] for row in kinds]
    rest = told.effects - sum(one.effects for one in counts)
    hidden = hiding.hidden(
        [(one.sessions, one.effects) for one in counts],
        forced=[is_total_hidden or hiding.is_revealing(one.sessions, told.asked) for one in counts],
        outside=(0, max(0, rest)),
    )
    is_hidden = dict(zip((row.label for row in kinds), hidden, strict=True))
    found = [
        _kind(row, told, hiding, is_hidden=asked is None or is_hidden.get(row.label, apart is None)) for row in rows
    ]
    return LeavingTable(
        title=f"Side effects by kind, {TIMING_WORDS[timing].lower()}",
        head=("Kind", "Sessions with it", *SHARE, "Effects", "In 1,000 sessions", "95 % interval"),
        rows=tuple(found),
        note="Of the sessions in which it was asked. One session may have several kinds; serious ones stand in no row.",
        widths=(3.8, 2.3, 1.4, 2, 1.5, 2.2, 2),
    )


def _kind(row: KindRow, told: EffectCounts, hiding: Hiding, *, is_hidden: bool) -> tuple[str, ...]:
    counts = row.counts[EffectTiming(told.timing)]
    if is_hidden and counts.sessions:
        return row.label, hiding.word, "", "", hiding.word, "", ""
    if not counts.sessions or told.asked < LEAST_FOR_PERCENT:
        return row.label, f"{counts.sessions}", "", "", f"{counts.effects}", "", ""
    rate = poisson_rate(counts.effects, told.asked)
    per = (f"{rate.rate:.1f}", f"{rate.low:.1f}–{rate.high:.1f}") if rate is not None else ("", "")
    return row.label, f"{counts.sessions}", *share_cells(counts.sessions, told.asked), f"{counts.effects}", *per
