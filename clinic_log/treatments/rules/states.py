"""States of a session and the codes that the program itself decides by. Other codes are the catalogue's."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class SessionStatus(StrEnum):
    """Only signed and amended sessions enter figures."""

    DRAFT = "draft"
    DISCARDED = "discarded"
    SIGNED = "signed"
    AMENDED = "amended"
    RETRACTED = "retracted"


class VisitKind(StrEnum):
    """Codes of the catalogue's list visit_kind."""

    EVALUATION = "evaluation"
    NEEDLING = "needling"
    NO_NEEDLES = "no-needles"
    PHONE = "phone"
    DID_NOT_ATTEND = "did-not-attend"
    CANCELLED = "cancelled"


class VisitEnd(StrEnum):
    """Codes of the catalogue's list visit_end."""

    AS_PLANNED = "as-planned"
    STOPPED_EARLY = "stopped-early"


class Agreement(StrEnum):
    """Today's agreement to needling: asked every visit, never copied."""

    NOT_ASKED = "not_asked"
    AGREES = "agrees"
    DECLINES = "declines"


class Asked(StrEnum):
    """The state of a question about side effects. Not asked is never none."""

    NOT_ASKED = "not_asked"
    NONE = "none"
    PRESENT = "present"


def summed_answer(answers: Iterable[Asked | None], *, waits: bool = False) -> Asked | None:
    """What several contacts answered about one visit: an effect that one of them heard of outweighs every "none", and
    an answer outweighs that another did not ask. None without any answer; and while something that the patient told
    `waits` for a clinician, since "none" is not true then and "present" not known yet (methods, section 8).
    """
    given = set(answers)
    found = next((answer for answer in (Asked.PRESENT, Asked.NONE, Asked.NOT_ASKED) if answer in given), None)
    return None if waits and found is Asked.NONE else found


class EffectTiming(StrEnum):
    """When an effect was seen; the rates of the two are never mixed."""

    BEFORE_LEAVING = "before_leaving"
    SINCE_LAST_TIME = "since_last_time"


class Severity(StrEnum):
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class NeedleSide(StrEnum):
    """The patient's side of one needling; both sides are two rows."""

    LEFT = "left"
    RIGHT = "right"
    MIDLINE = "midline"


class CountedHow(StrEnum):
    """Codes of the catalogue's list count_state."""

    AT_REMOVAL = "at-removal"
    FROM_MEMORY = "from-memory"
    AFTER_REMOVAL = "after-removal"


class SignatureMeaning(StrEnum):
    TREATED = "treated"
    SUPERVISED = "supervised"
    REVIEWED = "reviewed"


class VersionKind(StrEnum):
    """What a version of a note is. All but the original are added to it with a text and a reason."""

    ORIGINAL = "original"
    ADDENDUM = "addendum"
    LATE_ENTRY = "late_entry"
    CLARIFICATION = "clarification"
    CORRECTION = "correction"


MOVES: Final[Mapping[SessionStatus, frozenset[SessionStatus]]] = MappingProxyType(
    {
        SessionStatus.DRAFT: frozenset({SessionStatus.DISCARDED, SessionStatus.SIGNED}),
        SessionStatus.DISCARDED: frozenset(),
        SessionStatus.SIGNED: frozenset({SessionStatus.AMENDED, SessionStatus.RETRACTED}),
        SessionStatus.AMENDED: frozenset({SessionStatus.AMENDED, SessionStatus.RETRACTED}),
        SessionStatus.RETRACTED: frozenset(),
    }
)
COUNTED_STATUSES: Final = frozenset({SessionStatus.SIGNED, SessionStatus.AMENDED})


def may_move(current: SessionStatus, to: SessionStatus) -> bool:
    return to in MOVES[current]


# What was needled is recorded in these visits; in the others a needling contradicts the kind.
KINDS_WITH_NEEDLES: Final = frozenset({VisitKind.EVALUATION, VisitKind.NEEDLING})

# The patient was not there: nothing was asked, and the next visit's "since last time" looks further back.
KINDS_NOT_ATTENDED: Final = frozenset({VisitKind.DID_NOT_ATTEND, VisitKind.CANCELLED})
