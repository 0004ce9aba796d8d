from pathlib import Path

import pytest

from clinic_log.catalogue import needling
from clinic_log.catalogue.errors import CatalogueError, UnknownCodeError, UnknownListError
from tests.catalogue.conftest import BreakCell


def test_all_lists_and_codes_are_there() -> None:
    names = needling.lists()

    assert len(names) == 21
    assert sum(len(needling.codes(name)) for name in names) == 165


def test_codes_come_in_the_order_of_the_form() -> None:
    assert [code.code for code in needling.codes("depth")] == ["superficial", "deep", "to-bone"]


def test_a_code_has_the_label_that_a_person_reads() -> None:
    assert needling.label("technique", "static") == "Static (in situ)"


def test_the_same_code_means_something_else_in_another_list() -> None:
    assert needling.label("tissue_response", "none") == "No response"


def test_an_unknown_list_and_an_unknown_code_are_told_apart() -> None:
    with pytest.raises(UnknownListError, match="no controlled list 'moods'"):
        needling.label("moods", "static")
    with pytest.raises(UnknownCodeError, match="no code 'technique: magic'"):
        needling.label("technique", "magic")


@pytest.mark.parametrize(
    ("first", "column", "value"),
    [
        ("technique", "list", "techniques"),
        ("technique", "code", "pistoning"),
        ("technique", "label", ""),
        ("diameter_mm", "code", "thin"),
    ],
)
def test_a_broken_cell_is_named(*, folder: Path, break_cell: BreakCell, first: str, column: str, value: str) -> None:
    break_cell("needling.csv", first=first, column=column, value=value)

    with pytest.raises(CatalogueError, match=rf"^needling\.csv, row \d+, column {column}: "):
        needling.read_lists(folder)


def test_a_list_without_codes_is_refused(folder: Path) -> None:
    (folder / "needling.csv").write_text("list,code,label,note\ntechnique,static,Static,\n", encoding="utf-8")

    with pytest.raises(CatalogueError, match="has no codes"):
        needling.read_lists(folder)
