from pathlib import Path

import pytest

from clinic_log.catalogue.errors import CatalogueError
from clinic_log.catalogue.tables import Row, read_rows

COLUMNS = ("slug", "name")


def write(folder: Path, content: str) -> Path:
    (folder / "things.csv").write_text(content, encoding="utf-8")
    return folder


def row(value: str) -> Row:
    return Row("things.csv", 2, {"cell": value})


def test_rows_carry_the_line_of_the_file(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, "slug,name\na,A\nb,B\n"), "things.csv", COLUMNS)

    assert [(entry.number, entry.text("slug")) for entry in rows] == [(2, "a"), (3, "b")]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("slug\na\n", "row 1, column name"),
        ("slug,name,extra\na,A,x\n", "row 1, column extra"),
        ("slug,name,name\na,A,B\n", "row 1, column name"),
        ("slug,name\na\n", "row 2, column name"),
        ("slug,name\na,A,x\n", "row 2"),
        ('slug,name\na,"A\n', "cannot be read"),
    ],
)
def test_a_file_of_the_wrong_shape_is_refused(tmp_path: Path, content: str, place: str) -> None:
    with pytest.raises(CatalogueError, match=place):
        read_rows(write(tmp_path, content), "things.csv", COLUMNS)


def test_a_file_that_is_absent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"^things\.csv: cannot be read"):
        read_rows(tmp_path, "things.csv", COLUMNS)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "things.csv").write_bytes(b"slug,name\na,\xff\n")

    with pytest.raises(CatalogueError, match="cannot be read"):
        read_rows(tmp_path, "things.csv", COLUMNS)


def test_an_empty_cell_is_none_and_an_empty_list_has_no_items() -> None:
    assert row("  ").optional_text("cell") is None
    assert row("").optional_number("cell") is None
    assert row("").optional_whole_number("cell") is None
    assert row("").items("cell") == ()


def test_a_list_cell_keeps_its_order() -> None:
    assert row("b; a;").items("cell") == ("b", "a")


@pytest.mark.parametrize("value", ["1.5", "-1", "x", "²"])
def test_a_count_is_a_whole_number(value: str) -> None:
    with pytest.raises(CatalogueError, match="row 2, column cell"):
        row(value).optional_whole_number("cell")


@pytest.mark.parametrize("value", ["inf", "nan", "1,5", "yes"])
def test_a_number_is_finite(value: str) -> None:
    with pytest.raises(CatalogueError, match="row 2, column cell"):
        row(value).optional_number("cell")


def test_a_list_that_names_something_twice_is_refused() -> None:
    with pytest.raises(CatalogueError, match="twice"):
        row("a;a").items("cell")
