"""How long somebody waits after refused attempts: longer each time, never for ever."""

import hashlib
import ipaddress
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

COUNTED_FOR: Final = timedelta(hours=24)
KEPT_IN_BUCKET: Final = 40
KEPT_IN_ALL: Final = 20_000
_FREE: Final = 5
_FREE_FOR_ADDRESS: Final = 20  # a clinic's people share one address
_FIRST_WAIT: Final = timedelta(seconds=10)
_LONGEST_WAIT: Final = timedelta(minutes=15)
_UNKNOWN_BUCKETS: Final = 64
_ADDRESS: Final = "address:"
_LINK: Final = "link-"
SET_UP_BUCKET: Final = "set-up"


def account_bucket(user_id: int, *, at_known_address: bool) -> str:
    """Where attempts at one account count.

    An address from which the person signed in before counts apart, so that strangers' guesses elsewhere do not keep
    the person out.
    """
    return f"user:{user_id}{':known' if at_known_address else ''}"


def pin_bucket(user_id: int) -> str:
    """Where wrong signing PINs of one account count, apart from passwords."""
    return f"pin:{user_id}"


def unknown_bucket(name_key: str) -> str:
    """Where attempts at a name without an account count.

    There are only 64 such buckets, so that invented names cannot fill the table; more than one, so that a name without
    an account is slowed down much like one with.
    """
    digest = hashlib.sha256(name_key.encode("utf-8", "surrogatepass")).digest()
    return f"unknown:{digest[0] % _UNKNOWN_BUCKETS}"


def address_bucket(address: str | None) -> str:
    """Where attempts from one address count. One IPv6 network of /64 is one address."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return f"{_ADDRESS}unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        return f"{_ADDRESS}{ipaddress.ip_network((parsed, 64), strict=False)}"
    return f"{_ADDRESS}{parsed}"


def link_bucket(link_id: int) -> str:
    """Where openings and sendings of one patient's link count."""
    return f"{_LINK}{link_id}"


def guess_bucket(address: str | None) -> str:
    """Where links that do not work count, by the address from which they are tried; apart from signing in."""
    return f"{_LINK}{address_bucket(address)}"


def wait_left(bucket: str, attempts: Sequence[datetime], *, now: datetime) -> timedelta:
    """How long to wait before the next attempt counts.

    `attempts` are those of the last 24 hours. The first five (twenty from one address, or of one link) cost nothing;
    then 10 s after the last one, doubling up to 15 minutes.
    """
    free = _FREE_FOR_ADDRESS if bucket.startswith((_ADDRESS, _LINK)) else _FREE
    if len(attempts) < free:
        return timedelta(0)
    doublings: int = min(len(attempts) - free, 10)
    wait = min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)
    return max(max(attempts) + wait - now, timedelta(0))


def wait_in_words(wait: timedelta) -> str:
    """40 seconds, 1 minute, 15 minutes: rounded up."""
    seconds = max(1, -(-wait // timedelta(seconds=1)))
    if seconds < 60:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
