"""What opens a review, by when it is due, what it still needs before it can be closed, and by whom."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from clinic_log.catalogue import adverse_events
from clinic_log.incidents.rules.states import Harm, IncidentKind, Preventability, ReviewState
from clinic_log.treatments.rules import Severity

_LONGEST_DUE: Final = timedelta(days=730)


class Told(Protocol):
    """A side effect as it was told."""

    @property
    def kind_slug(self) -> str: ...
    @property
    def is_serious(self) -> bool: ...
    @property
    def severity(self) -> Severity | None: ...


def kind_of(effect: Told) -> IncidentKind | None:
    """How an effect is reviewed, or None. Serious is what led to admission, lasting disability or death, and what the
    catalogue classes so; escalated is what the catalogue says that a supervisor has to know, and whatever was severe.
    """
    known = adverse_events.by_slug().get(effect.kind_slug)
    if effect.is_serious or (known is not None and known.is_serious):
        return IncidentKind.SERIOUS_EVENT
    if effect.severity is Severity.SEVERE or (known is not None and known.must_escalate):
        return IncidentKind.ESCALATED_EVENT
    return None


def due_after(known_at: datetime, *, hours: int) -> datetime:
    return known_at + timedelta(hours=hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a review found; None and the empty text mean not yet said."""

    harm: Harm | None = None
    preventability: Preventability | None = None
    factors: tuple[str, ...] = ()
    factor_words: str = ""
    learning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where a review goes and why. `due_on` is by which day it is due from now on; None leaves it."""

    to: ReviewState
    note: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """That somebody spoke with the patient or for the patient."""

    at: datetime
    with_whom: str
    how: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAction:
    what: str
    owner_id: int
    due_on: date


def due_problem(day: date, *, today: date) -> str:
    """Why a review or an action cannot be due on that day; empty when it can. A far day is a slip of the keys."""
    if day < today:
        return "Enter today or a later day"
    return f"Enter a day in the next {_LONGEST_DUE.days} days" if day - today > _LONGEST_DUE else ""


def missing_for_closing(kind: IncidentKind, findings: Findings, *, open_actions: int) -> tuple[str, ...]:
    """What has to be there before a review is closed, as sentences; a near miss needs only what was learned."""
    return tuple(_missing(kind, findings, open_actions=open_actions))


def _missing(kind: IncidentKind, findings: Findings, *, open_actions: int) -> Iterator[str]:
    if kind is not IncidentKind.NEAR_MISS:
        if findings.harm is None:
            yield "Say how much harm there was"
        if findings.preventability is None:
            yield "Say whether it could have been prevented"
    if not findings.learning:
        yield "Write what was learned"
    if open_actions:
        yield "Finish every action" if open_actions > 1 else "Finish the action that is open"


def may_close(user_id: int | None, *, involved_ids: Collection[int]) -> bool:
    """Whether the person had no hand in what is reviewed: neither treated nor inserted a needle, nor, where no visit is
    known, reported it.
    """
    return user_id is not None and user_id not in involved_ids
