"""Sessions and their side effects, added up from rollups, or from summaries where the filter is finer."""

from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.base.scope import of_clinics
from clinic_log.outcomes.models import PatientCell, SessionCase, SessionCell, SessionKind, SessionSummary
from clinic_log.outcomes.rules.cells import NEVER, Facet
from clinic_log.outcomes.rules.session_facts import Measures
from clinic_log.supervision.queries.filters import (
    Source,
    case_filter,
    chosen_of,
    days_filter,
    parts_of,
    person_filter,
    source_of,
    summary_filter,
)
from clinic_log.supervision.rules import EffectCounts, KindCounts, SessionCounts, Wanted
from clinic_log.treatments.rules import EffectTiming

AnyRow = Row[*tuple[Any, ...]]

_COUNTS = ("asked", "effect", "soreness", "effects", "unasked")


def count_sessions(db: Session, *, by: Actor, wanted: Wanted) -> SessionCounts:
    """In two statements."""
    row = added_up(db, source_of(by, wanted))
    return SessionCounts(
        sessions=whole(row.sessions),
        patients=_count_patients(db, by=by, wanted=wanted),
        needling_sessions=whole(row.needling_sessions),
        not_attended=whole(row.not_attended),
        before_leaving=effect_counts(row, EffectTiming.BEFORE_LEAVING),
        since_last_time=effect_counts(row, EffectTiming.SINCE_LAST_TIME),
    )


def _count_patients(db: Session, *, by: Actor, wanted: Wanted) -> int:
    """Different ones. In whole months those of each month who were not seen in an earlier one of the period."""
    chosen = chosen_of(by, wanted)
    if chosen is None:
        different = func.count(SessionSummary.patient_id.distinct())
        return db.scalar(select(different).where(SessionSummary.sessions == 1, *summary_filter(by, wanted))) or 0
    seen_before = (
        PatientCell.previous_month >= wanted.first_day if wanted.first_day else PatientCell.previous_month > NEVER
    )
    total = db.scalar(
        select(func.sum(PatientCell.patients)).where(
            of_clinics(PatientCell.clinic_id, by=by, clinics=wanted.clinic_ids),
            PatientCell.facet == chosen[0],
            PatientCell.value == chosen[1],
            person_filter(PatientCell.practitioner_id, wanted),
            *days_filter(PatientCell.month, wanted),
            ~seen_before,
        )
    )
    return whole(total)


def count_kinds(db: Session, *, by: Actor, wanted: Wanted) -> tuple[KindCounts, ...]:
    """How many of the needling sessions in which it was asked had an effect of each kind and of each grade, by both
    questions.
    """
    source = parts_of(by, wanted, *(Facet(timing.value) for timing in EffectTiming))
    if source is not None:
        told: Select[*tuple[Any, ...]] = (
            select(
                SessionCell.part_of.label("timing"),
                source.label.label("kind"),
                func.sum(SessionCell.before_leaving_effect + SessionCell.since_last_time_effect).label("sessions"),
                func.sum(SessionCell.before_leaving_effects + SessionCell.since_last_time_effects).label("effects"),
            )
            .where(*source.where)
            .group_by(SessionCell.part_of, source.label)
        )
    else:
        told = (
            select(
                SessionKind.timing.label("timing"),
                SessionKind.kind.label("kind"),
                func.count().label("sessions"),
                func.sum(SessionKind.effects).label("effects"),
            )
            .join(SessionSummary, SessionSummary.session_id == SessionKind.session_id)
            .where(*summary_filter(by, wanted))
            .group_by(SessionKind.timing, SessionKind.kind)
        )
    return tuple(
        KindCounts(
            timing=EffectTiming(row.timing), kind=row.kind, sessions=whole(row.sessions), effects=whole(row.effects)
        )
        for row in db.execute(told)
        if row.sessions
    )


def count_effects_by_condition(db: Session, *, by: Actor, wanted: Wanted) -> dict[str | None, EffectCounts]:
    """Before leaving, by the condition that the session served; a session that served two counts for each of them."""
    source = parts_of(by, wanted, Facet.CONDITION)
    told = names_of(EffectTiming.BEFORE_LEAVING)
    if source is not None:
        rows = db.execute(
            select(source.label.label("condition"), *sums(SessionCell, told))
            .where(*source.where)
            .group_by(source.label)
        )
    else:
        # A session may serve one condition in two regions. Found from the sessions on: all cases are the whole record.
        told_of = [getattr(SessionSummary, name) for name in told]
        served = (
            select(SessionCase.condition, SessionSummary.session_id, *told_of)
            .join(SessionSummary, SessionSummary.session_id == SessionCase.session_id)
            .where(*case_filter(wanted), *summary_filter(by, wanted))
            .distinct()
            .subquery()
        )
        added = [func.sum(served.c[name]).label(name) for name in told]
        rows = db.execute(select(served.c.condition, *added).group_by(served.c.condition))
    return {row.condition or None: effect_counts(row, EffectTiming.BEFORE_LEAVING) for row in rows}


def added_up(db: Session, source: Source) -> AnyRow:
    return db.execute(select(*sums(source.table)).where(*source.where)).one()


@cache  # making them takes longer than the database needs to add them up
def sums(
    table: type[SessionCell] | type[SessionSummary], names: tuple[str, ...] = Measures._fields
) -> tuple[ColumnElement[int], ...]:
    """These figures of `Measures`, added up."""
    return tuple(func.sum(getattr(table, name)).label(name) for name in names)


def names_of(timing: EffectTiming) -> tuple[str, ...]:
    """The figures of one of the two questions."""
    return "needling_sessions", *(f"{timing.value}_{name}" for name in _COUNTS)


def effect_counts(row: AnyRow, timing: EffectTiming) -> EffectCounts:
    """What a row of `sums` says of one of the two questions."""
    asked, effect, soreness, effects, unasked = (whole(getattr(row, f"{timing.value}_{name}")) for name in _COUNTS)
    return EffectCounts(
        timing=timing,
        needling_sessions=whole(row.needling_sessions),
        asked=asked,
        with_effect=effect,
        with_soreness=soreness,
        effects=effects,
        unasked=unasked,
    )


def whole(total: Decimal | int | None) -> int:
    """A sum over no rows is empty, and PostgreSQL adds up in decimals."""
    return int(total or 0)
