"""Counts for the team's page: the number of statements does not depend on the data."""

from dataclasses import replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Actor
from clinic_log.catalogue import conditions
from clinic_log.catalogue.errors import UnknownConditionError
from clinic_log.episodes.models import Episode
from clinic_log.supervision.queries.cases import list_cases
from clinic_log.supervision.queries.data_quality import count_record, list_hours_to_signature
from clinic_log.supervision.queries.episodes import list_episode_groups
from clinic_log.supervision.queries.months import count_months, find_first_record
from clinic_log.supervision.queries.serious_events import list_serious_events
from clinic_log.supervision.queries.sessions import count_effects_by_condition, count_sessions, counted_sessions
from clinic_log.supervision.rules import (
    Counted,
    Funnel,
    MonthCounts,
    Names,
    QualityRow,
    Report,
    Series,
    Wanted,
    make_funnel,
    make_report,
    make_series,
    months_of,
    quality_rows,
    within,
)
from clinic_log.treatments.models import TreatmentSession

__all__ = [
    "load_funnel",
    "load_months",
    "load_names",
    "load_over_time",
    "load_quality",
    "load_report",
]

NOBODY: Final = "Nobody (no needling visit)"
IN_OWN_WORDS: Final = "Described in own words"


def load_names(db: Session, *, by: Actor) -> Names:
    """Everybody who held a session in the clinic, and every condition that an episode in it has."""
    has_session = select(TreatmentSession.id).where(
        TreatmentSession.practitioner_id == User.id, TreatmentSession.clinic_id == by.clinic_id
    )
    rows = db.execute(
        select(User.id, User.display_name).where(has_session.exists()).order_by(User.display_name, User.id)
    )
    people: dict[int | None, str] = {row.id: row.display_name for row in rows}
    slugs = db.scalars(
        select(Episode.condition_slug)
        .where(Episode.clinic_id == by.clinic_id, Episode.condition_slug.is_not(None))
        .distinct()
    )
    labels: dict[str | None, str] = {slug: _condition_label(slug) for slug in slugs if slug is not None}
    return Names(
        practitioners={None: NOBODY, **people},
        conditions={None: IN_OWN_WORDS, **dict(sorted(labels.items(), key=lambda item: item[1].casefold()))},
    )


def load_report(db: Session, *, by: Actor, wanted: Wanted, names: Names) -> Report:
    """The page for one filter, from the rows of the clinic in which the person works."""
    sessions = counted_sessions(by, wanted)
    found = Counted(
        groups=list_episode_groups(db, by=by, wanted=wanted),
        sessions=count_sessions(db, sessions),
        effects_by_condition=count_effects_by_condition(db, sessions),
        serious_events=list_serious_events(db, by=by, wanted=wanted),
    )
    return make_report(wanted, found=found, names=names)


def load_funnel(db: Session, *, by: Actor, wanted: Wanted, names: Names) -> Funnel:
    """All practitioners of the clinic against all together, whoever the filter names."""
    everybody = replace(wanted, practitioner_id=None)
    return make_funnel(list_cases(db, by=by, wanted=everybody), names=names.practitioners)


def load_months(db: Session, *, by: Actor, wanted: Wanted) -> list[MonthCounts]:
    """What was counted in each month of the period, at most the last 60."""
    today = day_in_zone(now_utc(), by.zone)
    months = months_of(wanted, first_record=find_first_record(db, by=by), today=today)
    return count_months(db, by=by, wanted=within(wanted, months), months=months)


def load_over_time(db: Session, *, by: Actor, wanted: Wanted, baseline: int | None) -> tuple[Series, ...]:
    """The control charts of one filter. `baseline` is how many first months set their limits; None: all of them."""
    return make_series(load_months(db, by=by, wanted=wanted), baseline=baseline)


def load_quality(db: Session, *, by: Actor, wanted: Wanted, names: Names) -> tuple[QualityRow, ...]:
    """How complete the record of the filter is, by practitioner."""
    counts = count_record(db, by=by, wanted=wanted)
    hours = list_hours_to_signature(db, by=by, wanted=wanted)
    return quality_rows(counts, hours, names=names.practitioners)


def _condition_label(slug: str) -> str:
    try:
        return conditions.get(slug).label
    except UnknownConditionError:
        return slug
