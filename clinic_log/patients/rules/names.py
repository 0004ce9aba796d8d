"""Names as they are sorted, compared and searched, across the ways in which people type the same name."""

from typing import Final

from clinic_log.base.text import fold, without_direction_overrides

SORT_NAME_LIMIT: Final = 420

# Letters that Unicode does not take apart, by the letter that an English keyboard offers instead, and the marks
# that stand for an apostrophe or a hyphen.
_LETTERS: Final = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ı": "i",
    "ħ": "h",
    "ŧ": "t",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
}
_PLAIN: Final = str.maketrans(_LETTERS | dict.fromkeys("’‘ʼ`´ʻ′", "'") | dict.fromkeys("‐‑‒–—", "-"))
# The spelling with two letters that German and the Nordic languages use where a letter is missing.
_TWO_LETTERS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_JOINERS: Final = str.maketrans(dict.fromkeys("'-.", ""))


def fold_name(text: str) -> str:
    """The name without accents, case and superfluous space; `Sørensen` and `SORENSEN` fold alike."""
    return fold(fold(text).translate(_PLAIN))


def spellings(text: str) -> tuple[str, ...]:
    """The folded ways to type the text: plain, with two letters for an umlaut, without hyphens and apostrophes.

    Empty when nothing is left to search for.
    """
    plain = fold_name(text)
    two_letters = fold_name(text.casefold().translate(_TWO_LETTERS))
    joined = plain.translate(_JOINERS)
    return tuple(dict.fromkeys(spelling for spelling in (plain, two_letters, joined) if spelling))


def sort_name(family_name: str, given_names: str) -> str:
    """By what patients are put in order; cut to the length of its column, which folding may exceed."""
    return fold_name(f"{family_name} {given_names}")[:SORT_NAME_LIMIT]


def display_name(family_name: str, given_names: str) -> str:
    """`Adeyemi, Ruth`, or the only name there is; without marks that would reorder the line around it."""
    return without_direction_overrides(", ".join(name for name in (family_name, given_names) if name))
