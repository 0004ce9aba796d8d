"""What a search asks for: parts of names and numbers, birth dates in the usual spellings, and what matched where."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from clinic_log.base.text import fold
from clinic_log.patients.rules.names import fold_name, spellings

SEARCH_LIMIT_CHARACTERS: Final = 200

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_YEAR_FIRST: Final = re.compile(r"(\d{4})([-./]?)(\d{1,2})\2(\d{1,2})")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4}|\d{2})")
_DIGITS: Final = re.compile(r"(\d{2})(\d{2})(\d{4})")
_DAY_MONTH: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)? ([a-z]{3,9})[.,]? (\d{4})")
_MONTH_DAY: Final = re.compile(r"([a-z]{3,9})[.]? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_WORDS_OF_A_DATE: Final = 3

Segment = tuple[str, bool]


class BirthMatch(StrEnum):
    """Which part of a birth date answers to a search."""

    NONE = ""
    YEAR = "year"
    DAY = "day"


@dataclass(frozen=True)
class SearchTerm:
    """One thing that a patient must answer to: one of the spellings somewhere in the record, or a birth date."""

    spellings: tuple[str, ...]
    days: tuple[date, ...] = ()


def read_search(text: str) -> tuple[SearchTerm, ...]:
    """The terms that were typed, all of which a patient must answer to. Empty when there is nothing to look for."""
    words = text.split()
    terms: list[SearchTerm] = []
    place = 0
    while place < len(words):
        days = read_days(" ".join(words[place : place + _WORDS_OF_A_DATE]))
        if days and place + _WORDS_OF_A_DATE <= len(words):
            terms.append(SearchTerm((), days))
            place += _WORDS_OF_A_DATE
            continue
        days = read_days(words[place])
        typed = spellings(words[place])
        if typed or days:
            terms.append(SearchTerm(typed, days))
        place += 1
    return tuple(terms)


def read_days(text: str) -> tuple[date, ...]:
    """The days that the text may mean: 1981-03-04, 4.3.1981, 04/03/81, 4 March 1981, Mar 4, 1981, 04031981.

    Two numbers between slashes or hyphens are read as day and month and as month and day.
    """
    plain = fold(text).strip(",;")
    return tuple(dict.fromkeys(day for parts in _date_parts(plain) if (day := _day(*parts)) is not None))


def search_text(
    *, family_name: str, given_names: str, record_number: str, identifiers: Iterable[str], born_on: date
) -> str:
    """Everything by which a patient is found, folded: names in all spellings, numbers, birth date in two."""
    parts = [spelling for name in (family_name, given_names) for spelling in spellings(name)]
    parts += [spelling for value in (record_number, *identifiers) for spelling in spellings(value)]
    parts.append(fold_name(record_number).replace(" ", ""))
    return " ".join(dict.fromkeys((*parts, born_on.isoformat(), f"{born_on:%d.%m.%Y}")))


def mark_matches(text: str, terms: Sequence[SearchTerm]) -> tuple[Segment, ...]:
    """The text in pieces, each with whether a term matched there."""
    folded, origins = _folded_with_origins(text)
    marked = [False] * len(text)
    for spelling in (spelling for term in terms for spelling in term.spellings):
        start = folded.find(spelling)
        while start >= 0:
            first, last = origins[start], origins[start + len(spelling) - 1]
            marked[first : last + 1] = [True] * (last + 1 - first)
            start = folded.find(spelling, start + 1)
    return tuple(_segments(text, marked))


def match_birth_date(born_on: date, terms: Sequence[SearchTerm]) -> BirthMatch:
    """How much of the birth date the terms name: all when one means this day or a part of it other than the year."""
    written = (born_on.isoformat(), f"{born_on:%d.%m.%Y}")
    parts = {
        part for term in terms for part in term.spellings if _has_digit(part) and any(part in day for day in written)
    }
    year = {part for part in parts if part in f"{born_on:%Y}"}
    if parts - year or any(born_on in term.days for term in terms):
        return BirthMatch.DAY
    return BirthMatch.YEAR if year else BirthMatch.NONE


def is_matched(segments: Iterable[Segment]) -> bool:
    return any(is_match for _text, is_match in segments)


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)


def _date_parts(text: str) -> Iterator[tuple[int, int, int]]:
    """Candidates as (year, month, day)."""
    if found := _YEAR_FIRST.fullmatch(text):
        yield int(found[1]), int(found[3]), int(found[4])
    if found := _YEAR_LAST.fullmatch(text):
        for year in _years(found[4]):
            yield year, int(found[3]), int(found[1])
            if found[2] != ".":
                yield year, int(found[1]), int(found[3])
    if found := _DIGITS.fullmatch(text):
        yield int(found[3]), int(found[2]), int(found[1])
    if (found := _DAY_MONTH.fullmatch(text)) and (month := _month(found[2])):
        yield int(found[3]), month, int(found[1])
    if (found := _MONTH_DAY.fullmatch(text)) and (month := _month(found[1])):
        yield int(found[3]), month, int(found[2])


def _years(typed: str) -> tuple[int, ...]:
    return (int(typed),) if len(typed) == 4 else (1900 + int(typed), 2000 + int(typed))


def _month(word: str) -> int | None:
    return next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(word)), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _folded_with_origins(text: str) -> tuple[str, list[int]]:
    """The text folded character by character, and for each folded character the place it came from."""
    folded, origins = "", []
    for place, character in enumerate(text):
        piece = " " if character.isspace() else fold_name(character)
        folded += piece
        origins += [place] * len(piece)
    return folded, origins


def _segments(text: str, marked: Sequence[bool]) -> Iterator[Segment]:
    """Neighbours with the same mark together; an accent of its own goes with its letter."""
    piece, is_match = "", False
    for character, mark in zip(text, marked, strict=True):
        if piece and mark != is_match and not unicodedata.combining(character):
            yield piece, is_match
            piece = ""
        is_match = mark if not piece else is_match
        piece += character
    if piece:
        yield piece, is_match
