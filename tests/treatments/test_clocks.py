"""A clock before the start belongs to the next day, as far as a visit can last."""

from datetime import date, time

import pytest

from clinic_log.treatments.rules.clocks import day_of_clock

START_DAY, NEXT_DAY = date(2026, 11, 2), date(2026, 11, 3)


@pytest.mark.parametrize(
    ("start", "clock", "day"),
    [
        (time(13, 40), time(14, 10), START_DAY),
        (time(13, 40), time(13, 40), START_DAY),
        (time(23, 40), time(23, 55), START_DAY),
        (time(23, 40), time(0, 0), NEXT_DAY),
        (time(23, 40), time(0, 20), NEXT_DAY),
        (time(23, 40), time(5, 40), NEXT_DAY),
        (time(23, 40), time(5, 41), START_DAY),
        (time(18, 0), time(0, 0), NEXT_DAY),
        (time(17, 59), time(0, 0), START_DAY),
        (time(13, 40), time(13, 10), START_DAY),
        (time(0, 0), time(23, 59), START_DAY),
        (None, time(0, 20), START_DAY),
    ],
)
def test_a_clock_before_the_start_is_of_the_next_day_while_a_visit_may_last(
    start: time | None, clock: time, day: date
) -> None:
    assert day_of_clock(START_DAY, start, clock) == day
