"""What a person answered to a warning, and what a visit heard about a side effect of an earlier one."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class OverrideCode(StrEnum):
    """The warnings that a signature waits for. HAZARD_READ is answered by reading, the others by a reason; that of a
    CONTRAINDICATION is given beside the screening and stands in the note from its signature on.
    """

    HAZARD_READ = "hazard_read"
    BOTH_SIDES = "both_sides_of_chest"
    LONG_NEEDLE = "long_needle"
    PRECAUTION = "precaution"
    CONTRAINDICATION = "contraindication"


class EffectState(StrEnum):
    """What was heard about a side effect of an earlier visit. Not asked is never gone."""

    NOT_ASKED = "not_asked"
    GONE = "gone"
    STILL_THERE = "still_there"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideEntry:
    """That a person read a warning and goes on, and why. The subject is the muscle of a hazard, the uid of the needling
    with a long needle, the code of a precaution or contraindication, or nothing. Who and when are set when it is saved.
    """

    code: OverrideCode
    subject: str = ""
    reason: str = ""
    by_id: int | None = field(default=None, compare=False)
    at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectUpdateEntry:
    """What this visit heard about a side effect that was not yet over. `words` are the effect as it was shown."""

    event_id: int
    state: EffectState
    resolved_on: date | None = None
    words: str = field(default="", compare=False)
