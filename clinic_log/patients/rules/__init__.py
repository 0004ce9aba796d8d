"""Facts about a patient that follow from their details alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Sex(StrEnum):
    """Administrative sex as in FHIR."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


SEX_LABELS: Final[Mapping[Sex, str]] = MappingProxyType(
    {Sex.FEMALE: "Female", Sex.MALE: "Male", Sex.OTHER: "Other", Sex.UNKNOWN: "Unknown"}
)


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


@dataclass(frozen=True)
class Identifier:
    """A number that another system gave; the system is named by a URI."""

    system: str
    value: str
    label: str = ""
