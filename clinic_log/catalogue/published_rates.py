"""How often side effects were reported elsewhere, with how they were asked: context, never a limit to test against."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from clinic_log.catalogue import adverse_events
from clinic_log.catalogue.errors import CatalogueError
from clinic_log.catalogue.tables import DATA_FOLDER, Row, read_rows
from clinic_log.catalogue.vocabulary import Verified

PUBLISHED_RATES_FILE = "published_rates.csv"

# Sums over several kinds, which are no kind themselves (methods, section 8).
ROLL_UPS = ("any-mild", "any-significant", "any-serious")

_COLUMNS = (
    *("study", "year", "treatments", "practitioners", "event_slug", "events", "rate_percent", "ci_low", "ci_high"),
    *("source", "event_as_reported", "unit", "denominator", "numerator_basis", "wilson95_low_pct"),
    *("wilson95_high_pct", "modality", "ascertainment", "verified", "notes"),
)


class RateUnit(StrEnum):
    """What the denominator counts. Rates of different units are never compared."""

    TREATMENTS = "treatments"
    PATIENTS = "patients"
    RESPONDENTS = "respondents"
    TREATMENT_COURSES = "treatment courses"


class Modality(StrEnum):
    DRY_NEEDLING = "dry needling"
    ACUPUNCTURE = "acupuncture"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRate:
    """One reported incidence. All rates and limits are in percent; None means not reported.

    `ci_low` and `ci_high` are the authors' limits, `wilson_low` and `wilson_high` were computed from the counts.
    """

    study: str
    year: int
    treatments: int | None
    practitioners: int | None
    event_slug: str
    events: int | None
    rate_percent: float
    ci_low: float | None
    ci_high: float | None
    source: str
    event_as_reported: str
    unit: RateUnit
    denominator: int | None
    numerator_basis: str
    wilson_low: float | None
    wilson_high: float | None
    modality: Modality
    ascertainment: str
    verified: Verified
    notes: str | None

    @property
    def is_roll_up(self) -> bool:
        return self.event_slug in ROLL_UPS


@cache
def all_rates() -> tuple[PublishedRate, ...]:
    """Every reported rate, in the file's order."""
    return read_published_rates(DATA_FOLDER, known_events=adverse_events.by_slug())


def for_event(slug: str) -> tuple[PublishedRate, ...]:
    """The rates reported for one kind of event or one roll-up; none when nobody reported it."""
    return tuple(rate for rate in all_rates() if rate.event_slug == slug)


def read_published_rates(folder: Path, *, known_events: Collection[str]) -> tuple[PublishedRate, ...]:
    """The rates of a folder, fully checked; CatalogueError for a broken file."""
    slugs = frozenset((*known_events, *ROLL_UPS))
    rates = tuple(_rate(row, slugs) for row in read_rows(folder, PUBLISHED_RATES_FILE, _COLUMNS))
    if not rates:
        raise CatalogueError(PUBLISHED_RATES_FILE, problem="holds no rows")
    return rates


def _rate(row: Row, slugs: Collection[str]) -> PublishedRate:
    events, denominator = row.optional_whole_number("events"), row.optional_whole_number("denominator")
    rate_percent = _percent(row, "rate_percent")
    if rate_percent is None:
        raise row.error("rate_percent", "must be a number")
    return PublishedRate(
        study=row.text("study"),
        year=_year(row),
        treatments=row.optional_whole_number("treatments"),
        practitioners=row.optional_whole_number("practitioners"),
        event_slug=row.reference("event_slug", slugs),
        events=events,
        rate_percent=rate_percent,
        ci_low=_percent(row, "ci_low"),
        ci_high=_limit_above(row, "ci_low", "ci_high"),
        source=row.text("source"),
        event_as_reported=row.text("event_as_reported"),
        unit=row.choice("unit", RateUnit),
        denominator=denominator,
        numerator_basis=row.text("numerator_basis"),
        wilson_low=_percent(row, "wilson95_low_pct"),
        wilson_high=_limit_above(row, "wilson95_low_pct", "wilson95_high_pct"),
        modality=row.choice("modality", Modality),
        ascertainment=row.text("ascertainment"),
        verified=row.choice("verified", Verified),
        notes=row.optional_text("notes"),
    )


def _year(row: Row) -> int:
    year = row.optional_whole_number("year")
    if year is None:
        raise row.error("year", "must be a year")
    return year


def _percent(row: Row, column: str) -> float | None:
    value = row.optional_number(column)
    if value is not None and not 0 <= value <= 100:
        raise row.error(column, "must lie between 0 and 100")
    return value


def _limit_above(row: Row, low_column: str, high_column: str) -> float | None:
    low, high = _percent(row, low_column), _percent(row, high_column)
    if low is not None and high is not None and high < low:
        raise row.error(high_column, f"must not lie below {low_column}")
    return high
