"""Consent in writing: what a record of it must say, until when it holds, and whether it stands at a moment."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from clinic_log.base.dates import age_on, day_in_zone
from clinic_log.base.text import find_text_problem
from clinic_log.base.wording import day_words
from clinic_log.catalogue import intimate_areas, needling

FORM_VERSION: Final = "2"
VERSION_LIMIT: Final = 40
NAME_LIMIT: Final = 200
NOTE_LIMIT: Final = 300
DUE_DAYS: Final = 30  # a convention: how long beforehand a renewal is pointed at


class ConsentKind(StrEnum):
    """Codes of the catalogue's list of consent. One for an intimate area stands beside the others."""

    FIRST = "written-first"
    RENEWED = "written-renewed"
    INTIMATE_AREA = "intimate-area"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        return needling.label("consent", self.value)


class Explained(StrEnum):
    """What is explained before it is signed: New Jersey 45:9-37.34k, Virginia and Colorado (record-fields)."""

    RISKS = "risks"
    BENEFITS = "benefits"
    ALTERNATIVES = "alternatives"
    NOT_ACUPUNCTURE = "not_acupuncture"
    TRAINING = "training"


EXPLAINED_WORDS: Final[Mapping[Explained, str]] = MappingProxyType(
    {
        Explained.RISKS: "Risks and side effects",
        Explained.BENEFITS: "Benefits",
        Explained.ALTERNATIVES: "Alternatives",
        Explained.NOT_ACUPUNCTURE: "That it is not acupuncture",
        Explained.TRAINING: "The therapist's training",
    }
)


class GivenBy(StrEnum):
    """Who signed."""

    PATIENT = "patient"
    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"


GIVEN_BY_WORDS: Final[Mapping[GivenBy, str]] = MappingProxyType(
    {
        GivenBy.PATIENT: "The patient",
        GivenBy.GUARDIAN: "A guardian",
        GivenBy.REPRESENTATIVE: "A legal representative",
    }
)


class Chaperone(StrEnum):
    """What became of the offer of a chaperone, which comes with consent for an intimate area (`needling.csv`)."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


CHAPERONE_WORDS: Final[Mapping[Chaperone, str]] = MappingProxyType(
    {Chaperone.ACCEPTED: "Offered and wanted", Chaperone.DECLINED: "Offered and declined"}
)


class ConsentState(StrEnum):
    """How consent stands at a moment. DUE still holds."""

    VALID = "valid"
    DUE = "due"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentDetails:
    """What was signed; `giver_name` names who signed for the patient. `areas`, codes of the catalogue, and `chaperone`
    belong to consent for an intimate area.
    """

    kind: ConsentKind
    given_by: GivenBy
    given_on: date
    form_version: str = ""
    explained: frozenset[Explained] = frozenset()
    copy_given: bool = False
    giver_name: str = ""
    areas: frozenset[str] = frozenset()
    chaperone: Chaperone | None = None
    note: str = ""

    @property
    def areas_in_words(self) -> str:
        """'Breast, Groin'."""
        return ", ".join(area.label for area in intimate_areas.all_areas() if area.slug in self.areas)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingConsent:
    """One record of consent, with its withdrawal where there is one."""

    id: int
    details: ConsentDetails
    expires_on: date | None
    recorded_at: datetime
    recorded_by: str
    withdrawn_at: datetime | None = None
    withdrawal_reason: str = ""

    @property
    def in_words(self) -> str:
        """'form 1, given 3 Nov 2026 by the patient'."""
        details = self.details
        signer = GIVEN_BY_WORDS[details.given_by].lower()
        name = f" ({details.giver_name})" if details.giver_name else ""
        form = f"form {details.form_version}, " if details.form_version else ""
        return f"{form}given {day_words(details.given_on)} by {signer}{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentStanding:
    """Whether needling is consented to in writing, and by which record."""

    state: ConsentState
    consent: StandingConsent | None = None

    @property
    def is_valid(self) -> bool:
        return self.state in {ConsentState.VALID, ConsentState.DUE}

    @property
    def words(self) -> str:
        """A few words for the banner: 'Consent valid until 3 Nov 2027'."""
        expires = self.consent.expires_on if self.consent else None
        until = f" until {day_words(expires)}" if expires else ""
        return {
            ConsentState.VALID: f"Consent valid{until}",
            ConsentState.DUE: f"Consent to be renewed, valid{until}",
            ConsentState.EXPIRED: f"Consent due: expired {day_words(expires)}" if expires else "Consent due",
            ConsentState.WITHDRAWN: "Consent withdrawn",
            ConsentState.DECLINED: "Consent declined",
            ConsentState.MISSING: "Consent missing",
        }[self.state]


def standing_of(consents: Iterable[StandingConsent], *, at: datetime, zone: str) -> ConsentStanding:
    """The last record that was given by this moment decides; one for an intimate area alone decides nothing. What was
    withdrawn later stood, so that a visit that had begun keeps its consent.
    """
    day = day_in_zone(at, zone)
    deciding = (one for one in consents if one.details.kind is not ConsentKind.INTIMATE_AREA)
    return _last_of(deciding, at=at, day=day)


def standing_for_area(consents: Iterable[StandingConsent], area: str, *, at: datetime, zone: str) -> ConsentStanding:
    """The same for an intimate area: the last record that names it decides. One that names none covers none."""
    deciding = (one for one in consents if area in one.details.areas)
    return _last_of(deciding, at=at, day=day_in_zone(at, zone))


def expected_kind(state: ConsentState) -> ConsentKind | None:
    """What a form that is signed now probably is; nothing is presumed while one stands, or after a refusal, which may
    have come before or after a consent.
    """
    if state in {ConsentState.VALID, ConsentState.DECLINED}:
        return None
    return ConsentKind.FIRST if state is ConsentState.MISSING else ConsentKind.RENEWED


def expiry_of(details: ConsentDetails, *, days: int, born_on: date, adult_from_years: int) -> date | None:
    """The last day on which it holds: after `days` by the clinic's policy (0: none), and a guardian's until the day
    before the patient comes of age.
    """
    if details.kind is ConsentKind.DECLINED:
        return None
    ends = [details.given_on + timedelta(days=days)] if days else []
    if details.given_by is GivenBy.GUARDIAN:
        ends.append(_birthday(born_on, adult_from_years) - timedelta(days=1))
    return min(ends, default=None)


def find_consent_problems(
    details: ConsentDetails, *, today: date, born_on: date, adult_from_years: int
) -> Iterator[tuple[str, str]]:
    """(field, what is wrong), in the order of the form."""
    if details.given_on > today:
        yield "given_on", "Consent cannot be dated in the future. Enter the day on which it was signed"
    elif details.given_on < born_on:
        yield "given_on", "This day lies before the patient was born. Check the date"
    yield from _signer_problems(details, born_on=born_on, adult_from_years=adult_from_years)
    yield from _area_problems(details)
    if details.kind is not ConsentKind.DECLINED:
        yield from _form_problems(details)
    for name, limit in (("form_version", VERSION_LIMIT), ("giver_name", NAME_LIMIT), ("note", NOTE_LIMIT)):
        if problem := find_text_problem(getattr(details, name), limit=limit):
            yield name, problem


def _last_of(consents: Iterable[StandingConsent], *, at: datetime, day: date) -> ConsentStanding:
    given = [one for one in consents if one.details.given_on <= day]
    last = max(given, key=lambda one: (one.details.given_on, one.id), default=None)
    if last is None:
        return ConsentStanding(state=ConsentState.MISSING)
    return ConsentStanding(state=_state(last, at=at, day=day), consent=last)


def _state(consent: StandingConsent, *, at: datetime, day: date) -> ConsentState:
    if consent.details.kind is ConsentKind.DECLINED:
        return ConsentState.DECLINED
    if consent.withdrawn_at is not None and consent.withdrawn_at <= at:
        return ConsentState.WITHDRAWN
    if consent.expires_on is None:
        return ConsentState.VALID
    if consent.expires_on < day:
        return ConsentState.EXPIRED
    return ConsentState.DUE if consent.expires_on < day + timedelta(days=DUE_DAYS) else ConsentState.VALID


def _signer_problems(details: ConsentDetails, *, born_on: date, adult_from_years: int) -> Iterator[tuple[str, str]]:
    is_minor = age_on(details.given_on, born_on=born_on) < adult_from_years
    if is_minor and details.given_by is GivenBy.PATIENT:
        yield "given_by", f"The patient is under {adult_from_years}. A guardian signs"
    elif not is_minor and details.given_by is GivenBy.GUARDIAN:
        yield "given_by", f"The patient is {adult_from_years} or older and signs, or a legal representative does"
    if details.given_by is not GivenBy.PATIENT and not details.giver_name:
        yield "giver_name", "Enter who signed for the patient"


def _area_problems(details: ConsentDetails) -> Iterator[tuple[str, str]]:
    if details.kind is not ConsentKind.INTIMATE_AREA:
        if details.areas:
            yield "areas", "An area belongs to consent for an intimate area. Choose that, or untick the area"
        elif details.chaperone is not None:
            yield "chaperone", "This belongs to consent for an intimate area. Choose that, or take the answer back"
        return
    if not details.areas or details.areas - set(intimate_areas.by_code()):
        yield "areas", "Say for which area: this consent holds for no other"
    if details.chaperone is None:
        yield "chaperone", "Offer a chaperone, and say whether the patient wants one"


def _form_problems(details: ConsentDetails) -> Iterator[tuple[str, str]]:
    if not details.form_version:
        yield "form_version", "Enter the version that stands on the form"
    left = [EXPLAINED_WORDS[one].lower() for one in Explained if one not in details.explained]
    if left:
        yield "explained", f"Consent needs to know all of this. Explain first: {', '.join(left)}"


def _birthday(born_on: date, years: int) -> date:
    """Someone born on 29 February has their birthday on 1 March in other years."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)
