"""What is worth a second look, and how late a record was written."""

from datetime import UTC, datetime, timedelta

import pytest

from clinic_log.episodes.rules import Side
from clinic_log.treatments.rules import MOVES, MeasurementEntry, NeedleSide, NeedlingEntry, SessionStatus, may_move
from clinic_log.treatments.rules.cautions import cautions
from clinic_log.treatments.rules.timing import late_words, written_late_by
from tests.treatments.factories import needling, needling_visit

START = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)


def texts(*rows: NeedlingEntry) -> list[str]:
    return [gap.text for gap in cautions(needling_visit(needlings=rows))]


def test_the_same_target_twice_is_allowed_and_pointed_out() -> None:
    (text,) = texts(needling(), needling())

    assert "already stands above" in text


def test_left_and_right_are_two_rows() -> None:
    assert texts(needling(), needling(side=NeedleSide.LEFT)) == []


@pytest.mark.parametrize(
    ("late_by", "words"),
    [
        (timedelta(minutes=-5), ""),
        (timedelta(minutes=60), ""),
        (timedelta(minutes=61), "written 1 h after the visit"),
        (timedelta(hours=6, minutes=59), "written 6 h after the visit"),
        (timedelta(hours=47), "written 47 h after the visit"),
        (timedelta(hours=49), "written 2 days after the visit"),
    ],
)
def test_a_late_record_says_how_late(late_by: timedelta, words: str) -> None:
    assert late_words(written_late_by(START, START + late_by)) == words


def test_nothing_is_late_while_a_time_is_not_known() -> None:
    assert written_late_by(None, START) is None
    assert written_late_by(START, None) is None


def test_every_state_has_its_moves_and_none_leads_back_to_a_draft() -> None:
    assert set(MOVES) == set(SessionStatus)
    assert not any(may_move(state, SessionStatus.DRAFT) for state in SessionStatus)


def test_what_was_discarded_or_retracted_stays_so() -> None:
    assert not MOVES[SessionStatus.DISCARDED]
    assert not MOVES[SessionStatus.RETRACTED]


def test_more_motion_than_the_joint_allows_is_worth_a_look() -> None:
    row = MeasurementEntry(uid="m1", measure_slug="cervical-rotation", side=Side.LEFT, before=52.5, after=200.0)

    (caution,) = cautions(needling_visit(measurements=(row,)))

    assert caution.field == "measurements.m1.after"
    assert caution.text.endswith("after: 200° is more than this joint allows. Check")
