"""The conditions of a filter, as every count of the page uses them."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select

from clinic_log.base.dates import local_to_utc
from clinic_log.base.permissions import Actor
from clinic_log.episodes.models import Episode
from clinic_log.supervision.rules import OWN_WORDS, Wanted
from clinic_log.treatments.models import SessionEpisode, TreatmentSession


def began() -> ColumnElement[datetime]:
    """When a session began; for a draft without a start, when the note was begun."""
    return func.coalesce(TreatmentSession.started_at, TreatmentSession.created_at)


def session_filter(by: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Sessions of the clinic that began on one of the days in its zone."""
    wanted_rows = [TreatmentSession.clinic_id == by.clinic_id, began() < midnight(wanted.last_day, by, days_later=1)]
    if wanted.first_day is not None:
        wanted_rows.append(began() >= midnight(wanted.first_day, by))
    if wanted.practitioner_id is not None:
        wanted_rows.append(TreatmentSession.practitioner_id == wanted.practitioner_id)
    if wanted.condition is not None:
        served = (
            select(SessionEpisode.session_id)
            .join(Episode, Episode.id == SessionEpisode.episode_id)
            .where(SessionEpisode.session_id == TreatmentSession.id, has_condition(wanted.condition))
        )
        wanted_rows.append(served.exists())
    return wanted_rows


def has_condition(condition: str) -> ColumnElement[bool]:
    return Episode.condition_slug.is_(None) if condition == OWN_WORDS else Episode.condition_slug == condition


def midnight(day: date, by: Actor, *, days_later: int = 0) -> datetime:
    """When the day, or one so many days later, begins in the clinic's zone; in UTC."""
    return local_to_utc(datetime.combine(day + timedelta(days=days_later), time()), by.zone)
