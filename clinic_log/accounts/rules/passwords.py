"""Which passwords a person may choose: long enough, not easy to guess, never a rule about kinds of characters."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from zxcvbn import matching, scoring

from clinic_log.base.text import forbidden_character

SHORTEST: Final = 12  # characters; OWASP ASVS 5.0, 6.2.1 asks for 8 and recommends 15
LIMIT_BYTES: Final = 1024
_EASY_BELOW_LOG10: Final = 9.0  # guesses; the throttle lets fewer than a hundred through a day
_WINDOW: Final = 32  # characters looked at from each end: the estimate takes seconds for long odd texts
_PRODUCT_WORDS: Final = ("clinic", "clinic_log", "cliniclog", "physiotherapy", "needling")
_WORD: Final = re.compile(r"[^\W_]{3,}")


def normalise_password(typed: str) -> str:
    """NFKC, so that the same keys give the same password on every machine."""
    return unicodedata.normalize("NFKC", typed)


def is_too_long(typed: str) -> bool:
    """Whether the input is beyond 1,024 bytes, as typed or normalised: it is refused before any work is put into it."""
    return _bytes(typed) > LIMIT_BYTES or _bytes(normalise_password(typed)) > LIMIT_BYTES


def find_password_fault(typed: str, *, words: Iterable[str]) -> str | None:
    """What is wrong with a password that somebody chose, in a sentence, or None.

    `words` are the names of the clinic and the person: a password made of them, of common passwords, dates or
    keyboard rows counts as easy to guess.
    """
    if is_too_long(typed):
        return f"This password is longer than {LIMIT_BYTES:,} bytes. Choose a shorter one"
    if forbidden_character(typed) is not None:
        return "This password holds a character that no keyboard types. Choose another"
    password = normalise_password(typed)
    if len(password) < SHORTEST:
        return f"Choose a password of {SHORTEST} characters or more. Three random words work well"
    if _guesses_log10(password, _own_words(words)) < _EASY_BELOW_LOG10:
        return "This password is easy to guess: it is common, or made of names. Three random words work well"
    return None


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _own_words(texts: Iterable[str]) -> list[str]:
    """Every word of the names, and each name written as one word."""
    found = list(_PRODUCT_WORDS)
    for text in texts:
        words = _WORD.findall(text.casefold())
        found += [*words, "".join(words)]
    return [word for word in dict.fromkeys(found) if word]


def _guesses_log10(password: str, words: list[str]) -> float:
    """Guesses that a person who knows the words would need (zxcvbn's estimate): those of the harder end."""
    known = {**matching.RANKED_DICTIONARIES, "user_inputs": matching.build_ranked_dict(words)}
    ends = {password[:_WINDOW], password[-_WINDOW:]}
    return max(
        float(scoring.most_guessable_match_sequence(end, matching.omnimatch(end, known))["guesses_log10"])
        for end in ends
    )
