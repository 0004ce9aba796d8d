"""The text of a line cut into words, quoted texts, commas and space, with nothing left out."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from clinic_log.base.text import fold
from clinic_log.catalogue.search import Words
from clinic_log.catalogue.search import words as words_of

# An open text is one whose closing quotation mark is not there yet: it reaches to the end.
SPACE, COMMA, QUOTED, OPEN, WORD = "space", "comma", "quoted", "open", "word"

# A comma between two digits is a decimal comma.
_TOKEN: Final = re.compile(
    r"""(?P<space>\s+)|(?P<quoted>"(?:[^"]|"")*")|(?P<word>(?:[^\s",;]|(?<=[0-9]),(?=[0-9]))+)|(?P<comma>[,;])|(?P<open>"(?:[^"]|"")*)""",
)
# Signs that belong to a name; any other sign makes a word that is not understood.
_NAME: Final = re.compile(r"[\w.'’()/\-]+")
_DASHES: Final = str.maketrans({"−": "-", "–": "-", "‐": "-", "⁺": "+", "₊": "+"})
_SIGNED: Final = re.compile(r"[a-z]+[+\-]")


@dataclass(frozen=True)
class Token:
    """A stretch of the text from `start` on."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @cached_property
    def folded(self) -> str:
        return fold(self.text).translate(_DASHES)

    @cached_property
    def words(self) -> Words:
        """What it is compared by; none for a token that is no name."""
        if self.kind != WORD:
            return ()
        if _SIGNED.fullmatch(self.folded):
            return (self.folded,)
        return words_of(self.folded) if _NAME.fullmatch(self.folded) else ()

    @property
    def quoted(self) -> str:
        """The text between the quotation marks; two of them stand for one."""
        return self.text[1:-1].replace('""', '"')


def tokens_of(text: str) -> tuple[Token, ...]:
    """Every token in order; joined they are the text."""
    return tuple(Token(found.lastgroup or WORD, found[0], found.start()) for found in _TOKEN.finditer(text))


def phrase(text: str) -> Words:
    """The words by which a term is found, one for a sign such as ltr-."""
    return tuple(word for token in tokens_of(text) for word in token.words)


def quote(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
