"""Conditions that are treated, their codes, and the measures and muscles that each suggests.

A suggestion is usual practice and regional anatomy, not a guideline. ICD-10 codes are of the US edition.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clinic_log.catalogue import measures, muscles
from clinic_log.catalogue.errors import UnknownConditionError
from clinic_log.catalogue.search import Closeness, Words, closeness, words
from clinic_log.catalogue.tables import DATA_FOLDER, Row, index_by_slug, read_rows
from clinic_log.catalogue.vocabulary import Region

CONDITIONS_FILE = "conditions.csv"

_COLUMNS = (
    *("slug", "label", "synonyms", "region", "sided", "icd10", "synthea_snomed"),
    *("suggested_measures", "suggested_muscles", "source", "reviewed_by_clinician"),
)
_ICD10 = re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`synthea_snomed` holds the codes under which the Synthea generator exports it; suggestions are slugs."""

    slug: str
    label: str
    synonyms: tuple[str, ...]
    region: Region
    sided: bool
    icd10: tuple[str, ...]
    synthea_snomed: tuple[str, ...]
    suggested_measures: tuple[str, ...]
    suggested_muscles: tuple[str, ...]
    source: str
    reviewed_by_clinician: bool


def get(slug: str) -> Condition:
    """The condition, or UnknownConditionError."""
    try:
        return _by_slug()[slug]
    except KeyError:
        raise UnknownConditionError(slug) from None


def all_conditions() -> tuple[Condition, ...]:
    return tuple(_by_slug().values())


def find(text: str, *, limit: int = 10) -> list[Condition]:
    """The conditions whose label, synonym or ICD-10 code answers to what was typed, closest first."""
    typed = words(text)
    ranked: list[tuple[Closeness, int, int, Condition]] = []
    for order, (condition, phrases) in enumerate(_phrases()):
        answers = [
            (near, place) for place, phrase in enumerate(phrases) if (near := closeness(typed, phrase)) is not None
        ]
        if answers:
            ranked.append((*min(answers), order, condition))
    ranked.sort(key=lambda found: found[:3])
    return [condition for *_, condition in ranked[:limit]]


def for_snomed(code: str) -> Condition | None:
    """The condition that Synthea exports under this code; None when there is none."""
    return _by_snomed().get(code)


def read_conditions(
    folder: Path, *, known_measures: Collection[str], known_muscles: Collection[str]
) -> Mapping[str, Condition]:
    """The conditions of a folder, fully checked; CatalogueError for a broken file."""
    rows = read_rows(folder, CONDITIONS_FILE, _COLUMNS)
    conditions = index_by_slug(CONDITIONS_FILE, ((row, _condition(row, known_measures, known_muscles)) for row in rows))
    _check_snomed_codes(rows)
    return conditions


@cache
def _by_slug() -> Mapping[str, Condition]:
    known_measures = frozenset(measure.slug for measure in measures.all_measures())
    return read_conditions(DATA_FOLDER, known_measures=known_measures, known_muscles=muscles.by_slug())


@cache
def _by_snomed() -> Mapping[str, Condition]:
    return {code: condition for condition in all_conditions() for code in condition.synthea_snomed}


@cache
def _phrases() -> tuple[tuple[Condition, tuple[Words, ...]], ...]:
    return tuple((condition, tuple(_phrases_of(condition))) for condition in all_conditions())


def _phrases_of(condition: Condition) -> Iterator[Words]:
    for phrase in (condition.label, *condition.synonyms, *condition.icd10):
        yield words(phrase)


def _condition(row: Row, known_measures: Collection[str], known_muscles: Collection[str]) -> Condition:
    return Condition(
        slug=row.text("slug"),
        label=row.text("label"),
        synonyms=row.items("synonyms"),
        region=row.choice("region", Region),
        sided=row.flag("sided"),
        icd10=_icd10(row),
        synthea_snomed=_snomed(row),
        suggested_measures=row.references("suggested_measures", known_measures),
        suggested_muscles=row.references("suggested_muscles", known_muscles),
        source=row.text("source"),
        reviewed_by_clinician=row.flag("reviewed_by_clinician"),
    )


def _icd10(row: Row) -> tuple[str, ...]:
    codes = row.items("icd10")
    for code in codes:
        if not _ICD10.fullmatch(code):
            raise row.error("icd10", f"{code!r} is not an ICD-10 code")
    return codes


def _snomed(row: Row) -> tuple[str, ...]:
    codes = row.items("synthea_snomed")
    for code in codes:
        if not (code.isascii() and code.isdigit()):
            raise row.error("synthea_snomed", f"{code!r} is not a code of digits")
    return codes


def _check_snomed_codes(rows: tuple[Row, ...]) -> None:
    """One code leads to one condition, or an import could not choose."""
    seen: set[str] = set()
    for row in rows:
        for code in _snomed(row):
            if code in seen:
                raise row.error("synthea_snomed", f"{code} already belongs to another condition")
            seen.add(code)
