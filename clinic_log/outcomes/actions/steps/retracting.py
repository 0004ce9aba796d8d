"""Why something is taken back."""

from typing import Final

from clinic_log.base.errors import InvalidInputError

REASON_LIMIT: Final = 300


def checked_reason(reason: str) -> str:
    """The reason without spaces around it. InvalidInputError where there is none, or more than 300 characters."""
    words = reason.strip()
    if not words:
        raise InvalidInputError("Say what is wrong with it", field="reason")
    if len(words) > REASON_LIMIT:
        raise InvalidInputError(f"Shorten the reason to {REASON_LIMIT} characters", field="reason")
    return words
