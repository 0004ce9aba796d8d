"""The states of a review, its moves, and the words for its codes."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class IncidentKind(StrEnum):
    SERIOUS_EVENT = "serious_event"
    ESCALATED_EVENT = "escalated_event"
    NEAR_MISS = "near_miss"


class ReviewState(StrEnum):
    REPORTED = "reported"
    TRIAGED = "triaged"
    INVESTIGATING = "investigating"
    ACTIONS = "actions"
    CLOSED = "closed"


class StepKind(StrEnum):
    """What one line of the journal of a review tells."""

    OPENED = "opened"
    MOVED = "moved"
    FOUND = "found"
    CONTACT = "contact"
    VITAL_SIGNS = "vital_signs"
    ACTION_ADDED = "action_added"
    ACTION_DONE = "action_done"
    HOLD_PLACED = "hold_placed"
    HOLD_LIFTED = "hold_lifted"


class Harm(StrEnum):
    """How much harm there was in the end, which may differ from how severe the effect looked when it was told."""

    NONE = "none"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"
    DEATH = "death"


class Preventability(StrEnum):
    PREVENTABLE = "preventable"
    PROBABLY = "probably_preventable"
    NOT_PREVENTABLE = "not_preventable"
    UNKNOWN = "unknown"


class Hold(StrEnum):
    PLACE = "place"
    LIFT = "lift"


KIND_WORDS: Final = MappingProxyType(
    {
        IncidentKind.SERIOUS_EVENT: "Serious event",
        IncidentKind.ESCALATED_EVENT: "Event to escalate",
        IncidentKind.NEAR_MISS: "Near miss",
    }
)
STATE_WORDS: Final = MappingProxyType(
    {
        ReviewState.REPORTED: "Reported",
        ReviewState.TRIAGED: "Triaged",
        ReviewState.INVESTIGATING: "Investigating",
        ReviewState.ACTIONS: "Actions under way",
        ReviewState.CLOSED: "Closed",
    }
)
STEP_WORDS: Final = MappingProxyType(
    {
        StepKind.OPENED: "Review opened",
        StepKind.MOVED: "State changed",
        StepKind.FOUND: "Findings written",
        StepKind.CONTACT: "Contact with the patient",
        StepKind.VITAL_SIGNS: "Vital signs",
        StepKind.ACTION_ADDED: "Action added",
        StepKind.ACTION_DONE: "Action done",
        StepKind.HOLD_PLACED: "Legal hold placed",
        StepKind.HOLD_LIFTED: "Legal hold lifted",
    }
)
HARM_WORDS: Final = MappingProxyType(
    {
        Harm.NONE: "No harm",
        Harm.MILD: "Mild",
        Harm.MODERATE: "Moderate",
        Harm.SEVERE: "Severe or lasting",
        Harm.DEATH: "Death",
    }
)
PREVENTABILITY_WORDS: Final = MappingProxyType(
    {
        Preventability.PREVENTABLE: "Preventable",
        Preventability.PROBABLY: "Probably preventable",
        Preventability.NOT_PREVENTABLE: "Not preventable",
        Preventability.UNKNOWN: "Cannot be said",
    }
)
# A short list of our own: domains of the framework of Lawton and others, which was made for hospitals (BMJ Qual Saf
# 2012;21:369-380, doi:10.1136/bmjqs-2011-000443), with technique and screening added for needling.
FACTOR_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "technique": "Needling technique, depth or direction",
        "screening": "Screening or consent",
        "patient": "Patient factors",
        "communication": "Communication with the patient",
        "handover": "Team, handover or supervision",
        "training": "Knowledge or training",
        "equipment": "Equipment or supplies",
        "workload": "Workload or interruption",
        "environment": "Room or environment",
        "policy": "Policy or procedure",
        "other": "Other",
    }
)
FOLLOW_UP: Final = "follow-up"
# How somebody outside a visit told of an effect.
TOLD_HOW_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "in-person": "In person",
        "phone": "By phone",
        "message": "E-mail or message",
        "letter": "Letter or report",
        FOLLOW_UP: "Follow-up link",
        "other": "Another way",
    }
)

MOVES: Final[Mapping[ReviewState, tuple[ReviewState, ...]]] = MappingProxyType(
    {
        ReviewState.REPORTED: (ReviewState.TRIAGED,),
        ReviewState.TRIAGED: (ReviewState.INVESTIGATING, ReviewState.CLOSED),
        ReviewState.INVESTIGATING: (ReviewState.ACTIONS, ReviewState.CLOSED),
        ReviewState.ACTIONS: (ReviewState.INVESTIGATING, ReviewState.CLOSED),
        ReviewState.CLOSED: (ReviewState.INVESTIGATING,),
    }
)


def may_move(current: ReviewState, to: ReviewState) -> bool:
    return to in MOVES[current]


def is_overdue(state: ReviewState, *, due_at: datetime, now: datetime) -> bool:
    return state is not ReviewState.CLOSED and now > due_at
