"""On which day a clock of a visit stands: a visit that begins before midnight may end after it."""

from datetime import date, datetime, time, timedelta
from typing import Final

# Long enough for a visit with a faint and the wait after it. A clock that would lie later than this after the start is
# taken for what it says, before the start, and refused.
LONGEST_PAST_MIDNIGHT: Final = timedelta(hours=6)


def day_of_clock(start_day: date, start: time | None, clock: time) -> date:
    """The day on which the clock shows `clock` in a visit that began at `start`: the next one where it lies before the
    start and no more than LONGEST_PAST_MIDNIGHT after it, on the clock of the wall.
    """
    if start is None or clock >= start:
        return start_day
    next_day = start_day + timedelta(days=1)
    lasted = datetime.combine(next_day, clock) - datetime.combine(start_day, start)
    return next_day if lasted <= LONGEST_PAST_MIDNIGHT else start_day
