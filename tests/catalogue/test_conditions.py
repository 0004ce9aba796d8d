from pathlib import Path

import pytest

from clinic_log.catalogue import conditions, measures, muscles
from clinic_log.catalogue.errors import CatalogueError, UnknownConditionError
from tests.catalogue.conftest import BreakCell


def read(folder: Path) -> None:
    known = {measure.slug for measure in measures.all_measures()}
    conditions.read_conditions(folder, known_measures=known, known_muscles=muscles.by_slug())


def test_all_conditions_are_there() -> None:
    assert len(conditions.all_conditions()) == 63


def test_neck_pain_has_its_codes_and_suggestions() -> None:
    neck_pain = conditions.get("neck-pain")

    assert neck_pain.icd10 == ("M54.2",)
    assert neck_pain.synthea_snomed == ()
    assert neck_pain.suggested_measures[:3] == ("nprs", "psfs", "ndi")
    assert neck_pain.suggested_muscles[0] == "trapezius-upper"


def test_a_synthea_code_leads_to_its_condition() -> None:
    assert conditions.for_snomed("39848009") is conditions.get("whiplash")


def test_a_code_that_nobody_exports_leads_nowhere() -> None:
    assert conditions.for_snomed("0") is None


@pytest.mark.parametrize("text", ["cervicalgia", "Neck pain", "M54.2", "m54 2"])
def test_a_condition_answers_to_label_synonym_and_code(text: str) -> None:
    assert "neck-pain" in [condition.slug for condition in conditions.find(text)]


def test_nothing_typed_finds_nothing() -> None:
    assert conditions.find("") == []


def test_an_unknown_condition_is_named() -> None:
    with pytest.raises(UnknownConditionError, match="no condition 'bad-luck'"):
        conditions.get("bad-luck")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("suggested_measures", "nprs;gut-feeling"),
        ("suggested_muscles", "left-elbow"),
        ("icd10", "54.2"),
        ("synthea_snomed", "39848009"),
        ("synthea_snomed", "x1"),
        ("region", "attic"),
    ],
)
def test_a_broken_cell_is_named(*, folder: Path, break_cell: BreakCell, column: str, value: str) -> None:
    break_cell("conditions.csv", first="neck-pain", column=column, value=value)

    with pytest.raises(CatalogueError, match=rf"^conditions\.csv, row \d+, column {column}: "):
        read(folder)
