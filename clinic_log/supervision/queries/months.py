"""The counts of each month, added up by the database: as many statements for one month as for sixty."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from clinic_log.base.dates import day_in_zone
from clinic_log.base.permissions import Actor
from clinic_log.outcomes.models import EpisodeSummary
from clinic_log.supervision.queries.episodes import list_episodes_by
from clinic_log.supervision.queries.filters import began, midnight
from clinic_log.supervision.queries.sessions import counted_sessions, effect_counts, effect_sums
from clinic_log.supervision.rules import MonthCounts, Wanted, count_outcomes, month_after
from clinic_log.treatments.models import TreatmentSession
from clinic_log.treatments.rules import COUNTED_STATUSES, EffectTiming


def find_first_record(db: Session, *, by: Actor) -> date | None:
    """The day of the clinic's first counted session in its zone; None before there is one."""
    first = db.scalar(
        select(func.min(began())).where(
            TreatmentSession.clinic_id == by.clinic_id, TreatmentSession.status.in_(COUNTED_STATUSES)
        )
    )
    return day_in_zone(first, by.zone) if first else None


def count_months(db: Session, *, by: Actor, wanted: Wanted, months: Sequence[date]) -> list[MonthCounts]:
    """One for each of the months, which follow each other; those without anything too."""
    sessions = counted_sessions(by, wanted)
    ends = [midnight(month_after(month), by) for month in months]
    placed = select(sessions, _place_of(sessions.c.began_at, ends)).subquery()
    rows = db.execute(select(placed.c.month, *effect_sums(placed)).group_by(placed.c.month)).all()
    effects = {row.month: effect_counts(row, EffectTiming.BEFORE_LEAVING) for row in rows}
    episode_month = _place_of(EpisodeSummary.counted_on, [month_after(month) for month in months])
    outcomes = {
        place: count_outcomes(groups)
        for place, groups in list_episodes_by(db, episode_month, by=by, wanted=wanted).items()
    }
    counted = []
    for place, month in enumerate(months):
        told, reached = effects.get(place), outcomes.get(place)
        counted.append(
            MonthCounts(
                month=month,
                evaluable=reached.evaluable if reached else 0,
                responders=reached.responders if reached else 0,
                needling_sessions=told.needling_sessions if told else 0,
                asked=told.asked if told else 0,
                with_effect=told.with_effect if told else 0,
                effects=told.effects if told else 0,
            )
        )
    return counted


def _place_of(
    moment: ColumnElement[Any] | InstrumentedAttribute[Any], ends: Sequence[date | datetime]
) -> ColumnElement[int]:
    return case(*((moment < end, place) for place, end in enumerate(ends)), else_=len(ends)).label("month")
