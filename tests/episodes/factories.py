"""Episodes and suggestions for tests, made by the actions that the product uses."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from sqlalchemy.orm import Session

from clinic_log.accounts.rules import Role, SignedIn
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.episodes.actions import open_episode, suggest_episode
from clinic_log.episodes.models import Episode, EpisodeSuggestion
from clinic_log.episodes.rules import EpisodeDetails, Side, SuggestedCondition, Tracked
from clinic_log.patients.models import Patient

_numbers = count(1000)


def today(by: SignedIn) -> date:
    return day_in_zone(now_utc(), by.zone)


def neck_pain(by: SignedIn) -> EpisodeDetails:
    """Neck pain on the right for ten weeks, opened today, with two measures to track."""
    opened_on = today(by)
    return EpisodeDetails(
        condition_slug="neck-pain",
        side=Side.RIGHT,
        onset_on=opened_on - timedelta(weeks=10),
        opened_on=opened_on,
        tracked=(Tracked("ndi"), Tracked("cervical-rotation", Side.RIGHT)),
    )


def make_episode(db: Session, *, by: SignedIn, patient: Patient, details: EpisodeDetails | None = None) -> Episode:
    return open_episode(db, by=by, patient=patient, details=details or neck_pain(by))


def wrist_sprain(number: int | None = None) -> SuggestedCondition:
    """A condition as an import finds it; the same number is the same entry of the other system."""
    return SuggestedCondition(
        condition_slug="wrist-sprain",
        source_label="Sprain of wrist",
        source="urn:other-system",
        source_id=f"condition-{number or next(_numbers)}",
        onset_on=date(2026, 3, 2),
    )


def make_suggestion(
    db: Session, *, by: SignedIn, patient: Patient, found: SuggestedCondition | None = None
) -> EpisodeSuggestion:
    """What an import found; `by` is any person of the clinic."""
    importer = replace(by, roles=frozenset({Role.ADMINISTRATOR}))
    return suggest_episode(db, by=importer, patient=patient, found=found or wrist_sprain())
