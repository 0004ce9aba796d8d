"""The tables of reviews and of follow-up links."""

from clinic_log.incidents.models.follow_up import FollowUpAnswer, FollowUpEffect, FollowUpLink
from clinic_log.incidents.models.reviews import (
    IncidentAction,
    IncidentContact,
    IncidentReview,
    IncidentStep,
    IncidentVitalSigns,
)

__all__ = [
    "FollowUpAnswer",
    "FollowUpEffect",
    "FollowUpLink",
    "IncidentAction",
    "IncidentContact",
    "IncidentReview",
    "IncidentStep",
    "IncidentVitalSigns",
]
