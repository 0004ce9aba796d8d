"""JSON objects of a bundle, each with its place, so that a wrong value can be named."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from clinic_log.base.text import forbidden_character
from clinic_log.interchange.rules import BrokenFileError

FILE_LIMIT_BYTES: Final = 64 * 1024 * 1024
DEPTH_LIMIT: Final = 50  # the deepest of the Synthea bundles is 10
TEXT_LIMIT_CHARACTERS: Final = 20_000


class Element:
    """A JSON object and where it stands. What is absent reads as empty; what has the wrong type breaks the file."""

    def __init__(self, content: Mapping[str, Any], place: str) -> None:
        self._content = content
        self.place = place

    def at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name

    def text(self, name: str) -> str:
        value = self._content.get(name)
        if value is None:
            return ""
        return _checked_text(value, self.at(name))

    def texts(self, name: str) -> list[str]:
        """The texts of a list; its empty places, which FHIR allows, are left out."""
        return [_checked_text(value, place) for place, value in self._items(name)]

    def flag(self, name: str) -> bool | None:
        value = self._content.get(name)
        if value is None or isinstance(value, bool):
            return value
        raise BrokenFileError("true or false is expected", place=self.at(name))

    def element(self, name: str) -> "Element":
        """The object of this name; an empty one when it is absent."""
        value = self._content.get(name)
        return Element({}, self.at(name)) if value is None else _checked_object(value, self.at(name))

    def elements(self, name: str) -> list["Element"]:
        return [_checked_object(value, place) for place, value in self._items(name)]

    def has(self, name: str) -> bool:
        return self._content.get(name) is not None

    def _items(self, name: str) -> Iterator[tuple[str, Any]]:
        values = self._content.get(name)
        if values is None:
            return
        if not isinstance(values, list):
            raise BrokenFileError("a list is expected", place=self.at(name))
        for number, value in enumerate(values):
            if value is not None:
                yield f"{self.at(name)}[{number}]", value


def read_element(content: bytes) -> Element:
    """The JSON object of a file. Raises BrokenFileError for anything else, and for one nested beyond reason."""
    if len(content) > FILE_LIMIT_BYTES:
        raise BrokenFileError(f"it is larger than {FILE_LIMIT_BYTES // 1024**2} MiB")
    try:
        value = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise BrokenFileError("it is not UTF-8 text", place=f"byte {error.start + 1}") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BrokenFileError(f"it is not JSON ({error.msg})", place=place) from None
    except RecursionError:
        raise BrokenFileError(f"it is nested more than {DEPTH_LIMIT} deep") from None
    except ValueError:
        raise BrokenFileError("it holds a number that JSON does not know") from None
    if _is_deeper_than(value, DEPTH_LIMIT):
        raise BrokenFileError(f"it is nested more than {DEPTH_LIMIT} deep")
    return _checked_object(value, "")


def _refuse_constant(_name: str) -> None:
    raise ValueError


def _is_deeper_than(value: object, limit: int) -> bool:
    level: list[object] = [value]
    for _depth in range(limit):
        level = [
            child
            for parent in level
            if isinstance(parent, dict | list)
            for child in (parent.values() if isinstance(parent, dict) else parent)
        ]
        if not level:
            return False
    return True


def _checked_object(value: object, place: str) -> Element:
    if not isinstance(value, dict):
        raise BrokenFileError("an object is expected", place=place)
    return Element(value, place)


def _checked_text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise BrokenFileError("text is expected", place=place)
    if len(value) > TEXT_LIMIT_CHARACTERS:
        raise BrokenFileError(f"the text has more than {TEXT_LIMIT_CHARACTERS:,} characters", place=place)
    character = forbidden_character(value)
    if character is not None:
        raise BrokenFileError(f"the text holds a character that cannot be kept ({character})", place=place)
    return value
