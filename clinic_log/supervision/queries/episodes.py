"""Episodes by what became of them, added up from rollups, or from their summaries where days are no whole months."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Actor
from clinic_log.base.scope import of_clinics
from clinic_log.biostatistics.responders import ResponderRule, Response
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import EpisodeState
from clinic_log.outcomes.models import EpisodeCell, EpisodeSummary
from clinic_log.outcomes.rules.cells import Facet
from clinic_log.outcomes.rules.episode_cells import ANY_CONDITION, EpisodeMeasures
from clinic_log.supervision.queries.filters import days_filter, is_by_month, person_filter
from clinic_log.supervision.queries.sessions import AnyRow, whole
from clinic_log.supervision.rules import EffortCounts, EpisodeGroup, Wanted

# Open for more than this makes an episode eligible for completion (methods, section 3).
UNDER_WAY: Final = timedelta(weeks=8)

_CASE_COLUMNS: Mapping[Facet, InstrumentedAttribute[str]] = {
    Facet.CONDITION: EpisodeSummary.condition,
    Facet.REGION: EpisodeSummary.region,
    Facet.CHRONICITY: EpisodeSummary.chronicity,
}


class _Alike(NamedTuple):
    """`place` is a practitioner, a condition or a month, whichever is asked for."""

    place: Any
    response: str
    had_room: bool | None


class _Young(NamedTuple):
    practitioner_id: int | None
    condition: str | None
    response: str
    had_room: bool | None
    episodes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeGroups:
    """The same episodes twice: by practitioner, and by condition."""

    by_practitioner: Sequence[EpisodeGroup] = ()
    by_condition: Sequence[EpisodeGroup] = ()


def episode_filter(by: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Summaries of episodes of the clinic that belong to a day of the period."""
    return [of_clinics(EpisodeSummary.clinic_id, by=by, clinics=wanted.clinic_ids), *_of_any_clinic(wanted)]


def _of_any_clinic(wanted: Wanted) -> list[ColumnElement[bool]]:
    wanted_rows = days_filter(EpisodeSummary.counted_on, wanted)
    if wanted.practitioner_id is not None:
        wanted_rows.append(EpisodeSummary.practitioner_id == wanted.practitioner_id)
    wanted_rows += [_CASE_COLUMNS[facet] == value for facet, value in wanted.cases.items()]
    return wanted_rows


def list_episode_groups(db: Session, *, by: Actor, wanted: Wanted) -> EpisodeGroups:
    """Episodes whose last score lies in the period, counted by all in which they may differ, in three statements.

    By technique or muscle there are none: a course belongs to no site.
    """
    if wanted.sites:
        return EpisodeGroups()
    young = _list_young(db, by=by, wanted=wanted)
    people, conditions = Counter[_Alike](), Counter[_Alike]()
    for person, condition, response, room, number in young:
        people[_Alike(person, response, room)] += number
        conditions[_Alike(condition, response, room)] += number
    return EpisodeGroups(
        by_practitioner=tuple(
            _eligible_apart(_count_alike(db, by=by, wanted=wanted, place="practitioner_id"), people, "practitioner_id")
        ),
        by_condition=tuple(
            _eligible_apart(_count_alike(db, by=by, wanted=wanted, place="condition"), conditions, "condition_slug")
        ),
    )


def list_episodes_by_month(db: Session, *, by: Actor, wanted: Wanted) -> Mapping[date, Sequence[EpisodeGroup]]:
    """The same by month, without a word on who is eligible for completion."""
    if wanted.sites:
        return {}
    found = defaultdict[date, list[EpisodeGroup]](list)
    for alike, episodes in _count_alike(db, by=by, wanted=wanted, place="month").items():
        found[alike.place].append(_group(alike, is_eligible=True, episodes=episodes))
    return found


def count_effort(db: Session, *, by: Actor, wanted: Wanted) -> EffortCounts:
    """What it took the responders of the filter to their first important change; nothing by technique or muscle."""
    if wanted.sites:
        return EffortCounts()
    names = EpisodeMeasures._fields[1:]
    if _is_in_cells(by, wanted):
        columns = [getattr(EpisodeCell, name) for name in names]
        row = db.execute(select(*map(func.sum, columns)).where(*_cell_filter(by, wanted))).one()
    else:
        columns = [getattr(EpisodeSummary, name) for name in names[1:]]
        reached = func.count(EpisodeSummary.effort_sessions)
        row = db.execute(select(reached, *map(func.sum, columns)).where(*episode_filter(by, wanted))).one()
    return EffortCounts(**dict(zip(names, map(whole, row), strict=True)))


def _is_in_cells(by: Actor, wanted: Wanted) -> bool:
    """Of whole months, by condition and one thing more."""
    return len(set(wanted.cases) - {Facet.CONDITION}) < 2 and is_by_month(by, wanted)


def _cell_filter(by: Actor, wanted: Wanted, *, place: str = "") -> list[ColumnElement[bool]]:
    """Cells of any condition and of anybody, unless the filter names one or the place is just that."""
    cases = dict(wanted.cases)
    condition = cases.pop(Facet.CONDITION, None)
    facet, value = next(iter(cases.items()), (Facet.ALL, ""))
    if condition is None and place == "condition":
        of_condition = EpisodeCell.condition != ANY_CONDITION
    else:
        of_condition = EpisodeCell.condition == (ANY_CONDITION if condition is None else condition)
    return [
        of_clinics(EpisodeCell.clinic_id, by=by, clinics=wanted.clinic_ids),
        EpisodeCell.facet == facet,
        EpisodeCell.value == value,
        person_filter(EpisodeCell.practitioner_id, wanted, is_by_person=place == "practitioner_id"),
        of_condition,
        *days_filter(EpisodeCell.month, wanted),
    ]


def _count_alike(db: Session, *, by: Actor, wanted: Wanted, place: str) -> Counter[_Alike]:
    """By `practitioner_id`, `condition` or `month`."""
    is_rollup = _is_in_cells(by, wanted)
    columns = (EpisodeCell if is_rollup else EpisodeSummary).__table__.c
    where = _cell_filter(by, wanted, place=place) if is_rollup else episode_filter(by, wanted)
    is_of_days = place == "month" and not is_rollup
    keys = [columns["counted_on" if is_of_days else place], columns[_response(wanted)], columns.had_room]
    number = func.sum(columns.episodes) if is_rollup else func.count()
    found = Counter[_Alike]()
    rows: Iterable[AnyRow] = db.execute(select(*keys, number).where(*where).group_by(*keys))
    for where_from, response, had_room, episodes in rows:
        room = None if had_room is None or had_room < 0 else bool(had_room)
        known = where_from.replace(day=1) if is_of_days else where_from or None
        found[_Alike(known, response or "", room)] += whole(episodes)
    return +found


def _list_young(db: Session, *, by: Actor, wanted: Wanted) -> list[_Young]:
    """Those that are open and not yet eight weeks old: few, whatever the size of the record."""
    since = day_in_zone(now_utc(), by.zone) - UNDER_WAY
    keys = (
        EpisodeSummary.practitioner_id,
        EpisodeSummary.condition,
        EpisodeSummary.__table__.c[_response(wanted)],
        EpisodeSummary.had_room,
    )
    rows = db.execute(
        select(*keys, func.count())
        .join(Episode, Episode.id == EpisodeSummary.episode_id)
        .where(
            of_clinics(Episode.clinic_id, by=by, clinics=wanted.clinic_ids),
            Episode.opened_on >= since,
            Episode.state == EpisodeState.OPEN,
            # The clinic of the summary too would send SQLite through all summaries of the period.
            *_of_any_clinic(wanted),
        )
        .group_by(*keys)
    )
    return [
        _Young(person, condition or None, response or "", had_room, episodes)
        for person, condition, response, had_room, episodes in rows
    ]


def _response(wanted: Wanted) -> str:
    return "response_either" if wanted.rule is ResponderRule.EITHER else "response_both"


def _eligible_apart(found: Counter[_Alike], young: Counter[_Alike], name: str) -> Iterator[EpisodeGroup]:
    """The young ones are in what was found, and are not eligible."""
    for alike, episodes in found.items():
        known = {name: alike.place}
        if episodes > young[alike]:
            yield _group(alike, is_eligible=True, episodes=episodes - young[alike], **known)
        if young[alike]:
            yield _group(alike, is_eligible=False, episodes=young[alike], **known)


def _group(
    alike: _Alike,
    *,
    is_eligible: bool,
    episodes: int,
    practitioner_id: int | None = None,
    condition_slug: str | None = None,
) -> EpisodeGroup:
    return EpisodeGroup(
        practitioner_id=practitioner_id,
        condition_slug=condition_slug,
        response=Response(alike.response) if alike.response else None,
        had_room=alike.had_room,
        is_eligible=is_eligible,
        episodes=episodes,
    )
