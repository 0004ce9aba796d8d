"""The episodes of a period by what was known of each at the start: for case mix."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.biostatistics.responders import ResponderRule, Response
from clinic_log.episodes.rules import Chronicity
from clinic_log.outcomes.models import EpisodeSummary
from clinic_log.supervision.queries.episodes import episode_filter
from clinic_log.supervision.rules import Case, EpisodeGroup, Wanted, baseline_of


def list_cases(db: Session, *, by: Actor, wanted: Wanted) -> list[Case]:
    """Those that belong to a practitioner, alike ones together, in one statement that an index answers."""
    is_either = wanted.rule is ResponderRule.EITHER
    columns = EpisodeSummary.__table__.c
    keys = (
        columns.practitioner_id,
        columns.region,
        columns.chronicity,
        columns.pain_question,
        columns.first_before,
        columns.had_room,
        (columns.response_either if is_either else columns.response_both).label("response"),
    )
    rows = db.execute(
        select(*keys, func.count().label("episodes"))
        .where(columns.practitioner_id.is_not(None), *episode_filter(by, wanted))
        .group_by(*keys)
    )
    return [
        Case(
            practitioner_id=row.practitioner_id,
            group=EpisodeGroup(
                practitioner_id=row.practitioner_id,
                condition_slug=None,
                response=Response(row.response) if row.response else None,
                had_room=row.had_room,
                is_eligible=True,
                episodes=row.episodes,
            ),
            baseline=baseline_of(row.first_before, pain_question=row.pain_question),
            chronicity=Chronicity(row.chronicity) if row.chronicity else None,
            region=row.region,
        )
        for row in rows
    ]
