"""The codes of co-signing with their words, and whose signature can be a co-signature."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from clinic_log.accounts.rules import Role
from clinic_log.base.wording import capitalised
from clinic_log.treatments.rules import SignatureMeaning

COSIGN_MEANINGS: Final = (SignatureMeaning.SUPERVISED, SignatureMeaning.REVIEWED)
QUESTION_LIMIT: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Which version a person read: its number and the hash of its content."""

    number: int
    content_hash: str


class AskReason(StrEnum):
    """Why a version waits, in the order in which the reasons are said."""

    STUDENT = "student"
    TRAINEE = "trainee"
    EFFECT = "side_effect"
    LATE_EFFECT = "late_side_effect"
    OVERRIDE = "override"
    DRAWN = "drawn"
    AMENDED = "amended"
    ASKED = "asked"


class RequestState(StrEnum):
    """A request lapses when the note is amended, which makes a new one, or retracted."""

    WAITING = "waiting"
    SENT_BACK = "sent_back"
    COSIGNED = "cosigned"
    LAPSED = "lapsed"


class Settled(StrEnum):
    """How a question came to rest."""

    ANSWERED = "answered"
    AMENDED = "amended"
    COSIGNED = "cosigned"
    RETRACTED = "retracted"


REASON_WORDS: Final[Mapping[AskReason, str]] = MappingProxyType(
    {
        AskReason.STUDENT: "a student treated",
        AskReason.TRAINEE: "a practitioner in training treated",
        AskReason.EFFECT: "a side effect beyond mild",
        AskReason.LATE_EFFECT: "a side effect beyond mild, reported later",
        AskReason.OVERRIDE: "a warning was overridden",
        AskReason.DRAWN: "drawn at random",
        AskReason.AMENDED: "amended after it was co-signed",
        AskReason.ASKED: "a supervisor asked about it",
    }
)

SETTLED_WORDS: Final[Mapping[Settled, str]] = MappingProxyType(
    {
        Settled.ANSWERED: "Answered",
        Settled.AMENDED: "Answered by adding to the note",
        Settled.COSIGNED: "Co-signed without an answer",
        Settled.RETRACTED: "The note was retracted",
    }
)


def reason_words(reasons: Iterable[str]) -> str:
    """'A student treated; drawn at random', in the order of the codes; a code that is not known says itself."""
    kept = list(reasons)
    known = [REASON_WORDS[reason] for reason in AskReason if reason in kept]
    words = "; ".join(known + [reason for reason in kept if reason not in REASON_WORDS])
    return capitalised(words)


def may_cosign(user_id: int | None, *, treated_ids: Collection[int], signer_ids: Collection[int]) -> bool:
    """Nobody co-signs a visit in which they treated or wrote the note, nor a note that they signed themselves."""
    return user_id is not None and user_id not in treated_ids and user_id not in signer_ids


def is_supervisors_own(
    meaning: SignatureMeaning, role_names: Collection[str], *, signer_id: int, treated_ids: Collection[int]
) -> bool:
    """Whether the signature on the version itself is already what a co-signature would say: that of a supervisor who
    did not treat, and who was present or reviewed.
    """
    return (
        meaning in COSIGN_MEANINGS and Role.SUPERVISOR.value in role_names and signer_id not in frozenset(treated_ids)
    )
