"""Whoever takes what a file shows from a total that it shows too finds nobody, or many."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from clinic_log.outcomes.rules.cells import Facet
from clinic_log.supervision.rules import (
    EffectCounts,
    MonthCounts,
    QualityRow,
    RecordCounts,
    SessionCounts,
    SiteCounts,
)
from clinic_log.supervision.rules.leaving import (
    Hiding,
    Leaving,
    literature_leaving,
    months_leaving,
    quality_leaving,
    sites_leaving,
)
from clinic_log.supervision.rules.literature import ASKED_WORDS, ROLL_UP_WORDS, OwnCounts
from clinic_log.treatments.rules import EffectTiming
from tests.supervision.tables import BASIS, rows_of

HIDING = Hiding()
HIDDEN = HIDING.word
BEFORE, SINCE = EffectTiming.BEFORE_LEAVING, EffectTiming.SINCE_LAST_TIME

few_or_many = st.one_of(st.integers(0, 12), st.integers(0, 60))


def _is_few(number: int) -> bool:
    return 0 < number < 10


def _left(total: int, shown: Iterable[str]) -> int:
    return total - sum(int(cell) for cell in shown if cell != HIDDEN)


@st.composite
def months(draw: st.DrawFn) -> list[MonthCounts]:
    found = []
    for place in range(draw(st.integers(1, 8))):
        with_effect, without, not_asked, more = (draw(few_or_many) for _ in range(4))
        asked = with_effect + without
        counts = MonthCounts(
            month=date(2026, place + 1, 1), needling_sessions=asked + not_asked, asked=asked, with_effect=with_effect,
            effects=with_effect + (more if with_effect else 0),
        )  # fmt: skip
        found.append(counts)
    return found


def _told(counts: list[MonthCounts], timing: EffectTiming) -> EffectCounts:
    names = ("needling_sessions", "asked", "with_effect", "effects")
    return EffectCounts(timing=timing, **{name: sum(getattr(each, name) for each in counts) for name in names})


@given(months(), st.sampled_from([None, 2, 6]))
def test_of_the_sessions_of_months(counts: list[MonthCounts], baseline: int | None) -> None:
    before, since = _told(counts, BEFORE), _told(counts, SINCE)
    sessions = SessionCounts(
        sessions=before.needling_sessions + 20, patients=40, needling_sessions=before.needling_sessions,
        before_leaving=before, since_last_time=since,
    )  # fmt: skip
    leaving = months_leaving(counts, replace(BASIS, sessions=sessions), HIDING, baseline=baseline)

    total = rows_of(leaving, "Side effects of needling sessions")
    told = rows_of(leaving, "Sessions with a side effect before leaving, by month").values()
    asked = rows_of(leaving, "Sessions in which side effects were asked before leaving, by month").values()
    for name, shown in (
        ("Asked in", [row[0] for row in told]),
        ("Sessions with a side effect, of asked", [row[1] for row in told]),
        ("Needling sessions", [row[0] for row in asked]),
    ):
        if total[name][0] != HIDDEN:
            assert not _is_few(_left(int(total[name][0]), shown))
        elif HIDDEN not in shown:
            assert not any(int(cell) for cell in shown)
    for needled, answered, *_ in asked:
        if HIDDEN not in {needled, answered}:
            assert not _is_few(int(needled) - int(answered))


@st.composite
def records(draw: st.DrawFn) -> list[QualityRow]:
    found = []
    for name in ("Ada", "Ben", "Cleo", "Dag")[: draw(st.integers(1, 4))]:
        asked, not_asked, other, late, in_time = (draw(few_or_many) for _ in range(5))
        sessions = asked + not_asked + other
        before = draw(st.integers(0, sessions))
        counts = RecordCounts(
            sessions=sessions, needling_sessions=asked + not_asked, asked=asked, pain_before=before,
            pain_both=draw(st.integers(0, before)), sites=asked, copied=draw(st.integers(0, asked)),
            old_drafts=draw(few_or_many),
        )  # fmt: skip
        found.append(QualityRow(name=name, counts=counts, minutes_to_signature={30: in_time, 4000: late}))
    minutes = {minutes: sum(row.minutes_to_signature[minutes] for row in found) for minutes in (30, 4000)}
    together = sum((row.counts for row in found), RecordCounts())
    return [QualityRow(name="Everyone", counts=together, minutes_to_signature=minutes), *found]


def _with_totals(rows: list[QualityRow]) -> Leaving:
    counts = rows[0].counts
    told = EffectCounts(timing=BEFORE, needling_sessions=counts.needling_sessions, asked=counts.asked)
    sessions = SessionCounts(
        sessions=counts.sessions, patients=40, needling_sessions=counts.needling_sessions, before_leaving=told,
        since_last_time=replace(told, timing=SINCE),
    )  # fmt: skip
    return quality_leaving(rows, replace(BASIS, sessions=sessions), HIDING)


@given(records())
def test_of_the_record_of_everyone(rows: list[QualityRow]) -> None:
    leaving = _with_totals(rows)

    shown: dict[str, Mapping[str, tuple[str, ...]]] = {
        table.title: rows_of(leaving, table.title) for table in leaving.tables
    }
    for cells in shown.values():
        everyone, *each = cells.values()
        for at in range(2):
            column = [row[at] for row in each]
            if everyone[at] != HIDDEN:
                assert not _is_few(_left(int(everyone[at]), column))
            elif HIDDEN not in column:
                assert not any(int(cell) for cell in column)
    sessions, needled = shown["Sessions and drafts"], shown["Side effects not asked"]
    for name, (number, *_) in sessions.items():
        if HIDDEN not in {number, needled[name][0]}:
            assert not _is_few(int(number) - int(needled[name][0]))


@st.composite
def muscles(draw: st.DrawFn) -> list[SiteCounts]:
    found = []
    for label in "abcdef"[: draw(st.integers(1, 6))]:
        obtained, not_obtained, not_sought, with_effect, without, not_asked = (draw(few_or_many) for _ in range(6))
        sought, asked = obtained + not_obtained, with_effect + without
        counts = SiteCounts(
            facet=Facet.MUSCLE, label=label, is_recorded=True, sites=sought + not_sought, sought=sought,
            obtained=obtained, sessions=asked + not_asked, asked=asked, with_effect=with_effect,
        )  # fmt: skip
        found.append(counts)
    return found


@given(muscles())
def test_of_the_sites_of_all_muscles(counts: list[SiteCounts]) -> None:
    twitch, effects, _ = sites_leaving(counts, BASIS, HIDING).tables

    for table, totals in (
        (twitch, [(one.sites, one.sought, one.obtained) for one in counts]),
        (effects, [(one.sessions, one.asked, one.with_effect) for one in counts]),
    ):
        for at, numbers in enumerate(zip(*totals, strict=True), start=1):
            column = [row[at] for row in table.rows]
            if any(cell not in {HIDDEN, "0"} for cell in column):
                assert not _is_few(_left(sum(numbers), column))
        for _, all_of_it, part, reached, *_ in table.rows:
            assert HIDDEN in {all_of_it, part} or not _is_few(int(all_of_it) - int(part))
            assert HIDDEN in {part, reached} or not _is_few(int(part) - int(reached))


@given(st.lists(few_or_many, min_size=3, max_size=3), few_or_many, few_or_many)
def test_of_all_effects_by_how_grave_they_were_and_by_kind(grades: list[int], bruises: int, pain: int) -> None:
    kinds = {"bruising": min(bruises, sum(grades)), "headache": min(pain, max(0, sum(grades) - bruises))}
    effects = {(slug, BEFORE): number for slug, number in (*zip(ROLL_UP_WORDS, grades, strict=True), *kinds.items())}

    leaving = literature_leaving(OwnCounts(effects=effects, asked={BEFORE: 400, SINCE: 0}), BASIS, HIDING)

    own = {
        table.title: row[3].partition(" in ")[0]
        for table in leaving.tables
        for row in table.rows
        if row[:2] == ("This clinic", ASKED_WORDS[BEFORE])
    }
    mild, beyond, serious = (own.pop(words) for words in ROLL_UP_WORDS.values())
    for total, shown in ((sum(grades), [mild, beyond]), (sum(grades[1:]), [serious]), (sum(grades), [*own.values()])):
        assert not any(_is_few(int(cell)) for cell in shown if cell != HIDDEN)
        if any(cell not in {HIDDEN, "0"} for cell in shown) and (shown != [serious] or beyond != HIDDEN):
            assert not _is_few(_left(total, shown))
