"""A day and a clock in the clinic's zone as a moment, and back."""

from datetime import date, datetime, time

from clinic_log.base.dates import exists_in_zone, in_zone, local_to_utc
from clinic_log.treatments.rules.clocks import day_of_clock


def moment_of(day: date | None, clock: time | None, zone: str) -> datetime | None:
    """The moment, or None when one half is missing or the clock never shows it there."""
    if day is None or clock is None:
        return None
    local = datetime.combine(day, clock)
    return local_to_utc(local, zone) if exists_in_zone(local, zone) else None


def later_day(start_day: date | None, start: time | None, clock: time | None) -> date | None:
    """The day of a later clock of the visit, which may lie after midnight; None when one half is missing."""
    return None if start_day is None or clock is None else day_of_clock(start_day, start, clock)


def skipped_clock(day: date | None, clock: time | None, zone: str) -> str:
    """Why a clock cannot be meant: it was set forward over this time. Empty when it can."""
    if day is None or clock is None or exists_in_zone(datetime.combine(day, clock), zone):
        return ""
    return f"The clock was set forward that night: {clock:%H:%M} did not exist. Enter another time"


def day_of(moment: datetime | None, zone: str) -> date | None:
    return in_zone(moment, zone).date() if moment else None


def clock_of(moment: datetime | None, zone: str) -> time | None:
    return in_zone(moment, zone).time().replace(tzinfo=None) if moment else None
