"""Controlled lists of the needling note: technique, depth, needle size, tissue response, consent and the rest.

A record keeps the code; the label is what a person reads and the note says when to choose it. `other` always comes
with the therapist's own words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from clinic_log.catalogue.errors import CatalogueError, UnknownCodeError, UnknownListError
from clinic_log.catalogue.tables import DATA_FOLDER, Row, read_rows

NEEDLING_FILE = "needling.csv"

_COLUMNS = ("list", "code", "label", "note")

_KNOWN_LISTS = frozenset(
    {
        *("visit_kind", "visit_end", "since_last_visit", "next_step", "consent"),
        *("contra_absolute", "contra_relative", "adjunct", "count_state"),
        *("target", "point_location", "technique", "approach", "depth", "position", "guidance"),
        *("diameter_mm", "length_mm", "tissue_response", "trp_kind", "stimulation_waveform"),
    }
)
_LISTS_IN_MILLIMETRES = frozenset({"diameter_mm", "length_mm"})

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Code:
    code: str
    label: str
    note: str | None


def lists() -> tuple[str, ...]:
    """The names of the controlled lists."""
    return tuple(_by_list())


def codes(list_name: str) -> tuple[Code, ...]:
    """The codes of a list in the order in which a form offers them, or UnknownListError."""
    return tuple(_list(list_name).values())


def label(list_name: str, code: str) -> str:
    """What a person reads for a code; UnknownListError or UnknownCodeError."""
    try:
        return _list(list_name)[code].label
    except UnknownListError:
        raise
    except KeyError:
        raise UnknownCodeError(f"{list_name}: {code}") from None


def read_lists(folder: Path) -> Mapping[str, Mapping[str, Code]]:
    """The lists of a folder, each with its codes in order, fully checked; CatalogueError for a broken file."""
    found: dict[str, dict[str, Code]] = {}
    for row in read_rows(folder, NEEDLING_FILE, _COLUMNS):
        entries = found.setdefault(row.reference("list", _KNOWN_LISTS), {})
        code = _code(row)
        if code.code in entries:
            raise row.error("code", f"{code.code!r} comes twice in the list")
        entries[code.code] = code
    for name in sorted(_KNOWN_LISTS.difference(found)):
        raise CatalogueError(NEEDLING_FILE, column="list", problem=f"{name} has no codes")
    return MappingProxyType({name: MappingProxyType(entries) for name, entries in found.items()})


@cache
def _by_list() -> Mapping[str, Mapping[str, Code]]:
    return read_lists(DATA_FOLDER)


def _list(list_name: str) -> Mapping[str, Code]:
    try:
        return _by_list()[list_name]
    except KeyError:
        raise UnknownListError(list_name) from None


def _code(row: Row) -> Code:
    code = row.text("code")
    if row.text("list") in _LISTS_IN_MILLIMETRES and code != OTHER:
        row.number_in("code")
    return Code(code, row.text("label"), row.optional_text("note"))
