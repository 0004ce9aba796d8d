"""What counts as overdue, how a wait is said, and where a day begins and ends."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.base.dates import day_in_zone
from clinic_log.worklist.rules import day_bounds, is_overdue, waited_in_words

NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
ZONES = ["UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Sao_Paulo"]


@pytest.mark.parametrize(
    ("waited", "words"),
    [
        (timedelta(minutes=-5), "less than an hour"),
        (timedelta(minutes=59), "less than an hour"),
        (timedelta(minutes=60), "1 hour"),
        (timedelta(hours=46, minutes=59), "46 hours"),
        (timedelta(hours=48), "48 hours"),
        (timedelta(hours=49), "2 days"),
        (timedelta(days=12), "12 days"),
    ],
)
def test_a_wait_is_said_in_hours_and_then_in_days(waited: timedelta, words: str) -> None:
    assert waited_in_words(NOW - waited, now=NOW) == words


def test_a_note_is_overdue_after_48_hours_and_not_at_them() -> None:
    assert not is_overdue(NOW - timedelta(hours=48), now=NOW)
    assert is_overdue(NOW - timedelta(hours=48, seconds=1), now=NOW)


@given(
    now=st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 -- bounds of a strategy are naive
    zone=st.sampled_from(ZONES),
)
def test_the_present_moment_lies_within_its_day_and_the_day_is_whole(now: datetime, zone: str) -> None:
    begins, ends = day_bounds(now, zone=zone)

    assert begins <= now < ends
    assert timedelta(hours=23) <= ends - begins <= timedelta(hours=25)
    assert day_in_zone(ends, zone) == day_in_zone(begins, zone) + timedelta(days=1)


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 11, 20), 24)])
def test_a_day_on_which_the_clock_changes_is_shorter_or_longer(day: tuple[int, int, int], hours: int) -> None:
    begins, ends = day_bounds(datetime(*day, 12, tzinfo=UTC), zone="Europe/London")

    assert ends - begins == timedelta(hours=hours)
