"""What entitles a person to treat: registration and needling certificates, when they count and what they cover.

That a needling record must show a therapist who is entitled and trained for it: New Jersey, Florida, Alberta, CPTBC;
that the authorisation is for a region: record-fields.md, sections 2 and 4.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from clinic_log.base.wording import day_words
from clinic_log.catalogue import needling
from clinic_log.catalogue.vocabulary import Region

WARNED_AHEAD: Final = timedelta(days=60)
NUMBER_LIMIT: Final = 80
BODY_LIMIT: Final = 200
NOTE_LIMIT: Final = 300
_EARLIEST: Final = date(1940, 1, 1)
_LONGEST_YEARS: Final = 60


class CredentialKind(StrEnum):
    REGISTRATION = "registration"
    NEEDLING = "needling"


KIND_WORDS: Final = {
    CredentialKind.REGISTRATION: "Professional registration",
    CredentialKind.NEEDLING: "Needling certificate",
}


class CredentialEnd(StrEnum):
    """Why one counts no more before its day. A mistake never counted."""

    WITHDRAWN = "withdrawn"
    MISTAKE = "mistake"


class CredentialState(StrEnum):
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    WITHDRAWN = "withdrawn"
    MISTAKE = "mistake"


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialDetails:
    """What the paper says. `expires_on` is the last day on which it counts, None where it does not expire; without
    regions (slugs) or techniques (codes) it covers all of them.
    """

    kind: CredentialKind
    issuing_body: str
    number: str
    valid_from: date
    expires_on: date | None = None
    regions: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    note: str = ""

    def permits(self, *, region: str | None, technique: str | None) -> bool:
        """Whether it covers the region and technique. What nobody said, and a place in free words, is not judged."""
        is_elsewhere = bool(self.regions) and region in REGIONS and region not in self.regions
        is_other = bool(self.techniques) and technique is not None and technique not in self.techniques
        return not (is_elsewhere or is_other)

    @property
    def scope_words(self) -> str:
        """'Neck, Shoulder; Pistoning (fast-in fast-out)', or that it covers everything."""
        regions = ", ".join(label for slug, label in REGIONS.items() if slug in self.regions)
        techniques = ", ".join(label for code, label in technique_choices() if code in self.techniques)
        return "; ".join(part for part in (regions, techniques) if part) or "every region and technique"


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialFacts(CredentialDetails):
    """One version of a credential as it is on record. `ended_on` is the first day on which it no longer counts."""

    credential_id: int
    user_id: int
    recorded_at: datetime
    is_replaced: bool = False
    ended_as: CredentialEnd | None = None
    ended_on: date | None = None
    end_reason: str = ""

    def is_valid_on(self, day: date) -> bool:
        return self.state_on(day) in {CredentialState.VALID, CredentialState.EXPIRING}

    def state_on(self, day: date) -> CredentialState:
        if self.ended_as is CredentialEnd.MISTAKE:
            return CredentialState.MISTAKE
        if self.ended_on is not None and day >= self.ended_on:
            return CredentialState.WITHDRAWN
        if day < self.valid_from:
            return CredentialState.NOT_YET
        return self._state_in_force(day)

    def _state_in_force(self, day: date) -> CredentialState:
        if self.expires_on is None or day + WARNED_AHEAD < self.expires_on:
            return CredentialState.VALID
        return CredentialState.EXPIRING if day <= self.expires_on else CredentialState.EXPIRED

    @property
    def title(self) -> str:
        return f"{KIND_WORDS[self.kind]}, {self.issuing_body}, no. {self.number}"


REGIONS: Final = {region.value: region.label for region in Region if region is not Region.GENERAL}


def technique_choices() -> list[tuple[str, str]]:
    """Codes and labels of the techniques that a certificate can be limited to."""
    return [(code.code, code.label) for code in needling.codes("technique")]


@dataclass(frozen=True, slots=True)
class CredentialProblem:
    """What stops a credential from being kept, for the field that it concerns."""

    field: str
    text: str


def find_credential_problems(details: CredentialDetails) -> Iterator[CredentialProblem]:
    """In the order of the form."""
    if details.valid_from < _EARLIEST:
        yield CredentialProblem("valid_from", f"Enter a day from {_EARLIEST.year} on")
    if details.expires_on is None:
        return
    if details.expires_on < details.valid_from:
        yield CredentialProblem("expires_on", "The last day lies before the first. Correct one of the two")
    elif details.expires_on.year - details.valid_from.year > _LONGEST_YEARS:
        yield CredentialProblem(
            "expires_on", f"This is more than {_LONGEST_YEARS} years after the first day. Correct it"
        )


def find_lacks(held: Iterable[CredentialFacts], *, day: date) -> tuple[str, ...]:
    """Why none counts on the day, for each kind, in words: 'The needling certificate expired on 3 Nov 2026'."""
    known = list(held)
    return tuple(
        _lack(kind, [one for one in known if one.kind is kind], day=day)
        for kind in CredentialKind
        if not any(one.kind is kind and one.is_valid_on(day) for one in known)
    )


def _lack(kind: CredentialKind, held: list[CredentialFacts], *, day: date) -> str:
    name = KIND_WORDS[kind].lower()
    dated = [(one.state_on(day), one) for one in held]
    expired = [one.expires_on for state, one in dated if state is CredentialState.EXPIRED and one.expires_on]
    if expired:
        return f"The {name} expired on {day_words(max(expired))}"
    withdrawn = [one.ended_on for state, one in dated if state is CredentialState.WITHDRAWN and one.ended_on]
    if withdrawn:
        return f"The {name} does not count since {day_words(max(withdrawn))}"
    later = [one.valid_from for state, one in dated if state is CredentialState.NOT_YET]
    if later:
        return f"The {name} counts only from {day_words(min(later))} on"
    return f"No {name} is on record"


def scope_left(
    held: Iterable[CredentialFacts], *, day: date, region: str | None, technique: str | None
) -> tuple[str, ...] | None:
    """What the needling certificates that count on the day cover, each in words, when none covers this needling; None
    when one does, and when there is none to judge by.
    """
    certificates = [one for one in held if one.kind is CredentialKind.NEEDLING and one.is_valid_on(day)]
    if not certificates or any(one.permits(region=region, technique=technique) for one in certificates):
        return None
    return tuple(one.scope_words for one in certificates)


def details_of(source: object) -> CredentialDetails:
    """The details that a row or another version holds."""
    names = [field.name for field in fields(CredentialDetails)]
    values = {name: getattr(source, name) for name in names}
    listed = {name: tuple(values[name] or ()) for name in ("regions", "techniques")}
    return CredentialDetails(**(values | listed))
