"""Episodes by what became of them, added up from rollups, or from their summaries where the filter is finer."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Actor
from clinic_log.biostatistics.responders import ResponderRule, Response
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import EpisodeState
from clinic_log.outcomes.models import EpisodeCell, EpisodeSummary
from clinic_log.outcomes.rules.cells import EpisodeMeasures, Facet
from clinic_log.supervision.queries.filters import days_filter, is_by_month
from clinic_log.supervision.queries.sessions import whole
from clinic_log.supervision.rules import EffortCounts, EpisodeGroup, Wanted

# Open for more than this makes an episode eligible for completion (methods, section 3).
UNDER_WAY: Final = timedelta(weeks=8)

_CASE_COLUMNS: Mapping[Facet, InstrumentedAttribute[str]] = {
    Facet.CONDITION: EpisodeSummary.condition,
    Facet.REGION: EpisodeSummary.region,
    Facet.CHRONICITY: EpisodeSummary.chronicity,
}


class _Alike(NamedTuple):
    practitioner_id: int | None
    condition: str
    response: str
    had_room: bool | None


def episode_filter(by: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Summaries of episodes of the clinic that belong to a day of the period."""
    wanted_rows = [EpisodeSummary.clinic_id == by.clinic_id, *days_filter(EpisodeSummary.counted_on, wanted)]
    if wanted.practitioner_id is not None:
        wanted_rows.append(EpisodeSummary.practitioner_id == wanted.practitioner_id)
    wanted_rows += [_CASE_COLUMNS[facet] == value for facet, value in wanted.cases.items()]
    return wanted_rows


def list_episode_groups(db: Session, *, by: Actor, wanted: Wanted) -> Sequence[EpisodeGroup]:
    """Episodes whose last score lies in the period, counted by all in which they may differ, in two statements.

    By technique or muscle there are none: a course belongs to no site.
    """
    if wanted.sites:
        return []
    young = _count_young(db, by=by, wanted=wanted)
    groups = []
    for month_groups in _count_alike(db, by=by, wanted=wanted, is_by_month=False).values():
        for alike, episodes in month_groups.items():
            eligible = episodes - young[alike]
            groups += [_group(alike, is_eligible=True, episodes=eligible)] if eligible > 0 else []
            groups += [_group(alike, is_eligible=False, episodes=young[alike])] if young[alike] else []
    return groups


def list_episodes_by_month(db: Session, *, by: Actor, wanted: Wanted) -> Mapping[date, Sequence[EpisodeGroup]]:
    """The same by month, without a word on who is eligible for completion."""
    if wanted.sites:
        return {}
    found = _count_alike(db, by=by, wanted=wanted, is_by_month=True)
    return {
        month: [_group(alike, is_eligible=True, episodes=episodes) for alike, episodes in groups.items()]
        for month, groups in found.items()
    }


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
    return not set(wanted.cases) - {Facet.CONDITION} and is_by_month(by, wanted)


def _cell_filter(by: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    wanted_rows = [EpisodeCell.clinic_id == by.clinic_id, *days_filter(EpisodeCell.month, wanted)]
    if wanted.practitioner_id is not None:
        wanted_rows.append(EpisodeCell.practitioner_id == wanted.practitioner_id)
    wanted_rows += [EpisodeCell.condition == value for value in wanted.cases.values()]
    return wanted_rows


def _count_alike(db: Session, *, by: Actor, wanted: Wanted, is_by_month: bool) -> Mapping[date, Counter[_Alike]]:
    """By month where it is asked for; else under one day."""
    found: defaultdict[date, Counter[_Alike]] = defaultdict(Counter)
    for month, alike, episodes in _alike_rows(db, by=by, wanted=wanted, is_by_month=is_by_month):
        found[month][alike] += episodes
    return found


def _alike_rows(db: Session, *, by: Actor, wanted: Wanted, is_by_month: bool) -> Iterator[tuple[date, _Alike, int]]:
    is_rollup = _is_in_cells(by, wanted)
    where = _cell_filter(by, wanted) if is_rollup else episode_filter(by, wanted)
    columns = (EpisodeCell if is_rollup else EpisodeSummary).__table__.c
    day = columns.month if is_rollup else columns.counted_on
    who = [day] if is_by_month else [columns.practitioner_id, columns.condition]
    keys = [columns[_response(wanted)], columns.had_room, *who]
    number = func.sum(columns.episodes) if is_rollup else func.count()
    rows = db.execute(select(*keys, number.label("episodes")).where(*where).group_by(*keys))
    for response, had_room, *place, episodes in rows:
        room = None if had_room is None or had_room < 0 else bool(had_room)
        person, condition = (None, "") if is_by_month else place
        month = place[0].replace(day=1) if is_by_month else date.min
        yield month, _Alike(person or None, condition, response or "", room), whole(episodes)


def _count_young(db: Session, *, by: Actor, wanted: Wanted) -> Counter[_Alike]:
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
            Episode.clinic_id == by.clinic_id,
            Episode.opened_on >= since,
            Episode.state == EpisodeState.OPEN,
            *episode_filter(by, wanted),
        )
        .group_by(*keys)
    )
    return Counter(
        {_Alike(person, condition, response or "", room): number for person, condition, response, room, number in rows}
    )


def _response(wanted: Wanted) -> str:
    return "response_either" if wanted.rule is ResponderRule.EITHER else "response_both"


def _group(alike: _Alike, *, is_eligible: bool, episodes: int) -> EpisodeGroup:
    return EpisodeGroup(
        practitioner_id=alike.practitioner_id,
        condition_slug=alike.condition or None,
        response=Response(alike.response) if alike.response else None,
        had_room=alike.had_room,
        is_eligible=is_eligible,
        episodes=episodes,
    )
