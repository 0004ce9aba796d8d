"""A drawing that leaves the clinic tells nothing that the table beside it hides."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from clinic_log.outcomes.rules.strata import BaselinePain
from clinic_log.supervision.rules import Case, EffortCounts, MonthCounts, make_funnel
from clinic_log.supervision.rules.leaving import Hiding, Leaving, LeavingTable, as_csv, funnel_leaving, months_leaving
from tests.supervision.tables import BASIS, rows_of

HIDING = Hiding()
HIDDEN = HIDING.word
NAMES: dict[int | None, str] = dict(enumerate(["Ada", "Ben", "Cleo", "Dag", "Eva", "Finn"]))
FEW_AND_NEXT = "Their numbers are too small to leave the clinic, or would tell those of another by subtraction."


def _month(place: int, episodes: tuple[int, int], sessions: tuple[int, int] = (30, 200)) -> MonthCounts:
    (responders, evaluable), (with_effect, asked) = episodes, sessions
    return MonthCounts(
        month=date(2025, place + 1, 1), responders=responders, evaluable=evaluable, needling_sessions=asked,
        asked=asked, with_effect=with_effect, effects=with_effect,
    )  # fmt: skip


def _months(*episodes: tuple[int, int], baseline: int | None = None) -> LeavingTable:
    counts = [_month(place, each) for place, each in enumerate(episodes)]
    return months_leaving(counts, BASIS, HIDING, baseline=baseline).tables[0]


def test_a_hidden_month_is_a_gap_without_limits_and_the_caption_says_how_many_there_are() -> None:
    table = _months((24, 40), (2, 5), (15, 30), (30, 60), (25, 50))

    assert [row[1] for row in table.rows] == ["40", HIDDEN, HIDDEN, "60", "50"]
    assert [row[5:] for row in table.rows[1:3]] == [("", "", "")] * 2
    assert table.chart is not None
    assert [row[1] for row in table.chart.table_rows] == ["60", "hidden", "hidden", "50", "50"]
    assert f"Hidden: 2 months. {FEW_AND_NEXT}" in table.chart.caption
    assert "Feb 25: " not in table.chart.paper
    assert "nothing counted" not in table.chart.paper


def test_the_centre_is_that_of_all_months_and_no_hidden_one_is_named() -> None:
    """Months with few events are hidden sooner: the centre of the others alone would lie too high."""
    table = _months((30, 60), (30, 60), (4, 60), (30, 60), (18, 50), (30, 60), (30, 60))

    assert [row[1] for row in table.rows] == ["60", "60", HIDDEN, "60", HIDDEN, "60", "60"]
    assert table.chart is not None
    assert "centre 42 %" in table.chart.paper
    assert "Mar 25" not in table.note
    assert table.note.startswith("Every month that is told lies within its limits. Hidden: 2 months.")
    assert "runs are not judged" in table.note


def test_the_months_that_set_the_limits_are_hidden_among_each_other() -> None:
    """With the centre their sum is told."""
    table = _months((30, 60), (30, 60), (4, 60), (12, 40), (10, 20), (40, 60), baseline=3)

    assert [row[1] for row in table.rows] == [HIDDEN, "60", HIDDEN, "40", "20", "60"]


def test_where_the_months_that_set_the_limits_are_few_nothing_is_drawn() -> None:
    table = _months((1, 4), (2, 5), (0, 0), (30, 60), (20, 50), (40, 70), baseline=3)

    assert table.chart is None
    assert [row[1] for row in table.rows] == [HIDDEN, HIDDEN, "0", "60", HIDDEN, "70"]


def test_of_one_month_there_is_no_drawing_but_its_limits_and_where_it_lies() -> None:
    """They follow from the sum of all months, which the centre tells, and from its own size."""
    table = _months((24, 40), (2, 5), (15, 30))

    assert table.chart is None
    assert table.rows[0] == ("2025-01", "40", "24", "60 %", "45–74 %", "31.1 %", "78.3 %", "within the limits")
    assert [row[1:] for row in table.rows[1:]] == [(HIDDEN, HIDDEN, "", "", "", "", "")] * 2
    assert table.note.startswith(
        "No chart is drawn: only 1 month may be told of. Every month that is told lies within its limits. "
        f"Hidden: 2 months. {FEW_AND_NEXT} The centre counts them"
    )
    assert _months((24, 40)).chart is not None  # nothing is hidden, so the page draws the same


def test_the_only_month_that_may_be_told_of_says_that_it_lies_beyond() -> None:
    table = _months((45, 60), *[(3, 25)] * 4)

    assert table.chart is None
    assert table.rows[0][-1] == "beyond the limits"
    assert "Beyond the limits: Jan 25. Look at the month" in table.note


def test_where_no_month_may_be_told_of_there_is_no_limit_either() -> None:
    table = _months((5, 14), (6, 15), (0, 0))

    assert (table.chart, table.note) == (None, "No chart is drawn: too few months may be told of.")


def test_the_first_months_set_the_limits_as_on_the_page() -> None:
    rows = _months(*[(30, 60)] * 6, (50, 60), baseline=6).rows

    assert rows[-1] == ("2025-07", "60", "50", "83 %", "72–91 %", "30.6 %", "69.4 %", "beyond the limits")


def _shuffled(
    counts: Sequence[MonthCounts], hidden: set[str], *, baseline: int | None, order: st.DataObject
) -> list[MonthCounts]:
    """The numbers of the hidden months among each other, those that set the limits apart."""
    places = [place for place, month in enumerate(counts) if f"{month.month:%Y-%m}" in hidden]
    first = baseline if baseline is not None and baseline < len(counts) else len(counts)
    moved: dict[int, int] = {}
    for stretch in ([place for place in places if place < first], [place for place in places if place >= first]):
        moved |= dict(zip(stretch, order.draw(st.permutations(stretch)), strict=True))
    return [replace(counts[moved.get(place, place)], month=month.month) for place, month in enumerate(counts)]


of_size = st.integers(0, 60).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size)))


def different(most: int) -> st.SearchStrategy[list[tuple[int, int]]]:
    """No two of one size: which of these is hidden with a small one depends on their order."""
    return st.lists(of_size, min_size=1, max_size=most, unique_by=lambda each: each[1])


@given(different(12), st.sampled_from([None, 3, 6]), st.data())
def test_what_leaves_is_the_same_whichever_hidden_month_holds_which_numbers(
    episodes: list[tuple[int, int]], baseline: int | None, data: st.DataObject
) -> None:
    counts = [_month(place, each, (0, 0)) for place, each in enumerate(episodes)]
    leaving = months_leaving(counts, BASIS, HIDING, baseline=baseline)
    hidden = {row[0] for row in leaving.tables[0].rows if row[1] == HIDDEN}

    again = months_leaving(_shuffled(counts, hidden, baseline=baseline, order=data), BASIS, HIDING, baseline=baseline)

    assert again == leaving


def _case(person: int, responders: int, evaluable: int) -> Case:
    return Case(person, BaselinePain.FROM_7, "", "neck", evaluable, evaluable, 0, responders)


def _funnel(*people: tuple[int, int]) -> Leaving:
    cases = [_case(person, *counts) for person, counts in enumerate(people)]
    return funnel_leaving(make_funnel(cases, names=NAMES), BASIS, HIDING)


def test_a_hidden_practitioner_has_no_point_no_name_and_no_ratio() -> None:
    """Cleo is far outside, and all but a few of her episodes responded."""
    leaving = _funnel((60, 120), (50, 100), (58, 60), (55, 110), (20, 45))

    (table, *_), notes = leaving.tables, dict(leaving.notes)
    rows = rows_of(leaving, table.title)
    assert rows["Cleo"] == (HIDDEN, HIDDEN, "", "", "0", "", "", "")
    assert rows["Eva"] == rows["Cleo"]
    assert rows["Ada"][-1] == "within the expected range"
    assert notes["Finding"] == "All 3 drawn here lie within the expected range."
    assert table.chart is not None
    assert [row[0] for row in table.chart.table_rows] == ["Ada", "Ben", "Dag"]
    assert "Cleo" not in table.chart.paper + table.chart.caption
    assert f"Not drawn: 2 practitioners. {FEW_AND_NEXT} The rate of all together counts them." in table.chart.caption


def test_of_one_practitioner_there_is_no_funnel() -> None:
    leaving = _funnel((60, 120), (58, 60), (20, 45))

    assert leaving.tables[0].chart is None
    assert dict(leaving.notes)["Finding"].startswith("Nothing is drawn: too few practitioners")


def test_everybody_who_is_shown_on_the_page_leaves_with_the_same_funnel() -> None:
    (table, *_) = _funnel((60, 120), (50, 100), (20, 80)).tables

    assert table.note.startswith("Cleo: outside the expected range")
    assert "Not drawn" not in table.note


def test_effort_does_not_stand_beside_the_funnel() -> None:
    """It counts the episodes of nobody, which no other number of that file does."""
    basis = replace(BASIS, effort=EffortCounts(reached=40, effort_sessions=160, effort_needles=600))
    funnel = make_funnel([_case(0, 60, 120), _case(1, 50, 100)], names=NAMES)

    assert "Effort" not in as_csv(funnel_leaving(funnel, basis, HIDING))


@given(different(6), st.data())
def test_the_funnel_is_the_same_whichever_hidden_person_has_which_numbers(
    people: list[tuple[int, int]], data: st.DataObject
) -> None:
    leaving = _funnel(*people)
    rows = rows_of(leaving, leaving.tables[0].title)
    hidden = [person for person in range(len(people)) if rows[NAMES[person]][0] == HIDDEN]
    moved = dict(zip(hidden, data.draw(st.permutations(hidden)), strict=True))

    again = _funnel(*(people[moved.get(person, person)] for person in range(len(people))))

    assert as_csv(again) == as_csv(leaving)
    assert again == leaving
