"""How long something has waited, in words, and what counts as today."""

from datetime import date, datetime, time, timedelta
from typing import Final

from clinic_log.base.dates import day_in_zone, local_to_utc

# A note is worth most while the visit is remembered; the supervisor is told after two days (visual design, Today).
OVERDUE_AFTER: Final = timedelta(hours=48)
LATELY: Final = timedelta(days=21)


def is_overdue(since: datetime, *, now: datetime) -> bool:
    return now - since > OVERDUE_AFTER


def waited_in_words(since: datetime, *, now: datetime) -> str:
    """'46 hours' or '3 days'; hours up to two days, since a note is due within 48 of them."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return "less than an hour"
    hours = minutes // 60
    if hours <= 48:
        return f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{hours // 24} days"


def day_bounds(now: datetime, *, zone: str) -> tuple[datetime, datetime]:
    """The moments at which the present day of the zone begins and ends; it may last 23 or 25 hours."""
    today = day_in_zone(now, zone)
    return _midnight(today, zone), _midnight(today + timedelta(days=1), zone)


def _midnight(day: date, zone: str) -> datetime:
    return local_to_utc(datetime.combine(day, time.min), zone)
