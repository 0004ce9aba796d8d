import dataclasses
from pathlib import Path

import pytest

from clinic_log import catalogue
from clinic_log.catalogue import adverse_events, conditions, measures, muscles
from clinic_log.catalogue.tables import DATA_FOLDER
from clinic_log.catalogue.version import content_version


def test_the_shipped_data_loads() -> None:
    catalogue.load()


def test_the_version_is_that_of_the_shipped_files(folder: Path) -> None:
    assert content_version(folder) == catalogue.VERSION


def test_any_changed_byte_changes_the_version(folder: Path) -> None:
    for path in sorted(folder.glob("[a-z]*")):
        before = content_version(folder)
        path.write_bytes(path.read_bytes() + b" ")

        assert content_version(folder) != before, path.name


def test_hidden_files_do_not_count(folder: Path) -> None:
    (folder / ".DS_Store").write_bytes(b"x")

    assert content_version(folder) == catalogue.VERSION


def test_the_meaning_of_the_source_codes_is_shipped() -> None:
    assert (DATA_FOLDER / "muscle-sources.md").is_file()


@pytest.mark.parametrize(
    "entry",
    [
        measures.get("nprs"),
        muscles.get("temporalis"),
        conditions.get("neck-pain"),
        adverse_events.get("bruising"),
    ],
    ids=lambda entry: entry.slug,
)
def test_an_entry_cannot_be_changed(
    entry: measures.Measure | muscles.Muscle | conditions.Condition | adverse_events.AdverseEventKind,
) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.slug = "other"  # type: ignore[misc]  # the point of the test
