"""Control charts as they leave the clinic: what a table hides has no point, no limit and no word in its chart."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Final

from clinic_log.biostatistics.intervals import poisson_rate
from clinic_log.charts.chart import plain
from clinic_log.supervision.rules.drawings import series_chart
from clinic_log.supervision.rules.leaving.common_tables import SHARE, effects_table, episodes_table
from clinic_log.supervision.rules.leaving.hiding import Group, Hiding, Leaving, LeavingTable
from clinic_log.supervision.rules.leaving.notes import counted_so, notes_of
from clinic_log.supervision.rules.leaving.texts import OF_CHARTS, OF_COURSES, OF_EFFECTS
from clinic_log.supervision.rules.leaving.totals import Basis, Totals, known_totals
from clinic_log.supervision.rules.month_points import MonthPoint
from clinic_log.supervision.rules.over_time import (
    HiddenMonths,
    MonthCounts,
    Series,
    baseline_of,
    make_series,
)
from clinic_log.supervision.rules.words import LEAST_FOR_PERCENT

_LIMITS: Final = ("Lower limit", "Upper limit", "Verdict")
_Rows = list[tuple[str, ...]]


def hidden_months(groups: Mapping[date, Group], hiding: Hiding, *, baseline: int | None) -> HiddenMonths:
    """The months whose cells are hidden: a rate, a limit or a finding would tell them as well as a number.

    The centre tells the sum of the months that set it, so those are hidden among each other, and the later ones too;
    where that is not enough, the sum is hidden as well.
    """
    parts = [group.parts for group in groups.values()]
    stretches = [parts[:baseline], parts[baseline:]] if baseline else [parts]
    hidden = [hiding.hidden(stretch) for stretch in stretches]
    is_centre_hidden = any(map(hiding.is_told, stretches, hidden))
    all_hidden = hiding.hidden(parts) if is_centre_hidden else [*chain.from_iterable(hidden)]
    return HiddenMonths(
        months=frozenset(month for month, is_hidden in zip(groups, all_hidden, strict=True) if is_hidden),
        is_centre_hidden=is_centre_hidden,
    )


def months_leaving(
    counts: Sequence[MonthCounts], basis: Basis, hiding: Hiding, *, baseline: int | None = None
) -> Leaving:
    """Each chart with the table that it is drawn from."""
    totals, frozen = known_totals(basis, hiding), baseline_of(counts, baseline)
    course, *others = _charts(counts, totals, baseline=frozen)
    tables = (course, *others, episodes_table(totals)) if basis.has_courses else others
    is_empty = not basis.outcomes.episodes and not basis.sessions.sessions and not any(m.evaluable for m in counts)
    return Leaving(
        title="Responders and side effects by month",
        notes=(*notes_of(totals), ("Limits from", f"the first {frozen} months" if frozen else "all months")),
        tables=() if is_empty else (*tables, effects_table(totals)),
        counted=counted_so(hiding, OF_CHARTS, OF_COURSES if basis.has_courses else {}, OF_EFFECTS),
    )


def _charts(counts: Sequence[MonthCounts], totals: Totals, *, baseline: int | None) -> Iterator[LeavingTable]:
    """Responders first, then side effects, and how often they were asked."""
    hiding = totals.hiding
    episodes = {month.month: Group(_name(month), month.responders, month.evaluable) for month in counts}
    sessions = {month.month: Group(_name(month), month.with_effect, month.asked) for month in counts}
    few, untold = (hidden_months(groups, hiding, baseline=baseline) for groups in (episodes, sessions))
    drawn = make_series(counts, baseline=baseline, hidden=(few, untold))
    names = (
        "Responders by month",
        "Sessions with a side effect before leaving, by month",
        "Side effects before leaving in 1,000 sessions, by month",
    )
    rows = (
        _rows(("Evaluable", "Responders"), episodes, few, hiding=hiding),
        _rows(("Asked", "With a side effect"), sessions, untold, hiding=hiding),
        _effects(counts, untold, hiding),
    )
    yield from map(_table, names, rows, drawn)
    yield _asked(counts, untold, totals)


def _rows(names: tuple[str, str], groups: Mapping[date, Group], hidden: HiddenMonths, *, hiding: Hiding) -> _Rows:
    """The head, then a row for each month."""
    rows = [hiding.row(group, is_hidden=month in hidden.months) for month, group in groups.items()]
    return [("Month", *names, *SHARE), *rows]


def _effects(counts: Sequence[MonthCounts], hidden: HiddenMonths, hiding: Hiding) -> _Rows:
    rows: _Rows = [("Month", "Asked", "Side effects", "In 1,000 sessions", "95 % interval")]
    for month in counts:
        rate = poisson_rate(month.effects, month.asked)
        if month.month in hidden.months:
            rows.append((_name(month), hiding.word, hiding.word, "", ""))
        elif rate is None or month.asked < LEAST_FOR_PERCENT:
            rows.append((_name(month), f"{month.asked}", f"{month.effects}", "", ""))
        else:
            per = (plain(rate.rate), f"{plain(rate.low)}–{plain(rate.high)}")
            rows.append((_name(month), f"{month.asked}", f"{month.effects}", *per))
    return rows


def _table(title: str, found: _Rows, series: Series) -> LeavingTable:
    """The rows with what the chart draws of each month: its limits and where it lies."""
    head, *rows = found
    points = series.points or (None,) * len(rows)
    return LeavingTable(
        title=title,
        head=(*head, *_LIMITS),
        rows=tuple((*row, *_limits(point, series.unit)) for row, point in zip(rows, points, strict=True)),
        chart=series_chart(series),
        note=" ".join((series.finding, *series.cautions)),
        widths=(1.6, 1.7, 1.9, 1.8, 2.2, 1.6, 1.6, 3),
    )


def _limits(point: MonthPoint | None, unit: str) -> tuple[str, str, str]:
    if point is None or point.value is None or point.lower is None or point.upper is None:
        return "", "", ""
    space = f" {unit}".rstrip()
    return f"{plain(point.lower)}{space}", f"{plain(point.upper)}{space}", point.verdict


def _asked(counts: Sequence[MonthCounts], hidden: HiddenMonths, totals: Totals) -> LeavingTable:
    """How often it was asked. Who was not is hidden with the months of which nothing is told."""
    hiding, is_total_hidden = totals.hiding, totals.sessions["needling_sessions"] is None
    unseen = hiding.hidden(
        [(month.needling_sessions - month.asked, month.needling_sessions) for month in counts],
        forced=[is_total_hidden or month.month in hidden.months for month in counts],
    )
    rows: _Rows = []
    for month, is_unseen in zip(counts, unseen, strict=True):
        cells = hiding.row(Group(_name(month), month.asked, month.needling_sessions), is_hidden=is_unseen)
        if is_unseen and month.month not in hidden.months:
            cells = (_name(month), hiding.word, f"{month.asked}", "", "")
        rows.append(cells)
    return LeavingTable(
        title="Sessions in which side effects were asked before leaving, by month",
        head=("Month", "With needles", "Asked", *SHARE),
        rows=tuple(rows),
        note="A clinic whose rate rises after it starts to ask is not less safe.",
        widths=(1.6, 2, 2, 2, 2),
    )


def _name(month: MonthCounts) -> str:
    return f"{month.month:%Y-%m}"
