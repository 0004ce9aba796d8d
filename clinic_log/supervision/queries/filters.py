"""The conditions of a filter, as every count of the page uses them, and from which rows a count is read.

Whole months with at most one thing chosen are added up from the rollups; anything finer from the summary rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from clinic_log.base.dates import day_in_zone, local_to_utc, now_utc
from clinic_log.base.permissions import Actor
from clinic_log.episodes.models import Episode
from clinic_log.outcomes.models import SessionCase, SessionCell, SessionSummary
from clinic_log.outcomes.rules.cells import Facet
from clinic_log.supervision.rules import Wanted
from clinic_log.treatments.models import Needling, SessionEpisode, TreatmentSession

_CASE_COLUMNS: Mapping[Facet, InstrumentedAttribute[str]] = {
    Facet.CONDITION: SessionCase.condition,
    Facet.REGION: SessionCase.region,
    Facet.CHRONICITY: SessionCase.chronicity,
}
_SITE_COLUMNS: Mapping[Facet, InstrumentedAttribute[str | None]] = {
    Facet.TECHNIQUE: Needling.technique,
    Facet.MUSCLE: Needling.muscle_slug,
}


@dataclass(frozen=True, slots=True)
class Source:
    """Rows whose figures, added up, are those of the filter: cells of a rollup, or summaries of sessions."""

    table: type[SessionCell] | type[SessionSummary]
    where: tuple[ColumnElement[bool], ...]

    @property
    def is_rollup(self) -> bool:
        return self.table is SessionCell


def is_by_month(by: Actor, wanted: Wanted) -> bool:
    return wanted.has_whole_months(today=day_in_zone(now_utc(), by.zone))


def source_of(by: Actor, wanted: Wanted) -> Source:
    """Where the figures of all sessions of the filter stand."""
    chosen = {**wanted.cases, **wanted.sites}
    if len(chosen) > 1 or not is_by_month(by, wanted):
        return Source(SessionSummary, tuple(summary_filter(by, wanted)))
    facet, value = next(iter(chosen.items()), (Facet.ALL, ""))
    return Source(SessionCell, (*cell_filter(by, wanted, facet), SessionCell.value == value))


def facet_source(by: Actor, wanted: Wanted, facet: Facet) -> Source | None:
    """Where the figures by the values of the facet stand; None where the filter is too fine for a rollup."""
    chosen = {**wanted.cases, **wanted.sites}
    if set(chosen) - {facet} or not is_by_month(by, wanted):
        return None
    where = [*cell_filter(by, wanted, facet)]
    if facet in chosen:
        where.append(SessionCell.value == chosen[facet])
    return Source(SessionCell, tuple(where))


def cell_filter(by: Actor, wanted: Wanted, *facets: Facet) -> list[ColumnElement[bool]]:
    """Cells by these facets, of the months of the period and of its practitioner."""
    wanted_rows = [
        SessionCell.clinic_id == by.clinic_id,
        SessionCell.facet.in_(facets),
        *days_filter(SessionCell.month, wanted),
    ]
    if wanted.practitioner_id is not None:
        wanted_rows.append(SessionCell.practitioner_id == wanted.practitioner_id)
    return wanted_rows


def days_filter(
    day: InstrumentedAttribute[date] | InstrumentedAttribute[date | None], wanted: Wanted
) -> list[ColumnElement[bool]]:
    """Days of the period, or first days of its months where it has whole ones."""
    found: list[ColumnElement[bool]] = [day <= wanted.last_day]
    if wanted.first_day is not None:
        found.append(day >= wanted.first_day)
    return found


def summary_filter(by: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Counted sessions of the clinic that were held on one of the days."""
    wanted_rows = [SessionSummary.clinic_id == by.clinic_id, *days_filter(SessionSummary.held_on, wanted)]
    if wanted.practitioner_id is not None:
        wanted_rows.append(SessionSummary.practitioner_id == wanted.practitioner_id)
    if wanted.cases:
        served = _equals(_CASE_COLUMNS, wanted.cases)
        of_case = select(SessionCase.session_id).where(SessionCase.session_id == SessionSummary.session_id, *served)
        wanted_rows.append(of_case.exists())
    if wanted.sites:
        wanted_rows.append(_has_site(SessionSummary.session_id, wanted))
    return wanted_rows


def session_filter(by: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Sessions in any state, of the clinic, that began on one of the days in its zone.

    Those that count in no figure, a draft for one, are found whatever chronicity was chosen: nobody may overlook what
    they tell.
    """
    wanted_rows = [TreatmentSession.clinic_id == by.clinic_id, began() < midnight(wanted.last_day, by, days_later=1)]
    if wanted.first_day is not None:
        wanted_rows.append(began() >= midnight(wanted.first_day, by))
    if wanted.practitioner_id is not None:
        wanted_rows.append(TreatmentSession.practitioner_id == wanted.practitioner_id)
    of_episode = _of_episode(wanted)
    if of_episode:
        served = select(SessionEpisode.session_id).join(Episode, Episode.id == SessionEpisode.episode_id)
        wanted_rows.append(served.where(SessionEpisode.session_id == TreatmentSession.id, *of_episode).exists())
    if wanted.chronicity is not None:
        of_case = select(SessionCase.session_id).where(SessionCase.session_id == TreatmentSession.id)
        served_so = of_case.where(*_equals(_CASE_COLUMNS, wanted.cases))
        wanted_rows.append(or_(served_so.exists(), ~of_case.exists()))
    if wanted.sites:
        wanted_rows.append(_has_site(TreatmentSession.id, wanted))
    return wanted_rows


def site_filter(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Needle sites of the technique and the muscle of the filter."""
    return _equals(_SITE_COLUMNS, wanted.sites)


def _of_episode(wanted: Wanted) -> list[ColumnElement[bool]]:
    cases, found = wanted.cases, []
    if Facet.CONDITION in cases:
        found.append(func.coalesce(Episode.condition_slug, "") == cases[Facet.CONDITION])
    if Facet.REGION in cases:
        found.append(Episode.region == cases[Facet.REGION])
    return found


def _has_site(session_id: InstrumentedAttribute[int], wanted: Wanted) -> ColumnElement[bool]:
    same = and_(Needling.session_id == session_id, *site_filter(wanted))
    return select(Needling.id).where(same).exists()


def _equals(columns: Mapping[Facet, Any], values: Mapping[Facet, str]) -> list[ColumnElement[bool]]:
    """What nobody recorded is empty in a summary and missing in a record."""
    return [
        columns[facet].is_(None) if facet in _SITE_COLUMNS and not value else columns[facet] == value
        for facet, value in values.items()
    ]


def began() -> ColumnElement[datetime]:
    """When a session began; for a draft without a start, when the note was begun."""
    return func.coalesce(TreatmentSession.started_at, TreatmentSession.created_at)


def midnight(day: date, by: Actor, *, days_later: int = 0) -> datetime:
    """When the day, or one so many days later, begins in the clinic's zone; in UTC."""
    return local_to_utc(datetime.combine(day + timedelta(days=days_later), time()), by.zone)


def list_values(db: Session, *, by: Actor) -> dict[Facet, list[str]]:
    """What the filter has to choose from: each value that a counted session of the clinic has."""
    facets = (Facet.CONDITION, Facet.REGION, Facet.CHRONICITY, Facet.TECHNIQUE, Facet.MUSCLE)
    rows = db.execute(
        select(SessionCell.facet, SessionCell.value)
        .where(SessionCell.clinic_id == by.clinic_id, SessionCell.facet.in_(facets))
        .group_by(SessionCell.facet, SessionCell.value)
        .having(func.sum(SessionCell.sessions + SessionCell.not_attended) > 0)
    )
    found: dict[Facet, list[str]] = {facet: [] for facet in facets}
    for facet, value in rows:
        found[facet].append(value)
    return found
