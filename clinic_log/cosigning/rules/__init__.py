"""Why a version of a note waits for a co-signature, who may give it, and in which states it goes."""

from clinic_log.cosigning.rules.asking import NoteFacts, TreatedAs, draw_words, is_drawn, reasons_for, treated_as
from clinic_log.cosigning.rules.states import (
    QUESTION_LIMIT,
    REASON_WORDS,
    SETTLED_WORDS,
    AskReason,
    RequestState,
    Seen,
    Settled,
    may_cosign,
    reason_words,
)

__all__ = [
    "QUESTION_LIMIT",
    "REASON_WORDS",
    "SETTLED_WORDS",
    "AskReason",
    "NoteFacts",
    "RequestState",
    "Seen",
    "Settled",
    "TreatedAs",
    "draw_words",
    "is_drawn",
    "may_cosign",
    "reason_words",
    "reasons_for",
    "treated_as",
]
