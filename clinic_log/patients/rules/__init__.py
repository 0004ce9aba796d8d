"""Facts about a patient that follow from their details alone."""

from dataclasses import dataclass
from enum import StrEnum


class Sex(StrEnum):
    """Administrative sex as in FHIR."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class AlertLevel(StrEnum):
    """How much an alert matters: danger first in the banner."""

    DANGER = "danger"
    CAUTION = "caution"


@dataclass(frozen=True, kw_only=True)
class AlertFacts:
    """What must be seen before treating, and one line of why."""

    level: AlertLevel
    label: str
    detail: str = ""
