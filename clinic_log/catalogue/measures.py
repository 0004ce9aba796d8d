"""What can be measured: scales and instruments, single questions, movements with their reference range, and tests.

A *score* of any of them is a plain number in the measure's unit. A movement holds plausible bounds instead of the
ends of a scale, and some go below zero: there 0 is straight and a negative value is a deficit. A measure that is not
`sided`, like flexion of the neck, is scored once and without a side; rotation of the neck once for each side.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from clinic_log.base.wording import capitalised
from clinic_log.catalogue import own_measures
from clinic_log.catalogue.errors import CatalogueError, UnknownMeasureError
from clinic_log.catalogue.measure import Better, Construct, Measure, MeasureKind
from clinic_log.catalogue.tables import DATA_FOLDER, Row, index_by_slug, read_rows
from clinic_log.catalogue.vocabulary import Verified

__all__ = [
    "DEFAULT_PAIN_QUESTION",
    "Better",
    "Construct",
    "Measure",
    "MeasureKind",
    "all_measures",
    "find",
    "get",
    "pain_questions",
    "read_measures",
]

DEFAULT_PAIN_QUESTION = "nprs"

INSTRUMENTS_FILE = "instruments.csv"
QUESTIONS_FILE = "questions.csv"
MOVEMENTS_FILE = "movements.csv"
TESTS_FILE = "tests.csv"

_COMMON = ("slug", "unit", "better", "mdc", "loinc", "loinc_left", "loinc_right", "source", "verified", "notes")
_SCALE = ("name", "construct", "min", "max", "step", "mcid", "mcid_percent", "mdc_percent", "population")
_INSTRUMENT_COLUMNS = (*_COMMON, *_SCALE, "license_note")
_TEST_COLUMNS = (*_INSTRUMENT_COLUMNS, "reviewed_by_clinician")
_MOVEMENT_COLUMNS = (
    *_COMMON,
    *("joint", "movement", "plane", "sided", "normal_low", "normal_high"),
    *("min_plausible", "max_plausible", "reference", "mdc_basis"),
)

# The files mark the side for movements only; these say in their notes that the side or the muscle is recorded.
_SIDED_CONSTRUCTS = frozenset({"strength", "palpation"})
_SIDED_SLUGS = frozenset({"ppt", "single-leg-hop", "triple-hop", "y-balance-anterior"})

# How finely a goniometer or a ruler is read; the least change of a movement's stepper.
_MOVEMENT_STEPS = MappingProxyType({"deg": 1.0, "mm": 1.0, "cm": 0.1})


def get(slug: str) -> Measure:
    """The measure, also a retired one of the clinic at work, or UnknownMeasureError."""
    measure = find(slug)
    if measure is None:
        raise UnknownMeasureError(slug)
    return measure


def find(slug: str | None) -> Measure | None:
    """The measure, also a retired one of the clinic at work; None when nobody here knows it."""
    known = _by_slug().get(slug or "")
    return known if known is not None or not slug else own_measures.find(slug)


def all_measures() -> tuple[Measure, ...]:
    """What can be chosen: instruments, questions, movements from neck to foot, tests, then what the clinic at work
    added and has not retired.
    """
    return (*_by_slug().values(), *own_measures.offered())


def pain_questions() -> tuple[Measure, ...]:
    """What the course of an episode may follow, the default first. Never a clinic's own measure: every clinic's pages
    of outcomes rest on it.
    """
    return tuple(measure for measure in _by_slug().values() if measure.is_pain_question)


def read_measures(folder: Path) -> Mapping[str, Measure]:
    """The measures of the four files in a folder, fully checked; CatalogueError for a broken one."""
    measures = index_by_slug(INSTRUMENTS_FILE, _entries(folder))
    if DEFAULT_PAIN_QUESTION not in measures:
        raise CatalogueError(INSTRUMENTS_FILE, column="slug", problem=f"{DEFAULT_PAIN_QUESTION} is missing")
    return measures


@cache
def _by_slug() -> Mapping[str, Measure]:
    return read_measures(DATA_FOLDER)


def _entries(folder: Path) -> Iterator[tuple[Row, Measure]]:
    for row in read_rows(folder, INSTRUMENTS_FILE, _INSTRUMENT_COLUMNS):
        yield row, _scale(row, MeasureKind.INSTRUMENT)
    for row in read_rows(folder, QUESTIONS_FILE, _INSTRUMENT_COLUMNS):
        yield row, _scale(row, MeasureKind.INSTRUMENT)
    for row in read_rows(folder, MOVEMENTS_FILE, _MOVEMENT_COLUMNS):
        yield row, _movement(row)
    for row in read_rows(folder, TESTS_FILE, _TEST_COLUMNS):
        yield row, _scale(row, MeasureKind.TEST)


def _scale(row: Row, kind: MeasureKind) -> Measure:
    """An instrument or a test: both are scales with two ends."""
    slug = row.text("slug")
    construct = row.choice("construct", Construct)
    minimum, maximum = row.number_in("min"), row.number_in("max")
    if minimum >= maximum:
        raise row.error("max", "must lie above min")
    return Measure(
        slug=slug,
        name=row.text("name"),
        construct=construct,
        kind=kind,
        unit=row.text("unit"),
        step=_positive(row, "step", row.number_in("step")),
        better=row.choice("better", Better),
        sided=construct in _SIDED_CONSTRUCTS or slug in _SIDED_SLUGS,
        verified=row.choice("verified", Verified),
        minimum=minimum,
        maximum=maximum,
        mcid=_threshold(row, "mcid"),
        mcid_percent=_threshold(row, "mcid_percent"),
        mdc=_threshold(row, "mdc"),
        mdc_percent=_threshold(row, "mdc_percent"),
        population=row.optional_text("population"),
        license_note=row.text("license_note"),
        loinc=row.optional_text("loinc"),
        loinc_left=row.optional_text("loinc_left"),
        loinc_right=row.optional_text("loinc_right"),
        source=row.optional_text("source"),
        notes=row.optional_text("notes"),
        reviewed_by_clinician="reviewed_by_clinician" in row.cells and row.flag("reviewed_by_clinician"),
    )


def _movement(row: Row) -> Measure:
    joint, movement = row.text("joint"), row.text("movement")
    name = f"{joint} {movement}"
    return Measure(
        slug=row.text("slug"),
        name=capitalised(name),
        construct=Construct.MOTION,
        kind=MeasureKind.MOVEMENT,
        unit=row.text("unit"),
        step=_movement_step(row),
        better=row.choice("better", Better),
        sided=row.flag("sided"),
        verified=row.choice("verified", Verified),
        mdc=_threshold(row, "mdc"),
        mdc_basis=row.optional_text("mdc_basis"),
        joint=joint,
        movement=movement,
        plane=row.text("plane"),
        reference_low=row.optional_number("normal_low"),
        reference_high=_ordered(row, "normal_low", "normal_high"),
        reference_basis=row.optional_text("reference"),
        min_plausible=_lowest_plausible(row),
        max_plausible=_ordered(row, "min_plausible", "max_plausible"),
        loinc=row.optional_text("loinc"),
        loinc_left=row.optional_text("loinc_left"),
        loinc_right=row.optional_text("loinc_right"),
        source=row.optional_text("source"),
        notes=row.optional_text("notes"),
    )


def _movement_step(row: Row) -> float:
    unit = row.text("unit")
    if unit not in _MOVEMENT_STEPS:
        raise row.error("unit", f"{unit!r} is not one of {', '.join(_MOVEMENT_STEPS)}")
    return _MOVEMENT_STEPS[unit]


def _lowest_plausible(row: Row) -> float:
    """Zero or below: doubling a positive bound would refuse plausible values."""
    lowest = row.number_in("min_plausible")
    if lowest > 0:
        raise row.error("min_plausible", "must not lie above 0")
    return lowest


def _ordered(row: Row, low_column: str, high_column: str) -> float | None:
    low, high = row.optional_number(low_column), row.optional_number(high_column)
    if low is not None and high is not None and high < low:
        raise row.error(high_column, f"must not lie below {low_column}")
    return high


def _threshold(row: Row, column: str) -> float | None:
    value = row.optional_number(column)
    return None if value is None else _positive(row, column, value)


def _positive(row: Row, column: str, value: float) -> float:
    if value <= 0:
        raise row.error(column, "must lie above 0")
    return value
