"""Names of clinics and people: what can be kept, and when two are the same."""

import re
import unicodedata
from typing import Final

from clinic_log.base.errors import InvalidInputError
from clinic_log.base.text import find_text_problem, normalise

NAME_LIMIT: Final = 200
EMAIL_LIMIT: Final = 254
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")


def name_key(text: str) -> str:
    """Equal for two spellings of one name: NFKC and case folded, spaces as one. Never shown."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).casefold().split())


def checked_name(text: str, *, field: str) -> str:
    """The name as it is kept. Raises InvalidInputError when it cannot be kept or shows nothing."""
    name = " ".join(normalise(text).split())
    _check(name, limit=NAME_LIMIT, field=field)
    if not any(unicodedata.category(character)[0] in "LNPS" for character in name):
        raise InvalidInputError("Enter a name", field=field)
    return name


def checked_email(text: str, *, field: str) -> str:
    """The address as it is kept. Raises InvalidInputError when it is none."""
    email = normalise(text).strip()
    _check(email, limit=EMAIL_LIMIT, field=field)
    if not _EMAIL.fullmatch(email):
        raise InvalidInputError("Enter an e-mail address, such as name@example.org", field=field)
    return email


def _check(text: str, *, limit: int, field: str) -> None:
    problem = find_text_problem(text, limit=limit)
    if problem is not None:
        raise InvalidInputError(problem, field=field)
    if len(name_key(text)) > limit:
        raise InvalidInputError(f"This text has more than {limit} characters. Shorten it", field=field)
