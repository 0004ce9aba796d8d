"""Which versions of notes a clinic's policy puts before a supervisor."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from clinic_log.accounts.rules import Role
from clinic_log.clinics.rules import Policy
from clinic_log.cosigning.rules.states import AskReason

_DIGEST_BYTES = 8


class TreatedAs(StrEnum):
    """As what somebody treated: a practitioner in training holds the role of a student beside their own."""

    STUDENT = "student"
    TRAINEE = "trainee"
    PRACTITIONER = "practitioner"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFacts:
    """What the policy looks at. `carried` are the reasons for which an earlier version waited in vain."""

    treated_as: frozenset[TreatedAs] = frozenset()
    has_effect_beyond_mild: bool = False
    has_late_effect_beyond_mild: bool = False
    has_override: bool = False
    was_cosigned: bool = False
    carried: tuple[AskReason, ...] = ()


def treated_as(roles: Collection[Role]) -> TreatedAs:
    if Role.STUDENT not in roles:
        return TreatedAs.PRACTITIONER
    return TreatedAs.TRAINEE if Role.PRACTITIONER in roles else TreatedAs.STUDENT


def reasons_for(facts: NoteFacts, *, policy: Policy, is_drawn: bool) -> tuple[AskReason, ...]:
    """Why a version waits for a co-signature, in the order of the codes; empty when nobody asks for one."""
    found = {*_by_policy(facts, policy), *facts.carried}
    if is_drawn:
        found.add(AskReason.DRAWN)
    return tuple(reason for reason in AskReason if reason in found)


def is_drawn(digest: bytes, *, one_in: int) -> bool:
    """Whether a version belongs to the random share of one in so many; 0 draws none, 1 draws all.

    The first 64 bits of a keyed digest of `draw_words`, read as a fraction of 2^64, decide: who holds the key draws
    the same notes again, and who does not cannot tell beforehand which notes will be drawn.
    """
    return one_in > 0 and int.from_bytes(digest[:_DIGEST_BYTES], "big") * one_in < 2 ** (8 * _DIGEST_BYTES)


def draw_words(session_id: int, version: int) -> str:
    """What is hashed with the installation's audit key (HMAC-SHA-256) for the draw."""
    return f"co-signing draw: session {session_id}, version {version}"


def _by_policy(facts: NoteFacts, policy: Policy) -> Iterator[AskReason]:
    if policy.cosign_students and TreatedAs.STUDENT in facts.treated_as:
        yield AskReason.STUDENT
    if policy.cosign_students and TreatedAs.TRAINEE in facts.treated_as:
        yield AskReason.TRAINEE
    if policy.cosign_effects and facts.has_effect_beyond_mild:
        yield AskReason.EFFECT
    if policy.cosign_effects and facts.has_late_effect_beyond_mild:
        yield AskReason.LATE_EFFECT
    if policy.cosign_overrides and facts.has_override:
        yield AskReason.OVERRIDE
    if facts.was_cosigned:
        yield AskReason.AMENDED
