"""What the record leaves open: the words as a table, the counts against the clinic that was counted by hand."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from clinic_log.base.dates import pretending
from clinic_log.supervision.queries import load_names, load_quality
from clinic_log.supervision.rules import QualityRow, RecordCounts, quality_rows
from tests.accounts.factories import make_clinic
from tests.outcomes.factories import make_visit
from tests.queries import count_queries
from tests.supervision.clinic import TODAY, SmallClinic, make_small_clinic, recount
from tests.supervision.test_queries import NOON, YEAR
from tests.treatments.factories import make_signed_session, needling_visit


@pytest.fixture
def clinic(db: Session) -> SmallClinic:
    return make_small_clinic(db, make_clinic(db))


def _rows(db: Session, clinic: SmallClinic) -> dict[str, QualityRow]:
    by = clinic.supervisor
    recount(db)
    with pretending(NOON):
        return {row.name: row for row in load_quality(db, by=by, wanted=YEAR, names=load_names(db, by=by))}


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        ({}, "–"),
        ({30: 1}, "30 minutes"),
        ({60: 1, 180: 1}, "2 hours"),
        ({60: 1, 120: 1, 5400: 1}, "2 hours"),
        ({4320: 2}, "3 days"),
    ],
)
def test_the_middle_time_to_the_signature_is_said_in_a_unit_that_fits(minutes: dict[int, int], words: str) -> None:
    assert QualityRow(name="Ada", counts=RecordCounts(), minutes_to_signature=minutes).to_signature == words


def test_everyone_comes_first_and_adds_up() -> None:
    rows = quality_rows(
        {2: RecordCounts(sessions=3, sites=4, copied=1), 1: RecordCounts(sessions=2, sites=1)},
        {1: {60: 1, 3000: 1}},
        names={1: "Zoe", 2: "Ada"},
    )

    assert [row.name for row in rows] == ["Everyone", "Ada", "Zoe"]
    assert rows[0].counts == RecordCounts(sessions=5, sites=5, copied=1)
    assert (rows[0].signed_late, rows[1].signed_late) == ("1 of 2", "0 of 0")
    assert quality_rows({}, {}, names={}) == ()


def test_the_record_is_counted_by_practitioner(db: Session, clinic: SmallClinic) -> None:
    rows = _rows(db, clinic)

    everyone = rows["Everyone"].counts
    assert (everyone.sessions, everyone.needling_sessions, everyone.asked) == (15, 13, 11)
    assert (everyone.pain_before, everyone.pain_both, everyone.copied) == (15, 0, 0)
    assert everyone.old_drafts == rows["Ada"].counts.old_drafts == 1
    assert everyone.sites >= 13
    assert rows["Ben"].counts.sessions + rows["Ada"].counts.sessions == 15


def test_the_time_to_the_signature_runs_from_the_start_of_the_visit(db: Session, clinic: SmallClinic) -> None:
    started_at = NOON - timedelta(hours=50)
    with pretending(NOON):
        make_signed_session(db, by=clinic.ben, content=needling_visit(started_at=started_at, ended_at=None))

    rows = _rows(db, clinic)

    assert rows["Ben"].minutes_to_signature == {2 * 24 * 60: 1}
    assert (rows["Ben"].signed_late, rows["Ben"].to_signature) == ("1 of 1", "2 days")


def test_the_number_of_statements_does_not_grow_with_the_sessions(db: Session, clinic: SmallClinic) -> None:
    by, names = clinic.supervisor, load_names(db, by=clinic.supervisor)

    def count() -> int:
        with pretending(NOON), count_queries(db.get_bind().engine) as statements:
            load_quality(db, by=by, wanted=YEAR, names=names)
        return len(statements)

    few = count()
    for day in range(20):
        make_visit(db, by=clinic.ben, episodes=[clinic.episodes["G"]], on=TODAY - timedelta(days=day))

    recount(db)
    assert count() == few == 3
