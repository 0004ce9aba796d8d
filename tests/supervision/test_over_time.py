"""Months and their charts: the rules as tables, the counts against the clinic that was counted by hand."""

from datetime import UTC, date, time, timedelta

import pytest
from sqlalchemy.orm import Session

from clinic_log.base.dates import pretending
from clinic_log.supervision.queries import load_names, load_over_time, load_report
from clinic_log.supervision.queries.months import count_months, find_first_record
from clinic_log.supervision.rules import MonthCounts, Wanted, make_series, month_after, months_of, within
from clinic_log.treatments.rules import Asked
from tests.accounts.factories import make_actor, make_clinic
from tests.outcomes.factories import make_open_episode, make_visit
from tests.patients.factories import make_patient
from tests.queries import count_queries
from tests.supervision.clinic import TODAY, SmallClinic, make_small_clinic, recount
from tests.supervision.test_queries import NOON, YEAR


@pytest.fixture
def clinic(db: Session) -> SmallClinic:
    return make_small_clinic(db, make_clinic(db))


def _months(db: Session, clinic: SmallClinic, wanted: Wanted = YEAR) -> dict[date, MonthCounts]:
    by = clinic.supervisor
    months = months_of(wanted, first_record=find_first_record(db, wanted=wanted, by=by), today=TODAY)
    with pretending(NOON):
        counts = count_months(db, by=by, wanted=within(wanted, months), months=months)
    return {count.month: count for count in counts}


def _year(*with_effect: int, asked: int = 50) -> list[MonthCounts]:
    month, counts = date(2025, 1, 1), []
    for count in with_effect:
        counts.append(MonthCounts(month=month, asked=asked, needling_sessions=asked, with_effect=count, effects=count))
        month = month_after(month)
    return counts


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        pytest.param(date(2026, 11, 3), date(2026, 11, 20), [date(2026, 11, 1)], id="one month"),
        pytest.param(date(2025, 12, 31), date(2026, 1, 1), [date(2025, 12, 1), date(2026, 1, 1)], id="new year"),
        pytest.param(date(2026, 11, 1), date(2030, 1, 1), [date(2026, 11, 1)], id="none in the future"),
        pytest.param(date(2027, 2, 1), date(2027, 3, 1), [date(2026, 11, 1)], id="a period in the future"),
        pytest.param(None, date(2026, 11, 20), [date(2026, 10, 1), date(2026, 11, 1)], id="from the first record on"),
    ],
)
def test_months_are_those_that_the_period_touches(first: date | None, last: date, months: list[date]) -> None:
    wanted = Wanted(first_day=first, last_day=last)

    assert months_of(wanted, first_record=date(2026, 10, 31), today=TODAY) == months


def test_of_a_long_period_the_last_sixty_months_are_shown_and_no_others_counted() -> None:
    wanted = Wanted(first_day=None, last_day=TODAY)
    months = months_of(wanted, first_record=date(2001, 1, 1), today=TODAY)

    assert (len(months), months[0], months[-1]) == (60, date(2021, 12, 1), date(2026, 11, 1))
    assert within(wanted, months).first_day == date(2021, 12, 1)


def test_a_year_without_a_signal_says_so_with_its_figures() -> None:
    _, sessions, _ = make_series(_year(9, 11, 8, 12, 10, 9, 11, 12, 8, 10, 12, 8), baseline=None)

    assert sessions.centre == pytest.approx(20)
    assert sessions.finding.startswith("No signal: every month lies within its limits")
    assert sessions.points[0].label == "Jan 25"
    assert sessions.points[0].size == "9 of 50 asked, of 50 with needles"
    assert not any("Preliminary" in words for words in sessions.cautions)


def test_by_technique_no_course_is_told_and_it_says_why() -> None:
    course, sessions, _ = make_series(_year(*[2] * 12), baseline=None, has_courses=False)

    assert course.centre is None
    assert "no change in pain belongs to one" in course.finding
    assert sessions.centre is not None


def test_of_fewer_than_ten_nobody_judges_whether_they_lie_beyond() -> None:
    counts = [*_year(*[2] * 11), MonthCounts(month=date(2025, 12, 1), asked=2, with_effect=2, effects=2)]

    _, sessions, _ = make_series(counts, baseline=None)

    last = sessions.points[-1]
    assert last.value is not None
    assert last.upper is not None
    assert last.value > last.upper
    assert (last.is_beyond, last.verdict) == (False, "fewer than 10: not judged")
    assert "Fewer than 10 were counted in 1 month: not judged." in sessions.cautions


def test_a_month_beyond_is_named_and_does_not_hide_behind_the_limits_it_widens() -> None:
    counts = _year(4, 6, 3, 5, 6, 4, 5, 3, 6, 4, 5, 16)

    _, frozen, _ = make_series(counts, baseline=6)

    assert [point.label for point in frozen.points if point.is_beyond] == ["Dec 25"]
    assert frozen.finding.startswith("Beyond the limits: Dec 25.")
    assert frozen.centre == pytest.approx(100 * 28 / 300)


def test_a_shift_without_a_single_point_beyond_is_said() -> None:
    _, sessions, _ = make_series(_year(*[7] * 8, *[13] * 8), baseline=None)

    assert "8 months in a row lie on one side of the centre" in sessions.finding
    assert "crosses the centre 1 time" in sessions.finding


def test_small_months_and_short_periods_are_cautioned_about() -> None:
    _, sessions, _ = make_series(_year(1, 0, 2), baseline=6)

    assert sessions.baseline is None
    assert any("Preliminary: 3 months" in words for words in sessions.cautions)
    assert any("Fewer than 5 are expected" in words for words in sessions.cautions)
    assert any("lower limit of 0" in words for words in sessions.cautions)


def test_months_hold_what_was_counted_by_hand_and_add_up_to_the_report(db: Session, clinic: SmallClinic) -> None:
    months = _months(db, clinic)
    with pretending(NOON):
        report = load_report(db, by=clinic.supervisor, wanted=YEAR, names=load_names(db, by=clinic.supervisor))

    september = months[date(2026, 9, 1)]
    assert (september.evaluable, september.responders) == (4, 2)
    assert len(months) == 13
    assert sum(month.evaluable for month in months.values()) == report.outcomes.evaluable
    told = report.sessions.before_leaving
    assert sum(month.asked for month in months.values()) == told.asked
    assert sum(month.with_effect for month in months.values()) == told.with_effect
    assert sum(month.effects for month in months.values()) == told.effects
    assert sum(month.needling_sessions for month in months.values()) == report.sessions.needling_sessions


def test_a_month_ends_at_midnight_of_the_clinic(db: Session) -> None:
    clinic = make_small_clinic(db, make_clinic(db, zone="Pacific/Auckland"))
    before = _months(db, clinic)
    noon_in_utc = time(12, tzinfo=UTC)  # 01:00 of the first of November in Auckland
    episode = clinic.episodes["G"]
    make_visit(db, by=clinic.ada, episodes=[episode], on=date(2026, 10, 31), at=noon_in_utc, before_leaving=Asked.NONE)

    recount(db)
    after = _months(db, clinic)

    october, november = date(2026, 10, 1), date(2026, 11, 1)
    assert after[october].asked == before[october].asked
    assert after[november].asked == before[november].asked + 1


def test_the_number_of_statements_does_not_grow_with_the_months(db: Session, clinic: SmallClinic) -> None:
    def count(first_day: date) -> int:
        wanted = Wanted(first_day=first_day, last_day=TODAY)
        with pretending(NOON), count_queries(db.get_bind().engine) as statements:
            load_over_time(db, by=clinic.supervisor, wanted=wanted, baseline=None)
        return len(statements)

    few = count(TODAY)
    for day in range(40):
        make_visit(
            db,
            by=clinic.ada,
            episodes=[clinic.episodes["G"]],
            on=TODAY - timedelta(days=30 * day),
            before_leaving=Asked.NONE,
        )

    recount(db)
    assert count(date(2022, 1, 1)) == few == 3


def test_another_clinic_is_not_counted(db: Session, clinic: SmallClinic) -> None:
    before = _months(db, clinic)
    stranger = make_actor(db)
    episode = make_open_episode(db, by=stranger, patient=make_patient(db, by=stranger), opened_on=date(2026, 9, 1))
    make_visit(db, by=stranger, episodes=[episode], on=date(2026, 9, 14), before_leaving=Asked.PRESENT)
    recount(db)

    assert _months(db, clinic) == before
