"""What the codes of sources stand for, in the words that a therapist can look up.

The words are those of muscle-sources.md, where the codes are explained together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from clinic_log.catalogue.tables import read_rows

SOURCES_FILE = "sources.csv"


@dataclass(frozen=True, slots=True)
class Source:
    """One source in words; `kind` says what it and its like are ("cadaver studies") where the words do not."""

    kind: str
    words: str


def read_sources(folder: Path) -> Mapping[str, Source]:
    """The words of every code; CatalogueError for a broken file."""
    found: dict[str, Source] = {}
    for row in read_rows(folder, SOURCES_FILE, ("code", "kind", "words")):
        code = row.text("code")
        if code in found:
            raise row.error("code", f"{code!r} comes twice")
        found[code] = Source(row.optional_text("kind") or "", row.text("words"))
    return found


def cite(codes: Iterable[str], sources: Mapping[str, Source]) -> str:
    """The sources in words, in the order of their codes; those of one kind stand together under its name."""
    told: dict[str, list[str]] = {}
    for source in (sources[code] for code in codes):
        told.setdefault(source.kind or source.words, []).append(source.words)
    return "; ".join(name if words == [name] else f"{name}: {', '.join(words)}" for name, words in told.items())
