"""Intimate or exposed areas, which need a consent of their own before a needle: breast, groin, pelvic floor.

The areas are those of the consent `intimate-area` of `needling.csv`. Which muscles lie in them is a convention that no
clinician has reviewed yet unless `reviewed_by_clinician` says so. The words find a target that is no muscle.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clinic_log.base.text import fold
from clinic_log.catalogue import muscles
from clinic_log.catalogue.sources import Source, cite, read_sources
from clinic_log.catalogue.tables import DATA_FOLDER, Row, index_by_slug, read_rows

INTIMATE_AREAS_FILE = "intimate_areas.csv"

_COLUMNS = ("code", "label", "words", "muscles", "source", "reviewed_by_clinician")


@dataclass(frozen=True, slots=True, kw_only=True)
class IntimateArea:
    """An area with the muscles that lie in it; a star at the end of a word stands for any ending."""

    slug: str
    label: str
    words: tuple[str, ...]
    muscles: frozenset[str]
    source: str
    reviewed_by_clinician: bool

    def is_named_in(self, text: str) -> bool:
        folded = fold(text)
        endings = ((re.escape(fold(word.removesuffix("*"))), word.endswith("*")) for word in self.words)
        return any(re.search(rf"\b{stem}" + ("" if is_open else r"\b"), folded) for stem, is_open in endings)


def all_areas() -> tuple[IntimateArea, ...]:
    return tuple(by_code().values())


@cache
def by_code() -> Mapping[str, IntimateArea]:
    """Every area under its code, read-only."""
    return read_intimate_areas(DATA_FOLDER)


def read_intimate_areas(folder: Path) -> Mapping[str, IntimateArea]:
    """The areas of a folder, fully checked; CatalogueError for a broken file."""
    rows, sources = read_rows(folder, INTIMATE_AREAS_FILE, _COLUMNS), read_sources(folder)
    known = muscles.read_muscles(folder)
    return index_by_slug(INTIMATE_AREAS_FILE, ((row, _area(row, known, sources)) for row in rows))


def _area(row: Row, known: Mapping[str, muscles.Muscle], sources: Mapping[str, Source]) -> IntimateArea:
    return IntimateArea(
        slug=row.text("code"),
        label=row.text("label"),
        words=row.items("words"),
        muscles=frozenset(row.references("muscles", known)),
        source=cite(row.references("source", sources), sources),
        reviewed_by_clinician=row.flag("reviewed_by_clinician"),
    )
