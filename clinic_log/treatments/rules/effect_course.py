"""How long a side effect lasts, and what is known of it after later visits were asked."""

from datetime import date


def day_number(day: date, *, onset_on: date | None, seen_on: date) -> int:
    """Which day of the effect this is: 1 on the day it began, or on the day of its visit when nobody said when."""
    return max((day - (onset_on or seen_on)).days + 1, 1)
