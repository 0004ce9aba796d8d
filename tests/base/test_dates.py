"""Moments and days: ages, the clinic's zone, hours that do not exist."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.base.dates import age_on, day_in_zone, exists_in_zone, is_known_zone, local_to_utc, now_utc, pretending


@pytest.mark.parametrize(
    ("day", "years"), [(date(2026, 3, 4), 44), (date(2026, 3, 5), 45), (date(2026, 12, 31), 45), (date(1981, 3, 5), 0)]
)
def test_age_counts_completed_years(day: date, years: int) -> None:
    assert age_on(day, born_on=date(1981, 3, 5)) == years


def test_somebody_born_on_29_february_has_the_birthday_on_1_march_in_other_years() -> None:
    assert age_on(date(2026, 2, 28), born_on=date(2004, 2, 29)) == 21
    assert age_on(date(2026, 3, 1), born_on=date(2004, 2, 29)) == 22


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)), st.integers(0, 40_000))
def test_age_never_falls_as_days_pass(born_on: date, days: int) -> None:
    day = date.fromordinal(born_on.toordinal() + days)

    assert 0 <= age_on(day, born_on=born_on) <= age_on(date.fromordinal(day.toordinal() + 1), born_on=born_on)


def test_a_day_is_the_one_of_the_clinic() -> None:
    assert day_in_zone(datetime(2026, 11, 20, 23, 30, tzinfo=UTC), "Asia/Tokyo") == date(2026, 11, 21)


def test_an_hour_that_the_clock_skips_does_not_exist() -> None:
    assert not exists_in_zone(datetime(2026, 3, 29, 1, 30), "Europe/London")  # noqa: DTZ001 -- a wall-clock time
    assert exists_in_zone(datetime(2026, 3, 29, 2, 30), "Europe/London")  # noqa: DTZ001 -- a wall-clock time


def test_an_hour_that_the_clock_shows_twice_is_the_first_of_the_two() -> None:
    local = datetime(2026, 10, 25, 1, 30)  # noqa: DTZ001 -- a wall-clock time

    assert local_to_utc(local, "Europe/London") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "known"), [("Europe/London", True), ("Mars/Base", False), ("", False), ("/etc", False)]
)
def test_only_zones_of_this_machine_are_known(zone: str, known: bool) -> None:  # noqa: FBT001 -- a table
    assert is_known_zone(zone) is known


def test_the_pretended_moment_ends_with_its_block() -> None:
    moment = datetime(2025, 1, 1, tzinfo=UTC)

    with pretending(moment):
        inside = now_utc()

    assert inside == moment
    assert now_utc() > moment
