"""Moments in UTC, days in a clinic's zone, and how old or how long something is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now_utc() -> datetime:
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretending(moment: datetime) -> Iterator[None]:
    """Let now_utc() answer moment inside the block: for the invented clinic, whose past must lie in the past."""
    token = _pretended.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _pretended.reset(token)


def is_known_zone(name: str) -> bool:
    """Whether name is an IANA time zone on this machine."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def in_zone(moment: datetime, zone: str) -> datetime:
    """The same moment on the clock of the zone."""
    return moment.astimezone(ZoneInfo(zone))


def day_in_zone(moment: datetime, zone: str) -> date:
    return in_zone(moment, zone).date()


def local_to_utc(local: datetime, zone: str) -> datetime:
    """A wall-clock time in the zone as a moment. The first of two readings is taken when the clock is set back."""
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def exists_in_zone(local: datetime, zone: str) -> bool:
    """Whether the wall clock of the zone ever shows this time: it skips an hour when it is set forward."""
    back = in_zone(local_to_utc(local, zone), zone).replace(tzinfo=None)
    return back == local.replace(tzinfo=None)


def age_on(day: date, *, born_on: date) -> int:
    """Completed years on day. Someone born on 29 February has their birthday on 1 March in other years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
