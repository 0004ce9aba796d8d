"""Sources are shown in words, and the words are those of the list of codes."""

import re
from pathlib import Path

import pytest

from clinic_log.catalogue import muscles, precautions
from clinic_log.catalogue.errors import CatalogueError
from clinic_log.catalogue.sources import cite, read_sources
from clinic_log.catalogue.tables import DATA_FOLDER
from tests.catalogue.conftest import BreakCell

_CODE = re.compile(r"\b(haz:|ref:|trp:|TA98|FMA|[A-Z]{2,3}\d{2,3})\b")


def test_no_card_shows_a_code() -> None:
    shown = {muscle.hazard_source for muscle in muscles.all_muscles()}
    shown |= {precaution.source for precaution in precautions.all_precautions()}

    assert [words for words in shown if _CODE.search(words) or words in read_sources(DATA_FOLDER)] == []
    assert "South African Board Notice 121" in muscles.get("trapezius-upper").hazard_source


def test_the_words_of_a_source_are_those_of_the_list_of_codes() -> None:
    listed = (DATA_FOLDER / "muscle-sources.md").read_text(encoding="utf-8")
    sources = read_sources(DATA_FOLDER)

    unlisted = [code for code, one in sources.items() if one.words not in listed or one.kind not in listed]
    assert unlisted == ["C"]


def test_sources_of_one_kind_stand_together() -> None:
    assert cite(("AH", "BN121", "GPH", "GSB"), read_sources(DATA_FOLDER)) == (
        "contraindication pages: advantagehealth.net.au, gsbvk.com; South African Board Notice 121, safety guidelines "
        "for dry needling, parts 5.1, 5.2, 5.4 (acts.co.za); Goldfields Physio Hub contraindications page "
        "(sites.google.com)"
    )


def test_a_source_that_nobody_explains_is_refused(folder: Path, break_cell: BreakCell) -> None:
    break_cell("muscles.csv", first="soleus", column="source", value="TA98; haz:XY99")

    with pytest.raises(CatalogueError, match="'XY99' is no known source"):
        muscles.read_muscles(folder)
