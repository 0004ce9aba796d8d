"""What about a patient asks for a second thought before a needle, and beside which needles it matters.

The words are those by which an alert of a patient is recognised; a star stands for any ending. Nothing here teaches
technique, and nothing was reviewed by a clinician yet unless `reviewed_by_clinician` says so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clinic_log.catalogue.muscles import Hazard
from clinic_log.catalogue.tables import DATA_FOLDER, Row, index_by_slug, read_rows
from clinic_log.catalogue.vocabulary import Region

PRECAUTIONS_FILE = "precautions.csv"

_COLUMNS = (
    *("code", "label", "words", "hazards", "regions", "when_deep", "when_stimulated", "one_limb", "reads_regions"),
    *("note", "source", "reviewed_by_clinician"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Precaution:
    """Matters beside a muscle that has one of the hazards, lies in one of the regions or is deep (`when_deep`), and
    beside electrical stimulation (`when_stimulated`). With `one_limb` only the limb and side that the alert names
    matter, with `reads_regions` the regions that it names matter, too.
    """

    slug: str
    label: str
    words: tuple[str, ...]
    hazards: frozenset[Hazard]
    regions: frozenset[Region]
    when_deep: bool
    when_stimulated: bool
    one_limb: bool
    reads_regions: bool
    note: str
    source: str
    reviewed_by_clinician: bool

    def is_named_in(self, text: str) -> bool:
        """Whether a text has one of the words."""
        return any(_pattern(word).search(text) for word in self.words)


def all_precautions() -> tuple[Precaution, ...]:
    return tuple(by_code().values())


@cache
def by_code() -> Mapping[str, Precaution]:
    """Every precaution under its code, read-only."""
    return read_precautions(DATA_FOLDER)


def read_precautions(folder: Path) -> Mapping[str, Precaution]:
    """The precautions of a folder, fully checked; CatalogueError for a broken file."""
    rows = read_rows(folder, PRECAUTIONS_FILE, _COLUMNS)
    return index_by_slug(PRECAUTIONS_FILE, ((row, _precaution(row)) for row in rows))


@cache
def _pattern(word: str) -> re.Pattern[str]:
    ending = r"\w*" if word.endswith("*") else r"\b"
    return re.compile(rf"\b{re.escape(word.removesuffix('*'))}{ending}", re.IGNORECASE)


def _precaution(row: Row) -> Precaution:
    words = row.items("words")
    if not words:
        raise row.error("words", "must name at least one word")
    return Precaution(
        slug=row.text("code"),
        label=row.text("label"),
        words=words,
        hazards=frozenset(Hazard(name) for name in row.references("hazards", [hazard.value for hazard in Hazard])),
        regions=frozenset(Region(name) for name in row.references("regions", [region.value for region in Region])),
        when_deep=row.flag("when_deep"),
        when_stimulated=row.flag("when_stimulated"),
        one_limb=row.flag("one_limb"),
        reads_regions=row.flag("reads_regions"),
        note=row.text("note"),
        source=row.text("source"),
        reviewed_by_clinician=row.flag("reviewed_by_clinician"),
    )
