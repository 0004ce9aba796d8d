"""The pain course: marks at their values, the course and the target in words."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_log.charts import CAUSALITY, MeasureScale
from tests.charts.drawings import parse_all
from tests.charts.examples import pain, scores

FIVE: list[tuple[float | None, float | None]] = [(7, 5), (6, 4), (6, 4), (4, 3), (3, 2)]


def test_marks_lie_at_their_values() -> None:
    drawing = parse_all(pain(FIVE).svg)[0]

    rings, dots = drawing.centres("c-before"), drawing.centres("c-after")

    step = (rings[4][1] - rings[0][1]) / (7 - 3)
    assert [y for _, y in rings] == pytest.approx(
        [rings[0][1] + (7 - value) * step for value in (7, 6, 6, 4, 3)], abs=0.02
    )
    assert [y for _, y in dots] == pytest.approx(
        [rings[0][1] + (7 - value) * step for value in (5, 4, 4, 3, 2)], abs=0.02
    )
    assert all(dot[0] > ring[0] for ring, dot in zip(rings, dots, strict=True))


def test_the_course_and_the_important_change_are_said_in_words() -> None:
    words = " ".join(parse_all(pain(FIVE).svg)[0].words())

    assert "−4 points since the first visit" in words
    assert "5 or less: important change from 7" in words
    assert "5 after" in words
    assert "before" in words


def test_the_target_line_lies_an_important_change_from_the_first_score() -> None:
    drawing = parse_all(pain([(7, None), (5, None)]).svg)[0]

    target = drawing.all("line", "c-target")[0]

    assert float(target.attrib["y1"]) == drawing.centres("c-before")[1][1]


def test_one_before_score_draws_no_course_and_says_so() -> None:
    chart = pain([(7, 5)])

    drawing = parse_all(chart.svg)[0]

    assert "One before-score so far. A course needs two." in " ".join(drawing.words())
    assert chart.caption.startswith("One before-score so far: 7 of 10. A course needs two.")
    assert drawing.all("path", "c-course") == []
    assert drawing.all("path", "c-bracket") == []


def test_a_first_score_without_room_has_no_target() -> None:
    drawing = parse_all(pain([(1, 0), (0, 0)]).svg)[0]

    assert drawing.all("line", "c-target") == []
    assert "no room for an important change" in " ".join(drawing.words())


def test_a_higher_scale_has_its_target_above() -> None:
    drawing = parse_all(pain([(30, None), (62, None)], MeasureScale(0, 100, "higher", "%", 15)).svg)[0]

    assert "45 or more: important change from 30" in " ".join(drawing.words())
    assert float(drawing.all("line", "c-target")[0].attrib["y1"]) < drawing.centres("c-before")[0][1]


def test_a_missing_before_score_is_a_gap_and_a_question_mark() -> None:
    chart = pain([(7, 5), (6, 4), (None, 3), (5, 3), (4, 2)])

    drawing = parse_all(chart.svg)[0]

    assert len(drawing.all("path", "c-course")) == 2
    assert len(drawing.all("circle", "c-missing")) == 1
    assert "?" in drawing.words()
    assert "day 3, session 3: before not asked, after 3" in drawing.titles()
    assert chart.table_rows[2] == ("day 3, session 3", "not asked", "3")


def test_the_table_holds_the_data() -> None:
    chart = pain(FIVE)

    assert chart.table_head == ("Visit", "Before", "After")
    assert chart.table_rows[0] == ("day 1, session 1", "7", "5")
    assert len(chart.table_rows) == 5


def test_a_question_asked_only_before_has_no_after_column() -> None:
    chart = pain([(5, None), (4, None)])

    assert chart.table_head == ("Visit", "Before")
    assert "immediate response" not in chart.caption


def test_the_caption_always_speaks_of_cause() -> None:
    assert pain(FIVE).caption.endswith(CAUSALITY)
    assert pain(FIVE, caption="Pain fell.").caption == f"Pain fell. {CAUSALITY}"
    assert pain(FIVE, caption=f"Pain fell. {CAUSALITY}").caption.count(CAUSALITY) == 1


def test_a_measurement_error_is_a_bracket_from_the_first_score() -> None:
    drawing = parse_all(pain([(7, None), (4, None)], MeasureScale(0, 10, mdc=2)).svg)[0]

    assert "measurement error 2" in drawing.titles()


@settings(max_examples=50)
@given(st.lists(st.tuples(scores, scores), max_size=40))
def test_any_scores_are_drawn_inside_the_frame(pairs: list[tuple[float | None, float | None]]) -> None:
    for drawing in parse_all(pain(pairs).svg):
        assert drawing.outside() == []


@settings(max_examples=50)
@given(st.lists(st.integers(0, 10), min_size=2, max_size=11))
def test_a_higher_score_is_always_drawn_higher(values: list[int]) -> None:
    rings = parse_all(pain([(value, None) for value in values]).svg)[0].centres("c-before")

    drawn = sorted(zip(values, (y for _, y in rings), strict=True))

    assert all(low[1] >= high[1] for low, high in pairwise(drawn))
