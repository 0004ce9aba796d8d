"""Counts, days and refusals in words."""

from datetime import date

import pytest

from clinic_log.base.text import find_text_problem
from clinic_log.base.wording import counted, day_words


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 episodes"), (1, "1 episode"), (2, "2 episodes"), (1204, "1,204 episodes")]
)
def test_a_count_agrees_with_its_noun(number: int, words: str) -> None:
    assert counted(number, "episode") == words


def test_a_plural_of_its_own_is_taken() -> None:
    assert counted(2, "body", "bodies") == "2 bodies"


def test_a_day_is_written_without_a_leading_zero() -> None:
    assert day_words(date(2026, 5, 4)) == "4 May 2026"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("ordinary\ntext", None),
        ("x" * 2000, None),
        ("x" * 2001, "This text has 2,001 characters; 2,000 is the most. Shorten it"),
        ("a\x00b", "This text holds a character that cannot be kept (U+0000). Remove it"),
        ("a\ud800", "This text holds a character that cannot be kept (U+D800). Remove it"),
    ],
)
def test_a_text_that_cannot_be_kept_says_why(text: str, problem: str | None) -> None:
    assert find_text_problem(text, limit=2000) == problem
