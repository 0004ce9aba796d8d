"""Where a side effect sits, how long it lasts, and what is known of it after later visits were asked."""

from datetime import date
from typing import Protocol

from clinic_log.catalogue import muscles
from clinic_log.treatments.rules import codes
from clinic_log.treatments.rules.sentences import joined, preceded
from clinic_log.treatments.rules.states import NeedleSide


class Placed(Protocol):
    """A side effect with where it sits."""

    @property
    def muscle_slug(self) -> str | None: ...
    @property
    def side(self) -> NeedleSide | None: ...
    @property
    def site(self) -> str: ...


def place_words(row: Placed) -> str:
    """Where an effect sits: the muscle and side, and what was said in words."""
    muscle = muscles.by_slug().get(row.muscle_slug or "")
    at = f"{muscle.name}{preceded(', ', row.side)}" if muscle else row.muscle_slug or ""
    return joined((at, row.site), ", ")


class ToldOf(Protocol):
    """A side effect with who told of it and how, as codes."""

    @property
    def reported_by(self) -> str: ...
    @property
    def told_how(self) -> str: ...


def told_words(row: ToldOf) -> str:
    """'told by patient, when asked'; of a late report only who, of a draft what is said so far."""
    who, how = codes.words("reported_by", row.reported_by), codes.words("told_how", row.told_how)
    return joined((preceded("told by ", who.lower()), how.lower()), ", ")


def day_number(day: date, *, onset_on: date | None, seen_on: date) -> int:
    """Which day of the effect this is: 1 on the day it began, or on the day of its visit when nobody said when."""
    return max((day - (onset_on or seen_on)).days + 1, 1)
