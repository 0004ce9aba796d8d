"""What about a patient asks for a second thought before a needle, and beside which needles it matters.

The words are those by which an alert of a patient is recognised; a star stands for any ending. A word that the alert
denies ("no anticoagulants", "not pregnant") names nothing; what may deny is data, too. Where it is not clear that
something is denied it counts as named: a needless question costs less than a missing one. Nothing here teaches
technique, and nothing was reviewed by a clinician yet unless `reviewed_by_clinician` says so.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clinic_log.base.text import fold
from clinic_log.catalogue.muscles import Hazard
from clinic_log.catalogue.sources import Source, cite, read_sources
from clinic_log.catalogue.tables import DATA_FOLDER, Row, index_by_slug, read_rows
from clinic_log.catalogue.vocabulary import Region

PRECAUTIONS_FILE = "precautions.csv"
DENIALS_FILE = "precaution_denials.csv"

_COLUMNS = (
    *("code", "label", "words", "hazards", "regions", "when_deep", "when_stimulated", "one_limb", "reads_regions"),
    *("note", "source", "reviewed_by_clinician"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Precaution:
    """Matters beside a muscle that has one of the hazards, lies in one of the regions or is deep (`when_deep`), and
    beside electrical stimulation (`when_stimulated`). With `one_limb` only the limb and side that the alert names
    matter, with `reads_regions` the regions that it names matter, too. `source` is in words.
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
        """Whether a text has one of the words and does not deny it."""
        folded = fold(text)
        return any(not _is_denied(folded, found) for found in _any_of(self.words).finditer(folded))


def all_precautions() -> tuple[Precaution, ...]:
    return tuple(by_code().values())


@cache
def by_code() -> Mapping[str, Precaution]:
    """Every precaution under its code, read-only."""
    return read_precautions(DATA_FOLDER)


def read_precautions(folder: Path) -> Mapping[str, Precaution]:
    """The precautions of a folder, fully checked; CatalogueError for a broken file."""
    rows = read_rows(folder, PRECAUTIONS_FILE, _COLUMNS)
    sources = read_sources(folder)
    return index_by_slug(PRECAUTIONS_FILE, ((row, _precaution(row, sources)) for row in rows))


def _is_denied(text: str, found: re.Match[str]) -> bool:
    """Whether the words right before or right after say that it is not so. A question mark leaves it open."""
    before, after = _denials()
    rest = text[found.end() :]
    denied_after = after.match(rest)
    asked = rest[denied_after.end() :] if denied_after else rest
    is_denied = denied_after is not None or before.search(text[: found.start()]) is not None
    return is_denied and not asked.lstrip().startswith("?")


@cache
def _denials() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What denies a word when it ends the text before it, and when it begins the text after it."""
    words = read_denials(DATA_FOLDER)
    named = _source(word for precaution in all_precautions() for word in precaution.words)
    between = rf"(?:[\s/-]+(?:{_source(words['between'])}|{named}(?=[\s]*(?:/|or\b|nor\b))))*"
    before = rf"\b(?:{_source(words['before'])}){between}[\s/-]+$"
    after = rf"(?:\s+(?:{_source(words['between'])}))*[\s-]+(?:{_source(words['after'])})\b"
    return re.compile(before), re.compile(after)


def read_denials(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Words that deny before and after what they deny, and what may stand between; CatalogueError for a broken file."""
    rows = read_rows(folder, DENIALS_FILE, ("kind", "words"))
    kinds = ("before", "between", "after")
    found = [(row.reference("kind", kinds), row.text("words")) for row in rows]
    return {kind: tuple(words for known, words in found if known == kind) for kind in kinds}


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{_source(words)})")


def _source(words: Iterable[str]) -> str:
    """Each of the words as a whole, the longest first; a star at the end stands for any ending."""
    longest_first = sorted((fold(word) for word in words), key=len, reverse=True)
    return "|".join(rf"\b{re.escape(word.removesuffix('*'))}" + _ending(word) for word in longest_first)


def _ending(word: str) -> str:
    return r"\w*" if word.endswith("*") else r"\b"


def _precaution(row: Row, sources: Mapping[str, Source]) -> Precaution:
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
        source=cite(row.references("source", sources), sources),
        reviewed_by_clinician=row.flag("reviewed_by_clinician"),
    )
