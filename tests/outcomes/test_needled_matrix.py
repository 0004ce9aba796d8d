"""Muscles by visits: what was done beside what happened."""

from dataclasses import replace

from clinic_log.outcomes.rules import pain_course
from clinic_log.outcomes.rules.needled_matrix import MatrixCell, NeedledFacts, NeedledMatrix, needled_matrices
from clinic_log.treatments.rules import VisitKind
from tests.outcomes.examples import visits_with_pain


def _needled(session_id: int, target: str, *, needles: int = 1, twitch: str | None = None) -> NeedledFacts:
    return NeedledFacts(session_id=session_id, episode_id=7, target=target, needles=needles, twitch=twitch)


def _matrices(rows: list[NeedledFacts], visits: int = 3) -> tuple[NeedledMatrix, ...]:
    held = visits_with_pain([(7, 5), (6, None), *([(None, None)] * (visits - 2))])
    effects = {each.session_id: ("none", "–") for each in held}
    return needled_matrices(rows, course=pain_course(held, "nprs"), effects=effects)


def test_rows_of_the_same_muscle_in_a_visit_are_one_cell() -> None:
    rows = [
        _needled(1, "Multifidus L", needles=2, twitch="ltr-not-sought"),
        _needled(1, "Multifidus L", needles=1, twitch="ltr-yes"),
    ]

    (matrix,) = _matrices(rows)

    assert matrix.rows[0].cells == (MatrixCell(3, "obtained"),)


def test_twitch_is_counted_among_the_visits_that_sought_it() -> None:
    rows = [
        _needled(1, "Infraspinatus R", twitch="ltr-yes"),
        _needled(2, "Infraspinatus R", twitch="ltr-no"),
        _needled(3, "Infraspinatus R", twitch="ltr-not-sought"),
        _needled(3, "Deltoid R", twitch=None),
    ]

    (matrix,) = _matrices(rows)

    assert [(row.target, row.twitch) for row in matrix.rows] == [
        ("Infraspinatus R", "1 of 2"),
        ("Deltoid R", "not sought"),
    ]
    assert matrix.rows[1].cells == (None, None, MatrixCell(1, ""))


def test_a_visit_without_needles_keeps_its_number_and_has_no_column() -> None:
    (matrix,) = _matrices([_needled(1, "Deltoid R"), _needled(3, "Deltoid R")])

    assert [(column.number, column.pain) for column in matrix.columns] == [(1, "7 → 5"), (3, "–")]


def test_a_score_that_was_not_asked_is_no_zero() -> None:
    (matrix,) = _matrices([_needled(2, "Deltoid R")])

    assert matrix.columns[0].pain == "6 → ?"


def test_many_visits_come_twelve_a_table_and_the_latest_first() -> None:
    matrices = _matrices([_needled(number, "Deltoid R") for number in range(1, 31)], visits=30)

    assert [len(matrix.columns) for matrix in matrices] == [6, 12, 12]
    assert matrices[0].columns[-1].number == 30


def test_visits_are_numbered_as_in_the_course_of_the_pain() -> None:
    held = visits_with_pain([(7, 5), (None, None), (6, 5)])
    held[1] = replace(held[1], kind=VisitKind.DID_NOT_ATTEND)
    effects = {each.session_id: ("none", "–") for each in held}

    (matrix,) = needled_matrices([_needled(3, "Deltoid R")], course=pain_course(held, "nprs"), effects=effects)

    assert matrix.columns[0].number == 2


def test_nothing_needled_has_no_table() -> None:
    assert _matrices([]) == ()
