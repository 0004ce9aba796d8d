"""Tables that leave the clinic tell of nobody."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from clinic_log.documents import Document, Figure, typeset
from clinic_log.outcomes.rules.cells import Facet
from clinic_log.supervision.rules import (
    EffectCounts,
    MonthCounts,
    OutcomeCounts,
    QualityRow,
    RecordCounts,
    SessionCounts,
    SiteCounts,
)
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
from clinic_log.treatments.rules import EffectTiming
from tests.supervision.tables import BASIS, rows_of, told_before_leaving

HIDING = Hiding()
HIDDEN = HIDING.word

counts = st.integers(0, 60).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size)))


def _months(*figures: tuple[int, int], hiding: Hiding = HIDING) -> Leaving:
    months = [
        MonthCounts(month=date(2025, place + 1, 1), responders=reached, evaluable=size)
        for place, (reached, size) in enumerate(figures)
    ]
    return months_leaving(months, BASIS, hiding)


def _sizes(leaving: Leaving) -> list[str]:
    return [row[1] for row in leaving.tables[0].rows]


def test_a_large_month_is_shown_with_its_share_and_interval() -> None:
    leaving = _months((24, 40), (15, 30))

    assert leaving.tables[0].rows[0][:5] == ("2025-01", "40", "24", "60 %", "45–74 %")
    assert leaving.notes[:2] == (("Period", "Last 12 months"), ("Counted for", "everyone; all conditions"))


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


def _site(label: str, *, obtained: int, sought: int) -> SiteCounts:
    return SiteCounts(facet=Facet.MUSCLE, label=label, is_recorded=True, sites=sought, sought=sought, obtained=obtained,
                      sessions=sought, asked=sought, with_effect=0)  # fmt: skip


def test_a_muscle_with_few_sites_is_hidden_with_another() -> None:
    counts = [
        _site("Masseter", obtained=2, sought=4),
        _site("Infraspinatus", obtained=20, sought=40),
        _site("Soleus", obtained=15, sought=30),
        _site("Gracilis", obtained=25, sought=50),
    ]

    twitch, *_ = sites_leaving(counts, BASIS, HIDING).tables

    assert [row[:4] for row in twitch.rows] == [("Gracilis", "50", "50", "25"), ("Infraspinatus", "40", "40", "20")]
    assert twitch.note == "2 others: hidden."


def _quality(*names: str, **changes: int) -> list[QualityRow]:
    known = {"sessions": 40, "needling_sessions": 40, "asked": 20, "pain_before": 40, "pain_both": 20, "sites": 80}
    counts = RecordCounts(**{**known, "copied": 40, **changes})
    rows = [QualityRow(name=name, counts=counts, minutes_to_signature={30: 20, 4000: 20}) for name in names]
    minutes = {30: 20 * len(rows), 4000: 20 * len(rows)}
    together = sum((row.counts for row in rows), RecordCounts())
    return [QualityRow(name="Everyone", counts=together, minutes_to_signature=minutes), *rows]


def test_the_record_leaves_with_the_time_to_the_signature() -> None:
    leaving = quality_leaving(_quality("Ada", "Ben"), BASIS, HIDING)

    assert rows_of(leaving, "Visit to signature") == {
        "Everyone": ("80", "40", "50 %", "39–61 %", "34 hours"),
        "Ada": ("40", "20", "50 %", "35–65 %", "34 hours"),
        "Ben": ("40", "20", "50 %", "35–65 %", "34 hours"),
    }
    assert rows_of(leaving, "Sessions and drafts")["Ada"] == ("40", "0")


def test_sessions_are_hidden_where_the_other_tables_tell_all_but_a_few_of_them() -> None:
    rows = _quality("Ada", "Ben", "Cleo", sessions=43)

    shown = rows_of(quality_leaving(rows, BASIS, HIDING), "Sessions and drafts")

    assert [shown[name][0] for name in ("Everyone", "Ada", "Ben", "Cleo")] == [HIDDEN] * 4


def test_all_sessions_are_hidden_where_few_of_them_were_not_asked() -> None:
    """Every session was with needles, and the notes say in how many somebody asked."""
    told = told_before_leaving(needling_sessions=80, asked=76)
    sessions = SessionCounts(
        sessions=80, patients=30, needling_sessions=80, before_leaving=told,
        since_last_time=EffectCounts(timing=EffectTiming.SINCE_LAST_TIME, needling_sessions=80, asked=40),
    )  # fmt: skip

    leaving = quality_leaving(_quality("Ada", "Ben"), replace(BASIS, sessions=sessions), HIDING)

    shown = rows_of(leaving, "Sessions and drafts")
    assert [shown[name][0] for name in ("Everyone", "Ada", "Ben")] == [HIDDEN] * 3


def test_what_is_said_of_small_numbers_is_true_where_counts_are_hidden() -> None:
    counted = dict(_months((24, 40), (15, 30), (2, 5)).counted)

    assert counted["Small numbers"] == (
        "Counts, unless they are hidden; percentages from 10, a practitioner's share of responders from 20 evaluable "
        "episodes."
    )
    assert "where they may be told" in counted["Missing scores"]
    assert "where no month is hidden" in counted["Control charts"]


def test_a_file_says_which_rates_stand_whatever_is_missing() -> None:
    """The share of a month is told, while that of the period is withheld."""
    outcomes = OutcomeCounts(
        episodes=100, evaluable=50, responders=40, missing=50, eligible=100, eligible_evaluable=50,
        eligible_missing=50, with_baseline=100,
    )  # fmt: skip
    month = MonthCounts(month=date(2025, 1, 1), responders=40, evaluable=50)

    leaving = months_leaving([month], replace(BASIS, outcomes=outcomes), HIDING)

    assert rows_of(leaving, "Responders by month")["2025-01"][2] == "80 %"
    assert rows_of(leaving, "Episodes of the period")["Responders"][2] == "too few follow-up scores"
    words = dict(leaving.counted)["Completion"]
    assert "no rate is shown" not in words
    assert words.endswith("Rates by month and in the funnel stand whatever is missing.")


def test_the_document_can_be_set_and_says_what_a_reader_must_know() -> None:
    leaving = _months((24, 40), (15, 30), (2, 5), (20, 50))
    made_at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    blocks = as_blocks(leaving)

    content = typeset(
        Document(title=leaving.title, about="Team", clinic="Bench Street", made="Made today", made_at=made_at,
                 blocks=blocks)
    )  # fmt: skip

    names = [name for name, _ in (*leaving.notes, *leaving.counted)]
    assert content.startswith(b"%PDF")
    assert b"pdfuaid" in content
    assert any(isinstance(block, Figure) for block in blocks)
    assert {
        "Period",
        "Counted for",
        "Instrument",
        "Asked by",
        "Time window",
        "Responder",
        "Completion",
        "Missing scores",
        "Side effects asked",
        "Intervals",
        "Small cells",
        "Reading",
    } <= set(names)
