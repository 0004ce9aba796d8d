"""Reading the whole numbers that a page sends back without anybody typing them: revisions, versions, ids."""

from typing import Final

# Enough for every id and revision; int() refuses a text of more than 4,300 digits with an error.
_MOST_DIGITS: Final = 9


def number_sent(text: str | None) -> int | None:
    """The number, or None when the field is missing, is not made of plain digits, or is longer than any id."""
    if not text or len(text) > _MOST_DIGITS or not (text.isascii() and text.isdecimal()):
        return None
    return int(text)
