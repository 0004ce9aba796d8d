"""Filters that somebody keeps under a name."""

from typing import Final

from clinic_log.base.errors import InvalidInputError
from clinic_log.base.text import find_text_problem, normalise

NAME_LIMIT_CHARACTERS: Final = 80
MOST_OF_ONE_PERSON: Final = 30


def checked_view_name(text: str) -> str:
    """The name as it is kept; InvalidInputError when it cannot be one."""
    name = " ".join(normalise(text).split())
    problem = find_text_problem(name, limit=NAME_LIMIT_CHARACTERS) if name else "Enter a name for the view"
    if problem:
        raise InvalidInputError(problem, field="name")
    return name
