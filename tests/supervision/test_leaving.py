"""Tables that leave the clinic tell of nobody."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from clinic_log.documents import Document, typeset
from clinic_log.outcomes.rules.cells import Facet
from clinic_log.supervision.rules import MonthCounts, OutcomeCounts, QualityRow, RecordCounts, SiteCounts
from clinic_log.supervision.rules.leaving import (
    Hiding,
    Leaving,
    LeavingTable,
    as_blocks,
    as_csv,
    months_leaving,
    quality_leaving,
    sites_leaving,
)
from clinic_log.supervision.rules.leaving.pages import _counts

HIDING = Hiding()
HIDDEN = HIDING.word

counts = st.integers(0, 60).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size)))


def _months(*figures: tuple[int, int], hiding: Hiding = HIDING) -> Leaving:
    months = [
        MonthCounts(month=date(2025, place + 1, 1), responders=reached, evaluable=size)
        for place, (reached, size) in enumerate(figures)
    ]
    return months_leaving(months, ["Last 12 months", "everyone"], hiding)


def _sizes(leaving: Leaving) -> list[str]:
    return [row[1] for row in leaving.tables[0].rows]


def test_a_large_month_is_shown_with_its_share_and_interval() -> None:
    leaving = _months((24, 40), (15, 30))

    assert leaving.tables[0].rows[0][:5] == ("2025-01", "40", "24", "60 %", "45–74 %")
    assert ("Counted for", "Last 12 months; everyone") in leaving.notes


def test_a_small_month_takes_the_next_one_with_it() -> None:
    assert _sizes(_months((24, 40), (15, 30), (2, 5))) == ["40", HIDDEN, HIDDEN]


def test_few_who_did_not_respond_are_hidden_as_well() -> None:
    assert _sizes(_months((28, 30), (20, 50), (30, 60))) == [HIDDEN, HIDDEN, "60"]


def test_an_empty_month_says_so() -> None:
    assert _sizes(_months((24, 40), (0, 0))) == ["40", "0"]


@given(st.lists(counts, min_size=1, max_size=12))
def test_no_shown_cell_tells_of_one_to_nine_people(figures: list[tuple[int, int]]) -> None:
    rows = _months(*figures).tables[0].rows

    for row in rows:
        if row[1] != HIDDEN:
            size, reached = int(row[1]), int(row[2])
            assert not 0 < size < 10
            assert not 0 < reached < 10
            assert not 0 < size - reached < 10


def test_text_that_a_spreadsheet_would_run_is_only_text() -> None:
    rows = (("=1+1",), ('a "b", c',))
    table = LeavingTable(title="By name", head=("Name",), rows=rows)
    leaving = Leaving(title="T", notes=(("Counted for", "@everyone"),), tables=(table,))

    cells = list(csv.reader(StringIO(as_csv(leaving).removeprefix("\N{BYTE ORDER MARK}"))))

    assert cells == [["T"], ["Counted for", "'@everyone"], [], ["By name"], ["Name"], ["'=1+1"], ['a "b", c']]


def test_ten_is_hidden_too_where_the_clinic_says_so() -> None:
    assert _sizes(_months((20, 40), (15, 30), (0, 10), (30, 60))) == ["40", "30", "10", "60"]
    eleven = Hiding(11)
    assert _sizes(_months((20, 40), (15, 30), (0, 10), (30, 60), hiding=eleven)) == [
        "40",
        eleven.word,
        eleven.word,
        "60",
    ]


def test_no_part_of_the_episodes_follows_from_the_others() -> None:
    counts = OutcomeCounts(
        episodes=120, evaluable=90, floor=12, missing=15, unjudged=3, with_baseline=117, eligible=100
    )

    shown = dict(_counts(counts, HIDING))

    assert (shown["Without a known threshold"], shown["Without room to improve"]) == (HIDDEN, HIDDEN)
    assert (shown["Episodes"], shown["Evaluable"], shown["Without a last score"]) == ("120", "90", "15")
    assert shown["With a first score"] == HIDDEN  # three fewer than the episodes


def test_the_completion_tells_nothing_that_its_parts_do_not() -> None:
    counts = OutcomeCounts(episodes=127, evaluable=94, missing=33, eligible=124, eligible_evaluable=94)

    shown = dict(_counts(counts, HIDING))

    assert (shown["Eligible for completion"], shown["Completion"]) == (HIDDEN, HIDDEN)


def _site(label: str, *, obtained: int, sought: int) -> SiteCounts:
    return SiteCounts(facet=Facet.MUSCLE, label=label, is_recorded=True, sites=sought, sought=sought, obtained=obtained,
                      sessions=sought, asked=sought, with_effect=0)  # fmt: skip


def test_a_muscle_with_few_sites_is_hidden_with_another() -> None:
    counts = [
        _site("Masseter", obtained=2, sought=4),
        _site("Infraspinatus", obtained=20, sought=40),
        _site("Soleus", obtained=15, sought=30),
    ]

    (*_, table) = sites_leaving(counts, ["everyone"], HIDING).tables

    assert [row[:3] for row in table.rows] == [
        ("Infraspinatus", "40", "20"),
        ("Masseter", HIDDEN, HIDDEN),
        ("Soleus", HIDDEN, HIDDEN),
    ]


def test_the_line_of_everyone_stays_in_the_house() -> None:
    counts = RecordCounts(
        sessions=40, needling_sessions=40, asked=20, pain_before=40, pain_both=20, sites=80, copied=40
    )
    rows = [QualityRow(name=name, counts=counts, minutes_to_signature={}) for name in ("Everyone", "Ada", "Ben")]

    leaving = quality_leaving(rows, ["everyone"], HIDING)

    assert [row[0] for row in leaving.tables[0].rows] == ["Ada", "Ben"]


def test_the_document_can_be_set_and_says_what_a_reader_must_know() -> None:
    leaving = _months((24, 40), (15, 30), (2, 5))
    made_at = datetime(2026, 11, 20, 12, tzinfo=UTC)

    content = typeset(
        Document(title=leaving.title, about="Team", clinic="Bench Street", made="Made today", made_at=made_at,
                 blocks=as_blocks(leaving))
    )  # fmt: skip

    names = [name for name, _ in leaving.notes]
    assert content.startswith(b"%PDF")
    assert {
        "Counted for",
        "Instrument",
        "Time window",
        "Responder",
        "Missing",
        "Intervals",
        "Small cells",
        "Reading",
    } <= set(names)
