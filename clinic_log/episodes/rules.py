"""Facts about an episode that follow from its details alone."""

from datetime import date
from enum import StrEnum


class Side(StrEnum):
    """The patient's side."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    MIDLINE = "midline"


class EpisodeState(StrEnum):
    OPEN = "open"
    DISCHARGED = "discharged"


class DischargeReason(StrEnum):
    GOALS_REACHED = "goals_reached"
    PLATEAU = "plateau"
    REFERRED_ON = "referred_on"
    PATIENT_STOPPED = "patient_stopped"
    DID_NOT_RETURN = "did_not_return"
    MOVED_AWAY = "moved_away"
    ADVERSE_EVENT = "adverse_event"
    OTHER = "other"


class SuggestionState(StrEnum):
    OPEN = "open"
    USED = "used"
    DISMISSED = "dismissed"


class Chronicity(StrEnum):
    """Duration class at the start of the episode."""

    ACUTE = "acute"
    SUBACUTE = "subacute"
    CHRONIC = "chronic"


def chronicity(onset_on: date | None, *, opened_on: date) -> Chronicity | None:
    """Acute under 6 weeks, subacute to 12, chronic beyond (strata of methods.md section 10); None when unknown."""
    if onset_on is None or onset_on > opened_on:
        return None
    weeks = (opened_on - onset_on).days / 7
    if weeks < 6:
        return Chronicity.ACUTE
    return Chronicity.SUBACUTE if weeks <= 12 else Chronicity.CHRONIC
