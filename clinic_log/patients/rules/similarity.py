"""Whether two records may be of one person: a question for a person to answer, never an answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import combinations
from typing import Final

from clinic_log.patients.rules.names import fold_name

# The share of letters in common above which two names may be one name with a slip: Lindqvist and Lindquist share 0.89,
# Ann and Anne 0.86, Maja and Marja 0.89; Lindgren and Lindqvist 0.47. Chosen by us, for a warning only.
CLOSE_NAMES: Final = 0.75
ALIKE_LETTERS: Final = 3


class Resemblance(StrEnum):
    """Why two records are held side by side, the strongest first."""

    SAME_NAME_AND_BIRTH_DATE = "same name and birth date"
    SIMILAR_NAME_SAME_BIRTH_DATE = "similar name, same birth date"
    DAY_AND_MONTH_SWAPPED = "similar name, day and month of birth swapped"
    SAME_NAME = "same name, other birth date"


@dataclass(frozen=True)
class NameAndBirth:
    """What two records are compared by."""

    family_name: str
    given_names: str
    born_on: date


def find_resemblance(one: NameAndBirth, other: NameAndBirth) -> Resemblance | None:
    """The strongest reason to ask whether the two are one person. Family and given names may stand in each order."""
    has_same_name = _has_same_name(one, other)
    if one.born_on == other.born_on:
        if has_same_name:
            return Resemblance.SAME_NAME_AND_BIRTH_DATE
        return Resemblance.SIMILAR_NAME_SAME_BIRTH_DATE if _shares_a_name(one, other) else None
    if other.born_on == swap_day_and_month(one.born_on) and _has_close_names(one, other):
        return Resemblance.DAY_AND_MONTH_SWAPPED
    return Resemblance.SAME_NAME if has_same_name else None


def swap_day_and_month(day: date) -> date | None:
    """4 March for 3 April; None where there is no such day."""
    try:
        return date(day.year, day.day, day.month)
    except ValueError:
        return None


def find_confusable(people: Sequence[NameAndBirth]) -> frozenset[int]:
    """The places in a list of those who may be taken for somebody else in it.

    Beyond what would be asked before registering: names that look alike within one birth year.
    """
    confusable: set[int] = set()
    for (place, one), (other_place, other) in combinations(enumerate(people), 2):
        if find_resemblance(one, other) or (one.born_on.year == other.born_on.year and _look_alike(one, other)):
            confusable |= {place, other_place}
    return frozenset(confusable)


def _has_same_name(one: NameAndBirth, other: NameAndBirth) -> bool:
    return sorted(fold_name(f"{one.family_name} {one.given_names}").split()) == sorted(
        fold_name(f"{other.family_name} {other.given_names}").split()
    )


def _has_close_names(one: NameAndBirth, other: NameAndBirth) -> bool:
    """Both names close, as they stand or exchanged."""
    straight = _is_close(one.family_name, other.family_name) and _is_close(one.given_names, other.given_names)
    return straight or (_is_close(one.family_name, other.given_names) and _is_close(one.given_names, other.family_name))


def _look_alike(one: NameAndBirth, other: NameAndBirth) -> bool:
    """Close names, or close given names with family names that begin alike: Maja Lindqvist and Marja Lindgren."""
    begins_alike = fold_name(one.family_name)[:ALIKE_LETTERS] == fold_name(other.family_name)[:ALIKE_LETTERS]
    return _has_close_names(one, other) or (begins_alike and _is_close(one.given_names, other.given_names))


def _shares_a_name(one: NameAndBirth, other: NameAndBirth) -> bool:
    """One of the names close: enough when the birth date is the same, since people marry and use second names."""
    return (
        _is_close(one.family_name, other.family_name)
        or bool(one.given_names and _is_close(one.given_names, other.given_names))
        or _has_close_names(one, other)
    )


def _is_close(one: str, other: str) -> bool:
    """Whether the names, or a word of each, are close: people leave out second names and halves of double names."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return first == second
    return any(_ratio(word, other_word) >= CLOSE_NAMES for word in first for other_word in second)


def _words(name: str) -> list[str]:
    """The words of a name; of one or two letters, such as particles, only where there is nothing else."""
    words = re.findall(r"\w+", fold_name(name))
    return [word for word in words if len(word) > 2] or words


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
