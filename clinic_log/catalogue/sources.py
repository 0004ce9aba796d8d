"""What the codes of sources stand for, in the words that a therapist can look up.

The words are those of muscle-sources.md, where the codes are explained together.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from clinic_log.catalogue.tables import read_rows

SOURCES_FILE = "sources.csv"


def read_sources(folder: Path) -> Mapping[str, str]:
    """The words of every code; CatalogueError for a broken file."""
    found: dict[str, str] = {}
    for row in read_rows(folder, SOURCES_FILE, ("code", "words")):
        code = row.text("code")
        if code in found:
            raise row.error("code", f"{code!r} comes twice")
        found[code] = row.text("words")
    return found


def cite(codes: Iterable[str], sources: Mapping[str, str]) -> str:
    """The sources in words, in the order of their codes."""
    return "; ".join(sources[code] for code in codes)
