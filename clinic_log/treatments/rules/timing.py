"""How long after the visit its record was written."""

from datetime import datetime, timedelta
from typing import Final

# Writing during the visit or right after it is not late.
_PROMPT: Final = timedelta(hours=1)


def written_late_by(started_at: datetime | None, written_at: datetime | None) -> timedelta | None:
    """How long after its start the record was first saved; None when it was within an hour, or is not known."""
    if started_at is None or written_at is None:
        return None
    late_by = written_at - started_at
    return late_by if late_by > _PROMPT else None


def late_words(late_by: timedelta | None) -> str:
    """'written 6 h after the visit', in whole hours below two days, else in days; empty when it was not late."""
    if late_by is None:
        return ""
    hours = int(late_by.total_seconds() // 3600)
    if hours < 48:
        return f"written {hours} h after the visit"
    return f"written {hours // 24} days after the visit"
