"""The conditions of a filter, as every count of the page uses them, and from which rows a count is read.

Whole months with at most one thing chosen are added up from the rollups; anything finer from the summary rows.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from clinic_log.accounts.models import User
from clinic_log.base.dates import day_in_zone, local_to_utc, now_utc
from clinic_log.base.permissions import Actor
from clinic_log.base.scope import of_clinics
from clinic_log.episodes.models import Episode
from clinic_log.outcomes.models import SessionCase, SessionCell, SessionSummary
from clinic_log.outcomes.rules.cells import ANYBODY, CHOSEN_FACETS, Facet
from clinic_log.outcomes.rules.episode_cells import NOBODY
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


def source_of(by: Actor, wanted: Wanted, *, is_by_person: bool = False) -> Source:
    """Where the figures of all sessions of the filter stand: together, or to be grouped by who held them."""
    chosen = chosen_of(by, wanted)
    if chosen is None:
        return Source(SessionSummary, tuple(summary_filter(by, wanted)))
    facet, value = chosen
    where = cell_filter(by, wanted, facet, is_by_person=is_by_person)
    return Source(SessionCell, (*where, SessionCell.value == value))


@dataclass(frozen=True, slots=True)
class Parts:
    """Cells whose figures are those of the parts of the filter, by what `label` says."""

    where: tuple[ColumnElement[bool], ...]
    label: InstrumentedAttribute[str]


def parts_of(by: Actor, wanted: Wanted, *parts: Facet, is_by_person: bool = False) -> Parts | None:
    """Where the figures of the filter by condition, by kind of effect or by time to the signature stand; None where it
    is too fine for a rollup.
    """
    chosen = chosen_of(by, wanted)
    if chosen is None:
        return None
    facet, value = chosen
    if parts == (Facet.CONDITION,) and facet in {Facet.ALL, Facet.CONDITION}:
        where = cell_filter(by, wanted, Facet.CONDITION, is_by_person=is_by_person)
        own = [SessionCell.value == value] if facet is Facet.CONDITION else []
        return Parts((*where, *own), SessionCell.value)
    where = cell_filter(by, wanted, facet, part_of=parts, is_by_person=is_by_person)
    return Parts((*where, SessionCell.value == value), SessionCell.part)


def chosen_of(by: Actor, wanted: Wanted) -> tuple[Facet, str] | None:
    """The one thing that the filter chose; None where it chose more, or days that are no whole months."""
    chosen = {**wanted.cases, **wanted.sites}
    if len(chosen) > 1 or not is_by_month(by, wanted):
        return None
    return next(iter(chosen.items()), (Facet.ALL, ""))


def cell_filter(
    by: Actor, wanted: Wanted, *facets: Facet, part_of: Sequence[Facet] = (Facet.ALL,), is_by_person: bool = False
) -> list[ColumnElement[bool]]:
    """Cells by these facets, of the months of the period and of its practitioner; without one, of anybody, or of each
    person.
    """
    return [
        of_clinics(SessionCell.clinic_id, by=by, clinics=wanted.clinic_ids),
        SessionCell.facet.in_(facets),
        SessionCell.part_of.in_(part_of),
        person_filter(SessionCell.practitioner_id, wanted, is_by_person=is_by_person),
        *days_filter(SessionCell.month, wanted),
    ]


def person_filter(
    column: InstrumentedAttribute[int], wanted: Wanted, *, is_by_person: bool = False
) -> ColumnElement[bool]:
    """Cells of the practitioner of the filter; without one those of anybody, or of each person."""
    if wanted.practitioner_id is not None:
        return column == wanted.practitioner_id
    # Each by name: after a range a database cannot go on along the key, and would read the cells of every condition.
    return column.in_(union_all(select(User.id), select(literal(NOBODY)))) if is_by_person else column == ANYBODY


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
    of_clinic = of_clinics(SessionSummary.clinic_id, by=by, clinics=wanted.clinic_ids)
    wanted_rows = [of_clinic, *days_filter(SessionSummary.held_on, wanted)]
    if wanted.practitioner_id is not None:
        wanted_rows.append(SessionSummary.practitioner_id == wanted.practitioner_id)
    if wanted.cases:
        same = and_(SessionCase.session_id == SessionSummary.session_id, *case_filter(wanted))
        wanted_rows.append(select(SessionCase.session_id).where(same).correlate_except(SessionCase).exists())
    if wanted.sites:
        wanted_rows.append(_has_site(SessionSummary.session_id, wanted))
    return wanted_rows


def session_filter(by: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Sessions in any state, of the clinic, that began on one of the days in its zone.

    Those that count in no figure, a draft for one, are found whatever chronicity was chosen: nobody may overlook what
    they tell.
    """
    places = wanted.clinics or ((by.clinic_id, by.zone),)
    wanted_rows = [or_(*(_began_within(wanted, clinic_id, zone=zone) for clinic_id, zone in places))]
    if wanted.practitioner_id is not None:
        wanted_rows.append(TreatmentSession.practitioner_id == wanted.practitioner_id)
    of_episode = _of_episode(wanted)
    if of_episode:
        served = select(SessionEpisode.session_id).join(Episode, Episode.id == SessionEpisode.episode_id)
        wanted_rows.append(served.where(SessionEpisode.session_id == TreatmentSession.id, *of_episode).exists())
    if wanted.chronicity is not None:
        of_case = select(SessionCase.session_id).where(SessionCase.session_id == TreatmentSession.id)
        served_so = of_case.where(*case_filter(wanted))
        wanted_rows.append(or_(served_so.exists(), ~of_case.exists()))
    if wanted.sites:
        wanted_rows.append(_has_site(TreatmentSession.id, wanted))
    return wanted_rows


def case_filter(wanted: Wanted) -> list[ColumnElement[bool]]:
    """For what a session was, of the condition, the region and the chronicity of the filter."""
    return _equals(_CASE_COLUMNS, wanted.cases)


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
    return select(Needling.id).where(same).correlate_except(Needling).exists()


def _equals(columns: Mapping[Facet, Any], values: Mapping[Facet, str]) -> list[ColumnElement[bool]]:
    """What nobody recorded is empty in a summary and missing in a record."""
    return [
        columns[facet].is_(None) if facet in _SITE_COLUMNS and not value else columns[facet] == value
        for facet, value in values.items()
    ]


def began() -> ColumnElement[datetime]:
    """When a session began; for a draft without a start, when the note was begun."""
    return func.coalesce(TreatmentSession.started_at, TreatmentSession.created_at)


def _began_within(wanted: Wanted, clinic_id: int, *, zone: str) -> ColumnElement[bool]:
    """Of the clinic, on one of the days of its own calendar."""
    days = [began() < _midnight(wanted.last_day, zone, days_later=1)]
    if wanted.first_day is not None:
        days.append(began() >= _midnight(wanted.first_day, zone))
    return and_(TreatmentSession.clinic_id == clinic_id, *days)


def _midnight(day: date, zone: str, *, days_later: int = 0) -> datetime:
    """When the day, or one so many days later, begins in the zone; in UTC."""
    return local_to_utc(datetime.combine(day + timedelta(days=days_later), time()), zone)


def list_values(db: Session, *, by: Actor, clinics: Collection[int] = ()) -> dict[Facet, list[str]]:
    """What the filter has to choose from: each value that a counted session of the clinic has."""
    rows = db.execute(
        select(SessionCell.facet, SessionCell.value)
        .where(
            of_clinics(SessionCell.clinic_id, by=by, clinics=clinics),
            SessionCell.facet.in_(CHOSEN_FACETS),
            SessionCell.part_of == Facet.ALL,
            SessionCell.practitioner_id == ANYBODY,
        )
        .group_by(SessionCell.facet, SessionCell.value)
        .having(func.sum(SessionCell.sessions + SessionCell.not_attended) > 0)
    )
    found: dict[Facet, list[str]] = {facet: [] for facet in CHOSEN_FACETS}
    for facet, value in rows:
        found[facet].append(value)
    return found
