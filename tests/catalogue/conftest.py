"""A copy of the shipped data that a test may break."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from clinic_log.catalogue.tables import DATA_FOLDER

BreakCell = Callable[..., int]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "data"
    shutil.copytree(DATA_FOLDER, copy)
    return copy


@pytest.fixture
def break_cell(folder: Path) -> BreakCell:
    """Write a value into the first row whose first column is `first`, and say which line of the file that is."""

    def write(file: str, *, first: str, column: str, value: str) -> int:
        with (folder / file).open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        number = next(number for number, row in enumerate(rows) if row[0] == first)
        rows[number][header.index(column)] = value
        with (folder / file).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([header, *rows])
        return number + 2

    return write
