"""The episodes of a period by what was known of each at the start: for case mix."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.base.scope import of_clinics
from clinic_log.biostatistics.responders import ResponderRule, Response
from clinic_log.outcomes.models import CaseCell, EpisodeSummary
from clinic_log.outcomes.rules.cells import Facet
from clinic_log.outcomes.rules.episode_cells import ANY_CONDITION
from clinic_log.outcomes.rules.strata import baseline_of
from clinic_log.supervision.queries.episodes import episode_filter
from clinic_log.supervision.queries.filters import days_filter, is_by_month
from clinic_log.supervision.rules import Case, Wanted

_JUDGED = (Response.RESPONDER, Response.NON_RESPONDER, Response.WORSE)


def list_cases(db: Session, *, by: Actor, wanted: Wanted) -> list[Case]:
    """Those that belong to a practitioner, alike ones together, in one statement."""
    if is_by_month(by, wanted):
        return [Case._make(row) for row in db.execute(_of_cells(by, wanted))]
    return list(_of_summaries(db, by=by, wanted=wanted))


def _of_cells(by: Actor, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    cells = CaseCell.__table__.c
    keys = (cells.practitioner_id, cells.baseline, cells.chronicity, cells.region)
    responders = cells.responders_either if wanted.rule is ResponderRule.EITHER else cells.responders_both
    cases = dict(wanted.cases)
    where = [
        of_clinics(cells.clinic_id, by=by, clinics=wanted.clinic_ids),
        cells.condition == cases.pop(Facet.CONDITION, ANY_CONDITION),
        *days_filter(CaseCell.month, wanted),
        *(cells[facet.value] == value for facet, value in cases.items()),
    ]
    if wanted.practitioner_id is not None:
        where.append(cells.practitioner_id == wanted.practitioner_id)
    figures = (cells.episodes, cells.evaluable, cells.missing)
    sums = (*(func.sum(each).label(each.name) for each in figures), func.sum(responders).label("responders"))
    return select(*keys, *sums).where(*where).group_by(*keys).having(func.sum(cells.episodes) > 0)


def _of_summaries(db: Session, *, by: Actor, wanted: Wanted) -> Iterator[Case]:
    columns = EpisodeSummary.__table__.c
    response = columns.response_either if wanted.rule is ResponderRule.EITHER else columns.response_both
    keys = (columns.practitioner_id, columns.region, columns.chronicity, columns.pain_question, columns.first_before)
    is_evaluable = response.in_(_JUDGED) & columns.had_room.is_distinct_from(False)
    rows = db.execute(
        select(
            *keys,
            func.count().label("episodes"),
            _number(is_evaluable).label("evaluable"),
            _number(response == Response.MISSING).label("missing"),
            _number(response == Response.RESPONDER).label("responders"),
        )
        .where(columns.practitioner_id.is_not(None), *episode_filter(by, wanted))
        .group_by(*keys)
    )
    for row in rows:
        baseline = baseline_of(row.first_before, pain_question=row.pain_question)
        yield Case(
            practitioner_id=row.practitioner_id,
            baseline=baseline,
            chronicity=row.chronicity,
            region=row.region,
            episodes=row.episodes,
            evaluable=row.evaluable,
            missing=row.missing,
            responders=row.responders,
        )


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
