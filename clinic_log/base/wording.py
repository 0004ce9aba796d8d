"""Counts and days in a sentence, the same on every machine."""

from datetime import date
from typing import Final

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def counted(number: int, one: str, many: str = "") -> str:
    """1 episode, 1,204 episodes."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day_words(day: date) -> str:
    """20 Nov 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def capitalised(text: str) -> str:
    """The first letter large, and every other as it was: 'Of 1 to 10, as US Medicare asks'."""
    return text[:1].upper() + text[1:]
