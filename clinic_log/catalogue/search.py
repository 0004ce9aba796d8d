"""Finding an entry by what was typed: words and beginnings of words, without regard to case and accents."""

import re
from collections.abc import Sequence
from enum import IntEnum

from clinic_log.base.text import fold

Words = tuple[str, ...]


class Closeness(IntEnum):
    """How well a phrase answers what was typed; smaller is better."""

    EXACT = 0
    BEGINS = 1
    CONTAINS = 2


def words(text: str) -> Words:
    """The folded words of a text; hyphens and points part them."""
    return tuple(re.findall(r"\w+", fold(text)))


def closeness(typed: Words, phrase: Words) -> Closeness | None:
    """Whether each typed word begins a different word of the phrase, in any order, so that 'le sc' finds
    'levator scapulae'. None when it does not, and when nothing was typed.
    """
    if not typed:
        return None
    if typed == phrase:
        return Closeness.EXACT
    unused = list(phrase)
    # The longest first, so that a short one does not take the only word that a longer one begins.
    for beginning in sorted(typed, key=len, reverse=True):
        index = _first_beginning_with(beginning, unused)
        if index is None:
            return None
        del unused[index]
    return Closeness.BEGINS if phrase[0].startswith(typed[0]) else Closeness.CONTAINS


def _first_beginning_with(beginning: str, candidates: Sequence[str]) -> int | None:
    for index, word in enumerate(candidates):
        if word.startswith(beginning):
            return index
    return None
