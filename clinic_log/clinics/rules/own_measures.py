"""What a measure that a clinic adds must say."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Final

from clinic_log.base.text import fold
from clinic_log.catalogue.measures import Better, Construct, Measure, MeasureKind
from clinic_log.catalogue.own_measures import slug_of
from clinic_log.catalogue.vocabulary import Verified

NAME_LIMIT: Final = 80
UNIT_LIMIT: Final = 20
SOURCE_LIMIT: Final = 300
_LARGEST: Final = 1_000_000  # beyond it a digit slipped
_COARSE_RANGE: Final = 10  # from this width on one step is 1, below it 0.1


class TakenBy(StrEnum):
    """Who gives the value: answers do not depend on who wrote them down, what is measured by hand does."""

    PATIENT = "patient"
    CLINICIAN = "clinician"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMeasureDetails:
    """What an administrator says about a measure of the clinic. The bounds and the MCID are in `unit`.

    `mcid` is the smallest change that matters to patients, from `mcid_source`; both or neither.
    """

    name: str
    unit: str
    minimum: float
    maximum: float
    better: Better
    taken_by: TakenBy
    is_sided: bool = False
    mcid: float | None = None
    mcid_source: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What stops a measure from being kept, for the field that it concerns."""

    field: str
    text: str


def find_measure_problems(details: OwnMeasureDetails, *, taken_names: Collection[str]) -> Iterator[Problem]:
    """In the order of the form. `taken_names` are those of the catalogue and of the clinic's measures in use."""
    if not details.name:
        yield Problem("name", "Enter what the measure is called")
    elif len(details.name) > NAME_LIMIT:
        yield Problem("name", f"Shorten the name to {NAME_LIMIT} characters")
    elif fold(details.name) in {fold(name) for name in taken_names}:
        yield Problem("name", "There is a measure of this name. Choose another name, or use that measure")
    if not details.unit:
        yield Problem("unit", "Enter the unit, such as kg, s or points")
    elif len(details.unit) > UNIT_LIMIT:
        yield Problem("unit", f"Shorten the unit to {UNIT_LIMIT} characters")
    yield from _range_problems(details)
    yield from _importance_problems(details)


def _range_problems(details: OwnMeasureDetails) -> Iterator[Problem]:
    for name in ("minimum", "maximum"):
        value = getattr(details, name)
        if not isfinite(value) or abs(value) > _LARGEST:
            yield Problem(name, f"Enter a number from -{_LARGEST:,} to {_LARGEST:,}")
            return
    if details.minimum >= details.maximum:
        yield Problem("maximum", "The highest value must lie above the lowest")


def _importance_problems(details: OwnMeasureDetails) -> Iterator[Problem]:
    """An MCID is a claim about patients: without a source nobody can check it, so it is not kept."""
    if details.mcid is None:
        if details.mcid_source:
            yield Problem("mcid", "A source is named but no important change. Enter the change, or remove the source")
        return
    if not 0 < details.mcid <= details.maximum - details.minimum:
        yield Problem("mcid", "Enter a change above 0 that fits into the range")
    if details.better is Better.NONE:
        yield Problem("mcid", "A measure without a better direction has no important change. Choose the direction")
    if not details.mcid_source:
        yield Problem("mcid_source", "Name the source of the important change, such as a paper with its DOI")
    elif len(details.mcid_source) > SOURCE_LIMIT:
        yield Problem("mcid_source", f"Shorten the source to {SOURCE_LIMIT} characters")


def measure_of(number: int, details: OwnMeasureDetails, *, is_retired: bool) -> Measure:
    """The measure as every page uses it beside the catalogue's. Its figures are the clinic's own, so not verified."""
    is_coarse = details.maximum - details.minimum >= _COARSE_RANGE
    return Measure(
        slug=slug_of(number),
        name=details.name,
        construct=Construct.FUNCTION if details.taken_by is TakenBy.PATIENT else Construct.PERFORMANCE,
        kind=MeasureKind.OWN,
        unit=details.unit,
        step=1 if is_coarse else 0.1,
        better=details.better,
        sided=details.is_sided,
        verified=Verified.NO,
        minimum=details.minimum,
        maximum=details.maximum,
        mcid=details.mcid,
        source=details.mcid_source or None,
        is_retired=is_retired,
    )
