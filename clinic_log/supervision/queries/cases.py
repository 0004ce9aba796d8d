"""The episodes of a period one by one, with what was known of each at the start: for case mix."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.biostatistics.responders import ResponderRule, Response
from clinic_log.catalogue import conditions
from clinic_log.catalogue.errors import UnknownConditionError
from clinic_log.episodes.models import Episode
from clinic_log.episodes.rules import chronicity
from clinic_log.outcomes.models import EpisodeSummary
from clinic_log.supervision.queries.episodes import episode_filter
from clinic_log.supervision.rules import Case, EpisodeGroup, Wanted, baseline_of

_UNKNOWN = "unknown"


def list_cases(db: Session, *, by: Actor, wanted: Wanted) -> list[Case]:
    """Those that belong to a practitioner, in one statement. Case mix weighs each one, so they are not added up."""
    is_either = wanted.rule is ResponderRule.EITHER
    response = EpisodeSummary.response_either if is_either else EpisodeSummary.response_both
    rows = db.execute(
        select(
            EpisodeSummary.practitioner_id,
            EpisodeSummary.first_before,
            EpisodeSummary.pain_question,
            EpisodeSummary.had_room,
            response.label("response"),
            Episode.condition_slug,
            Episode.onset_on,
            Episode.opened_on,
        )
        .join(Episode, Episode.id == EpisodeSummary.episode_id)
        .where(EpisodeSummary.practitioner_id.is_not(None), *episode_filter(by, wanted))
    )
    return [
        Case(
            practitioner_id=row.practitioner_id,
            group=EpisodeGroup(
                practitioner_id=row.practitioner_id,
                condition_slug=row.condition_slug,
                response=Response(row.response) if row.response else None,
                had_room=row.had_room,
                is_eligible=True,
                episodes=1,
            ),
            baseline=baseline_of(row.first_before, pain_question=row.pain_question),
            chronicity=chronicity(row.onset_on, opened_on=row.opened_on),
            region=_region(row.condition_slug),
        )
        for row in rows
    ]


def _region(condition_slug: str | None) -> str:
    if condition_slug is None:
        return _UNKNOWN
    try:
        return conditions.get(condition_slug).region
    except UnknownConditionError:
        return _UNKNOWN
