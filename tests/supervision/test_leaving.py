"""Tables that leave the clinic tell of nobody."""

import csv
from datetime import date
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from clinic_log.supervision.rules import LeavingTable, MonthCounts, as_csv, months_leaving
from clinic_log.supervision.rules.leaving import HIDDEN

counts = st.integers(0, 60).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size)))


def _months(*figures: tuple[int, int]) -> LeavingTable:
    months = [
        MonthCounts(month=date(2025, place + 1, 1), responders=reached, evaluable=size)
        for place, (reached, size) in enumerate(figures)
    ]
    return months_leaving(months, ["Last 12 months", "everyone"])


def _sizes(table: LeavingTable) -> list[str]:
    return [row[1] for row in table.rows]


def test_a_large_month_is_shown_with_its_share_and_interval() -> None:
    table = _months((24, 40), (15, 30))

    assert table.rows[0][:5] == ("2025-01", "40", "24", "60 %", "45–74 %")
    assert ("Counted for", "Last 12 months; everyone") in table.notes


def test_a_small_month_takes_the_next_one_with_it() -> None:
    assert _sizes(_months((24, 40), (15, 30), (2, 5))) == ["40", HIDDEN, HIDDEN]


def test_few_who_did_not_respond_are_hidden_as_well() -> None:
    assert _sizes(_months((28, 30), (20, 50), (30, 60))) == [HIDDEN, HIDDEN, "60"]


def test_an_empty_month_says_so() -> None:
    assert _sizes(_months((24, 40), (0, 0))) == ["40", "0"]


@given(st.lists(counts, min_size=1, max_size=12))
def test_no_shown_cell_tells_of_one_to_nine_people(figures: list[tuple[int, int]]) -> None:
    rows = _months(*figures).rows

    for row in rows:
        if row[1] != HIDDEN:
            size, reached = int(row[1]), int(row[2])
            assert not 0 < size < 10
            assert not 0 < reached < 10
            assert not 0 < size - reached < 10


def test_text_that_a_spreadsheet_would_run_is_only_text() -> None:
    rows = (("=1+1",), ('a "b", c',))
    table = LeavingTable(title="T", notes=(("Counted for", "@everyone"),), head=("Name",), rows=rows)

    cells = list(csv.reader(StringIO(as_csv(table).removeprefix("\N{BYTE ORDER MARK}"))))

    assert cells == [["T"], ["Counted for", "'@everyone"], [], ["Name"], ["'=1+1"], ['a "b", c']]
