"""Text as people type it: folded for searching, normalised for keeping, checked for what must not be kept."""

import unicodedata

_KEPT_CONTROLS = frozenset("\n\t")
_BIDIRECTIONAL_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def fold(text: str) -> str:
    """The text without accents, case and superfluous space, for searching and comparing; never shown."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(unicodedata.normalize("NFKC", bare).casefold().split())


def normalise(text: str) -> str:
    """NFC with plain line ends: the form in which text is kept."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def forbidden_character(text: str) -> str | None:
    """The name of the first character that a record cannot keep (NUL, control, lone surrogate), or None."""
    for character in text:
        category = unicodedata.category(character)
        if category == "Cs" or (category == "Cc" and character not in _KEPT_CONTROLS and character != "\r"):
            return f"U+{ord(character):04X}"
    return None


def find_text_problem(text: str, *, limit: int | None = None) -> str | None:
    """Why a record cannot keep the text, in words for its writer: a forbidden character, or more than `limit` ones."""
    character = forbidden_character(text)
    if character is not None:
        return f"This text holds a character that cannot be kept ({character}). Remove it"
    if limit is not None and len(text) > limit:
        return f"This text has {len(text):,} characters; {limit:,} is the most. Shorten it"
    return None


def without_direction_overrides(text: str) -> str:
    """The text without marks that could make it read in another order than it was typed."""
    return "".join(character for character in text if character not in _BIDIRECTIONAL_CONTROLS)
