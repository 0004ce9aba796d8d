"""What was probably meant by a word that is not understood."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from clinic_log.treatments.rules.point_line.tokens import phrase
from clinic_log.treatments.rules.point_line.vocabulary import Vocabulary

_SHORTEST: Final = 3
_LONGEST: Final = 24
_SHORT_WORD: Final = 5


def suggestion(word: str, vocabulary: Vocabulary) -> str:
    """The word that begins most like the typed one; empty when none is near. The first letter must be right."""
    if not _SHORTEST <= len(word) <= _LONGEST:
        return ""
    most = 1 if len(word) <= _SHORT_WORD else 2
    near = [
        (*distances, candidate)
        for candidate in _known_words(vocabulary)
        if candidate[0] == word[0] and (distances := _distances(word, candidate))[0] <= most
    ]
    return min(near)[-1] if near else ""


@cache
def _known_words(vocabulary: Vocabulary) -> tuple[str, ...]:
    names = (name for words in vocabulary.muscles for name in words.own | words.groups)
    spelled = (phrase(text) for term in vocabulary.terms for text in term.spellings)
    return tuple(sorted(_long_enough(word for words in (*names, *spelled) for word in words)))


def _long_enough(words: Iterable[str]) -> set[str]:
    return {word for word in words if len(word) >= _SHORTEST}


def _distances(typed: str, word: str) -> tuple[int, int]:
    """Edits from the typed word to the nearest beginning of the other, and to the whole of it."""
    row = list(range(len(word) + 1))
    for number, letter in enumerate(typed, start=1):
        before, row = row, [number]
        for place, other in enumerate(word, start=1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != other)))
    return min(row), row[-1]
