"""Reading the catalogue's JSON files: every value is checked, and a broken one is named by file, place and key."""

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from clinic_log.catalogue.errors import CatalogueError

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class JsonEntry:
    """One object of a file; `place` says which, as in 'views 3, regions 12'."""

    file: str
    place: str
    values: Mapping[str, object]

    def error(self, key: str, problem: str) -> CatalogueError:
        return CatalogueError(self.file, row=self.place or None, column=key, problem=problem)

    def text(self, key: str) -> str:
        value = self.values.get(key)
        if not isinstance(value, str) or not value:
            raise self.error(key, "must be a text that is not empty")
        return value

    def optional_text(self, key: str) -> str | None:
        return self.text(key) if key in self.values else None

    def flag(self, key: str) -> bool:
        """False when the key is absent."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.error(key, "must be true or false")
        return value

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        value = self.text(key)
        try:
            return choices(value)
        except ValueError:
            raise self.error(key, f"{value!r} is not one of {', '.join(choices)}") from None

    def numbers(self, key: str, *, count: int) -> tuple[float, ...]:
        """Exactly `count` finite numbers."""
        found = tuple(
            float(value)
            for value in self._list(key)
            if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        )
        if len(found) != count or len(self._list(key)) != count:
            raise self.error(key, f"must be {count} numbers")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        found = tuple(value for value in self._list(key) if isinstance(value, str) and value)
        if len(found) != len(self._list(key)):
            raise self.error(key, "must hold texts only")
        return found

    def references(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        slugs = self.texts(key)
        unknown = sorted(set(slugs).difference(known))
        if unknown:
            raise self.error(key, f"names what does not exist: {', '.join(unknown)}")
        return slugs

    def entries(self, key: str) -> tuple["JsonEntry", ...]:
        """The objects of a list, none of them anything else."""
        place = f"{self.place}, " if self.place else ""
        return tuple(
            _entry(self.file, f"{place}{key} {number}", value) for number, value in enumerate(self._list(key), start=1)
        )

    def _list(self, key: str) -> list[object]:
        value = self.values.get(key)
        if not isinstance(value, list):
            raise self.error(key, "must be a list")
        return value


def read_entry(folder: Path, file: str) -> JsonEntry:
    """The object that a file holds."""
    try:
        content: object = json.loads((folder / file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogueError(file, problem=f"cannot be read: {error}") from error
    return _entry(file, "", content)


def _entry(file: str, place: str, value: object) -> JsonEntry:
    if not isinstance(value, dict):
        raise CatalogueError(file, row=place or None, problem="must be an object")
    return JsonEntry(file, place, value)
