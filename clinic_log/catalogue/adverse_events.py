"""Side effects and incidents: how severe, when they come, how long they last, what to do and whom to tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from clinic_log.catalogue.errors import UnknownAdverseEventError
from clinic_log.catalogue.tables import DATA_FOLDER, Row, index_by_slug, read_rows
from clinic_log.catalogue.vocabulary import Verified

ADVERSE_EVENTS_FILE = "adverse_events.csv"

_COLUMNS = (
    *("slug", "label", "severity_class", "typical_onset", "typical_duration", "expected", "must_escalate"),
    *("suggested_action", "ctcae_term", "source", "verified", "notes"),
)


class SeverityClass(StrEnum):
    """How an event of this kind is classed beforehand; what one patient had is graded in the record itself."""

    MILD = "mild"
    MODERATE = "moderate"
    SERIOUS = "serious"


class Onset(StrEnum):
    """When it typically shows, counted from the insertion."""

    DURING = "during"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    MINUTES_TO_DAYS = "minutes to days"
    WEEKS_TO_MONTHS = "weeks to months"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseEventKind:
    """One kind of side effect or incident. `must_escalate` means that a supervisor has to know."""

    slug: str
    label: str
    severity_class: SeverityClass
    typical_onset: Onset
    typical_duration: str | None
    expected: bool
    must_escalate: bool
    suggested_action: str
    ctcae_term: str | None
    source: str
    verified: Verified
    notes: str | None

    @property
    def is_everyday(self) -> bool:
        """Mild, expected after needling, and nobody's to escalate: the short list of the form."""
        return self.severity_class is SeverityClass.MILD and self.expected and not self.must_escalate

    @property
    def is_serious(self) -> bool:
        return self.severity_class is SeverityClass.SERIOUS


def get(slug: str) -> AdverseEventKind:
    """The kind, or UnknownAdverseEventError."""
    try:
        return by_slug()[slug]
    except KeyError:
        raise UnknownAdverseEventError(slug) from None


def all_kinds() -> tuple[AdverseEventKind, ...]:
    """Every kind, the mild ones first as in the file."""
    return tuple(by_slug().values())


def everyday_kinds() -> tuple[AdverseEventKind, ...]:
    """The mild ones that are expected after needling."""
    return tuple(kind for kind in all_kinds() if kind.is_everyday)


def serious_kinds() -> tuple[AdverseEventKind, ...]:
    return tuple(kind for kind in all_kinds() if kind.is_serious)


@cache
def by_slug() -> Mapping[str, AdverseEventKind]:
    """Every kind under its slug, read-only."""
    return read_adverse_events(DATA_FOLDER)


def read_adverse_events(folder: Path) -> Mapping[str, AdverseEventKind]:
    """The kinds of a folder, fully checked; CatalogueError for a broken file."""
    rows = read_rows(folder, ADVERSE_EVENTS_FILE, _COLUMNS)
    return index_by_slug(ADVERSE_EVENTS_FILE, ((row, _kind(row)) for row in rows))


def _kind(row: Row) -> AdverseEventKind:
    severity_class = row.choice("severity_class", SeverityClass)
    must_escalate = row.flag("must_escalate")
    if severity_class is SeverityClass.SERIOUS and not must_escalate:
        raise row.error("must_escalate", "a serious event is always escalated")
    return AdverseEventKind(
        slug=row.text("slug"),
        label=row.text("label"),
        severity_class=severity_class,
        typical_onset=row.choice("typical_onset", Onset),
        typical_duration=row.optional_text("typical_duration"),
        expected=row.flag("expected"),
        must_escalate=must_escalate,
        suggested_action=row.text("suggested_action"),
        ctcae_term=row.optional_text("ctcae_term"),
        source=row.text("source"),
        verified=row.choice("verified", Verified),
        notes=row.optional_text("notes"),
    )
