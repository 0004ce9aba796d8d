"""Reading the catalogue's CSV files: every cell is checked, and a broken one is named by file, row and column."""

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, TypeVar

from clinic_log.catalogue.errors import CatalogueError

DATA_FOLDER = Path(__file__).parent / "data"

LIST_SEPARATOR = ";"


class HasSlug(Protocol):
    @property
    def slug(self) -> str: ...


Choice = TypeVar("Choice", bound=StrEnum)
Entry = TypeVar("Entry", bound=HasSlug)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file. `number` is the line as an editor counts it, the header being line 1."""

    file: str
    number: int
    cells: Mapping[str, str]

    def error(self, column: str, problem: str) -> CatalogueError:
        return CatalogueError(self.file, row=self.number, column=column, problem=problem)

    def optional_text(self, column: str) -> str | None:
        """The cell, None when it is empty: empty means unknown."""
        return self.cells[column].strip() or None

    def text(self, column: str) -> str:
        value = self.optional_text(column)
        if value is None:
            raise self.error(column, "must not be empty")
        return value

    def items(self, column: str) -> tuple[str, ...]:
        """The parts of a list cell, in its order; none when it is empty."""
        parts = [part.strip() for part in self.cells[column].split(LIST_SEPARATOR)]
        found = tuple(part for part in parts if part)
        if len(found) != len(set(found)):
            raise self.error(column, "names something twice")
        return found

    def optional_number(self, column: str) -> float | None:
        value = self.optional_text(column)
        if value is None:
            return None
        try:
            number = float(value)
        except ValueError:
            raise self.error(column, f"{value!r} is not a number") from None
        if not math.isfinite(number):
            raise self.error(column, f"{value!r} is not a finite number")
        return number

    def number_in(self, column: str) -> float:
        value = self.optional_number(column)
        if value is None:
            raise self.error(column, "must be a number")
        return value

    def optional_whole_number(self, column: str) -> int | None:
        """A count; None when the cell is empty. Refuses a negative or a broken one."""
        value = self.optional_text(column)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit()):
            raise self.error(column, f"{value!r} is not a whole number")
        return int(value)

    def flag(self, column: str) -> bool:
        value = self.text(column)
        if value not in {"yes", "no"}:
            raise self.error(column, f"{value!r} is neither yes nor no")
        return value == "yes"

    def choice(self, column: str, choices: type[Choice]) -> Choice:
        value = self.text(column)
        try:
            return choices(value)
        except ValueError:
            known = ", ".join(choices)
            raise self.error(column, f"{value!r} is not one of {known}") from None

    def references(self, column: str, known: Iterable[str]) -> tuple[str, ...]:
        """The slugs of a list cell, each of which must be among the known ones."""
        slugs = self.items(column)
        unknown = sorted(set(slugs).difference(known))
        if unknown:
            raise self.error(column, f"names what does not exist: {', '.join(unknown)}")
        return slugs

    def reference(self, column: str, known: Iterable[str]) -> str:
        slug = self.text(column)
        if slug not in set(known):
            raise self.error(column, f"names what does not exist: {slug}")
        return slug


def read_rows(folder: Path, file: str, columns: Iterable[str]) -> tuple[Row, ...]:
    """The rows of a file, whose header must hold exactly these columns, in any order."""
    expected = set(columns)
    try:
        with (folder / file).open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            _check_header(file, reader.fieldnames or (), expected)
            return tuple(_checked_row(file, reader.line_num, cells) for cells in reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CatalogueError(file, problem=f"cannot be read: {error}") from error


def index_by_slug(file: str, pairs: Iterable[tuple[Row, Entry]]) -> Mapping[str, Entry]:
    """Entries by slug in the file's order, read-only. Refuses a slug that comes twice."""
    index: dict[str, Entry] = {}
    for row, entry in pairs:
        if entry.slug in index:
            raise row.error("slug", f"{entry.slug!r} comes twice")
        index[entry.slug] = entry
    if not index:
        raise CatalogueError(file, problem="holds no rows")
    return MappingProxyType(index)


def _check_header(file: str, found: Iterable[str], expected: set[str]) -> None:
    names = list(found)
    for column in sorted(expected.difference(names)):
        raise CatalogueError(file, row=1, column=column, problem="the column is missing")
    for column in names:
        if column not in expected or names.count(column) > 1:
            raise CatalogueError(file, row=1, column=column, problem="the column is unknown or comes twice")


def _checked_row(file: str, number: int, cells: Mapping[str | None, str | list[str] | None]) -> Row:
    checked: dict[str, str] = {}
    for column, value in cells.items():
        if column is None:
            raise CatalogueError(file, row=number, problem="has more cells than the header")
        if not isinstance(value, str):
            raise CatalogueError(file, row=number, column=column, problem="the cell is missing")
        checked[column] = value
    return Row(file, number, MappingProxyType(checked))
