"""The counts of each month, added up by the database: as many statements for one month as for sixty."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.base.scope import of_clinics
from clinic_log.outcomes.models import SessionCell
from clinic_log.outcomes.rules.cells import ANYBODY, Facet
from clinic_log.supervision.queries.episodes import list_episodes_by_month
from clinic_log.supervision.queries.filters import source_of
from clinic_log.supervision.queries.sessions import effect_counts, names_of, sums
from clinic_log.supervision.rules import MonthCounts, Wanted, count_outcomes
from clinic_log.treatments.rules import EffectTiming


def find_first_record(db: Session, *, by: Actor, wanted: Wanted) -> date | None:
    """The month of the first counted session of the clinic; None before there is one."""
    return db.scalar(
        select(func.min(SessionCell.month)).where(
            of_clinics(SessionCell.clinic_id, by=by, clinics=wanted.clinic_ids),
            SessionCell.facet == Facet.ALL,
            SessionCell.part_of == Facet.ALL,
            SessionCell.practitioner_id == ANYBODY,
        )
    )


def count_months(db: Session, *, by: Actor, wanted: Wanted, months: Sequence[date]) -> list[MonthCounts]:
    """One for each of the months, which follow each other; those without anything too."""
    source = source_of(by, wanted)
    added = sums(source.table, names_of(EffectTiming.BEFORE_LEAVING))
    rows = db.execute(select(source.table.month, *added).where(*source.where).group_by(source.table.month)).all()
    effects = {row.month: effect_counts(row, EffectTiming.BEFORE_LEAVING) for row in rows}
    found = list_episodes_by_month(db, by=by, wanted=wanted)
    outcomes = {month: count_outcomes(groups) for month, groups in found.items()}
    counted = []
    for month in months:
        told, reached = effects.get(month), outcomes.get(month)
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
