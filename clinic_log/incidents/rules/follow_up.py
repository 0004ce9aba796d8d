"""What a patient can tell by a follow-up link, what of it is an unwanted effect, and how long a link works."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from clinic_log.base.permissions import Permission, refuse

LINK_LASTS: Final = timedelta(days=7)
# More than a patient sends in a week: what lies beyond is somebody else's play with the link.
MOST_ANSWERS: Final = 10


class Sign(StrEnum):
    """Warning signs after needling (`adverse_events.csv`, the actions of the serious and the escalated kinds)."""

    BREATHLESS = "breathless"
    CHEST_PAIN = "chest-pain"
    SEVERE_HEADACHE = "severe-headache"
    LEGS_OR_BLADDER = "legs-or-bladder"
    SWELLING = "swelling"
    REDNESS = "redness"
    FEVER = "fever"
    WEAKNESS_OR_NUMBNESS = "weakness-or-numbness"
    FAINTED = "fainted"


class Bruise(StrEnum):
    NONE = "none"
    SMALL = "small"
    LARGE = "large"


class Confirmation(StrEnum):
    """What became of an effect that a patient told of by a link."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    SET_ASIDE = "set_aside"


SORENESS: Final = "soreness"
BRUISE: Final = "bruise"
OTHER: Final = "other"

SIGN_WORDS: Final[Mapping[Sign, str]] = MappingProxyType(
    {
        Sign.BREATHLESS: "Short of breath",
        Sign.CHEST_PAIN: "Chest or shoulder-tip pain",
        Sign.SEVERE_HEADACHE: "Severe headache",
        Sign.LEGS_OR_BLADDER: "Leg weakness, or a change of bladder or bowel",
        Sign.SWELLING: "Swelling that grows",
        Sign.REDNESS: "Redness that spreads",
        Sign.FEVER: "Fever",
        Sign.WEAKNESS_OR_NUMBNESS: "New weakness or numbness",
        Sign.FAINTED: "Fainted",
    }
)
CONFIRMATION_WORDS: Final[Mapping[Confirmation, str]] = MappingProxyType(
    {
        Confirmation.WAITING: "Not confirmed yet",
        Confirmation.CONFIRMED: "Confirmed",
        Confirmation.SET_ASIDE: "Set aside",
    }
)
# What the form of a clinician begins with; a sign that may be several things names none.
PROPOSED_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Sign.BREATHLESS: "pneumothorax-suspected",
        Sign.CHEST_PAIN: "pneumothorax-suspected",
        Sign.SEVERE_HEADACHE: "headache",
        Sign.SWELLING: "haematoma-large",
        Sign.REDNESS: "infection-local",
        Sign.FAINTED: "syncope",
        SORENESS: "post-needling-soreness",
        BRUISE: "bruising",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One sending of the form. None and empty mean not answered; `none_of_these` is an answer about the signs."""

    signs: tuple[Sign, ...] = ()
    none_of_these: bool = False
    soreness: int | None = None
    bruise: Bruise | None = None
    other: str = ""
    pain: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether each question about unwanted effects was answered, so that what is not told of was not there."""
        return bool(self.signs or self.none_of_these) and self.soreness is not None and self.bruise is not None


def sending_key(page_key: str, told: Told) -> str:
    """One key for one sending: a page that is sent twice is one answer, and the same page gone back to and sent with
    something else is another, so that no warning sign is lost. 64 characters.
    """
    return sha256(f"{page_key} {told!r}".encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEffect:
    """One unwanted effect as the patient told of it, in the words of the record."""

    code: str
    words: str
    is_warning: bool = False


def effects_of(told: Told) -> tuple[ToldEffect, ...]:
    """The unwanted effects of an answer, warning signs first. Pain now is the complaint's and no side effect."""
    return tuple(_effects(told))


def _effects(told: Told) -> Iterator[ToldEffect]:
    for sign in Sign:
        if sign in told.signs:
            yield ToldEffect(code=sign.value, words=SIGN_WORDS[sign], is_warning=True)
    if told.soreness:
        yield ToldEffect(code=SORENESS, words=f"Soreness {told.soreness} of 10")
    if told.bruise in {Bruise.SMALL, Bruise.LARGE}:
        yield ToldEffect(code=BRUISE, words=f"Bruise, {told.bruise}")
    if told.other:
        yield ToldEffect(code=OTHER, words=f"Other: {told.other}")


class SignsGap(StrEnum):
    """Why the question about warning signs is not answered."""

    MISSING = "missing"
    CONTRADICTION = "contradiction"


def find_signs_gap(told: Told) -> SignsGap | None:
    """The warning signs are the one question that has to be answered: a blank would read as none."""
    if told.signs and told.none_of_these:
        return SignsGap.CONTRADICTION
    return None if told.signs or told.none_of_these else SignsGap.MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class ByLink:
    """The actor of what a patient does by a link: the token is the proof, and it allows nothing else."""

    clinic_id: int
    zone: str
    address: str | None
    user_id: None = None
    display_name: str = "Patient, by follow-up link"
    role_names: tuple[str, ...] = ("patient",)
    login_session_id: None = None

    def may(self, _permission: Permission, /) -> bool:
        return False

    def require(self, permission: Permission, /) -> None:
        raise refuse(permission)
