"""What is asked before needling: each contraindication of the needling lists, and which needles it concerns.

Labels are those of `needling.csv`. Nothing here teaches technique, and nothing was reviewed by a clinician yet
unless `reviewed_by_clinician` says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from clinic_log.catalogue import needling, precautions
from clinic_log.catalogue.errors import CatalogueError
from clinic_log.catalogue.sources import Source, cite, read_sources
from clinic_log.catalogue.tables import DATA_FOLDER, Row, index_by_slug, read_rows

CONTRAINDICATIONS_FILE = "contraindications.csv"

_COLUMNS = ("code", "scope", "precaution", "note", "source", "reviewed_by_clinician")
_ABSOLUTE, _RELATIVE = "contra_absolute", "contra_relative"


class Scope(StrEnum):
    """Which needles a contraindication concerns. SITE is where the answer says; without a place it is everywhere.

    PATIENT concerns no needle in particular. ELSEWHERE is no question: consent and age stand in the record.
    """

    EVERYWHERE = "everywhere"
    SITE = "site"
    NOT_COMPRESSIBLE = "not-compressible"
    THORAX = "thorax"
    STIMULATION = "stimulation"
    PATIENT = "patient"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contraindication:
    """`precaution` names the precaution beside the needles that a "yes" brings; `source` is in words."""

    slug: str
    label: str
    note: str
    is_absolute: bool
    scope: Scope
    precaution: str | None
    source: str
    reviewed_by_clinician: bool

    @property
    def asks_place(self) -> bool:
        return self.scope is Scope.SITE


def asked() -> tuple[Contraindication, ...]:
    """The questions of a screening: absolute contraindications first, then relative ones, in the order of the lists."""
    return tuple(one for one in by_code().values() if one.scope is not Scope.ELSEWHERE)


def find(code: str) -> Contraindication | None:
    return by_code().get(code)


@cache
def by_code() -> Mapping[str, Contraindication]:
    """Every contraindication under its code, read-only."""
    return read_contraindications(DATA_FOLDER)


def read_contraindications(folder: Path) -> Mapping[str, Contraindication]:
    """The contraindications of a folder, fully checked; CatalogueError for a broken file or a code without a row."""
    rows = {row.text("code"): row for row in read_rows(folder, CONTRAINDICATIONS_FILE, _COLUMNS)}
    lists = needling.read_lists(folder)
    known = {code for name in (_ABSOLUTE, _RELATIVE) for code in lists[name]}
    for code in sorted(known.symmetric_difference(rows)):
        raise CatalogueError(CONTRAINDICATIONS_FILE, column="code", problem=f"{code!r} stands in one file only")
    return index_by_slug(CONTRAINDICATIONS_FILE, _entries(rows, lists, read_sources(folder)))


def _entries(
    rows: Mapping[str, Row], lists: Mapping[str, Mapping[str, needling.Code]], sources: Mapping[str, Source]
) -> Iterator[tuple[Row, Contraindication]]:
    for name in (_ABSOLUTE, _RELATIVE):
        for code in lists[name].values():
            row = rows[code.code]
            entry = Contraindication(
                slug=code.code,
                label=code.label,
                note=row.optional_text("note") or "",
                is_absolute=name == _ABSOLUTE,
                scope=row.choice("scope", Scope),
                precaution=_precaution(row),
                source=cite(row.references("source", sources), sources),
                reviewed_by_clinician=row.flag("reviewed_by_clinician"),
            )
            yield row, entry


def _precaution(row: Row) -> str | None:
    return row.reference("precaution", precautions.by_code()) if row.optional_text("precaution") else None
