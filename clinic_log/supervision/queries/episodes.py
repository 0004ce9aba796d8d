"""Episodes by what became of them, added up by the database from their summaries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, case, func, literal, or_, select
from sqlalchemy.orm import Session

from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Actor
from clinic_log.biostatistics.responders import ResponderRule, Response
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import EpisodeState
from clinic_log.outcomes.models import EpisodeSummary
from clinic_log.supervision.queries.filters import has_condition
from clinic_log.supervision.rules import EpisodeGroup, Wanted

# Open for more than this makes an episode eligible for completion (methods, section 3).
UNDER_WAY: Final = timedelta(weeks=8)


def episode_filter(by: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Episodes of the clinic that belong to a day of the period; the summary joined to its episode."""
    wanted_rows = [EpisodeSummary.clinic_id == by.clinic_id, EpisodeSummary.counted_on <= wanted.last_day]
    if wanted.first_day is not None:
        wanted_rows.append(EpisodeSummary.counted_on >= wanted.first_day)
    if wanted.practitioner_id is not None:
        wanted_rows.append(EpisodeSummary.practitioner_id == wanted.practitioner_id)
    if wanted.condition is not None:
        wanted_rows.append(has_condition(wanted.condition))
    return wanted_rows


def list_episode_groups(db: Session, *, by: Actor, wanted: Wanted) -> Sequence[EpisodeGroup]:
    """Episodes whose last score lies in the period, counted by all in which they may differ."""
    return list_episodes_by(db, literal(0), by=by, wanted=wanted).get(0, [])


def list_episodes_by(
    db: Session, place: ColumnElement[int], *, by: Actor, wanted: Wanted
) -> Mapping[int, Sequence[EpisodeGroup]]:
    """The same, apart for each value of `place`, an expression over the episode or its summary."""
    is_either = wanted.rule is ResponderRule.EITHER
    response = EpisodeSummary.response_either if is_either else EpisodeSummary.response_both
    today = day_in_zone(now_utc(), by.zone)
    eligible = case((or_(Episode.state == EpisodeState.DISCHARGED, Episode.opened_on < today - UNDER_WAY), 1), else_=0)
    query = (
        select(
            EpisodeSummary.practitioner_id,
            Episode.condition_slug,
            response.label("response"),
            EpisodeSummary.had_room,
            eligible.label("is_eligible"),
            place.label("place"),
        )
        .join(Episode, Episode.id == EpisodeSummary.episode_id)
        .where(*episode_filter(by, wanted))
    )
    alike = query.subquery()
    groups = defaultdict[int, list[EpisodeGroup]](list)
    for row in db.execute(select(*alike.c, func.count().label("episodes")).group_by(*alike.c)):
        groups[row.place].append(
            EpisodeGroup(
                practitioner_id=row.practitioner_id,
                condition_slug=row.condition_slug,
                response=Response(row.response) if row.response else None,
                had_room=row.had_room,
                is_eligible=bool(row.is_eligible),
                episodes=row.episodes,
            )
        )
    return groups
