"""Sessions and their side effects, added up by the database."""

from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Row, Subquery, and_, case, distinct, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from clinic_log.base.permissions import Actor
from clinic_log.episodes.models import Episode
from clinic_log.supervision.queries.filters import began, session_filter
from clinic_log.supervision.rules import EXPECTED_SORENESS_KIND, EffectCounts, SessionCounts, Wanted
from clinic_log.treatments.models import AdverseEvent, Needling, SessionEpisode, TreatmentSession
from clinic_log.treatments.queries.late import is_reported_late
from clinic_log.treatments.rules import COUNTED_STATUSES, Asked, EffectTiming, Severity
from clinic_log.treatments.rules.states import KINDS_NOT_ATTENDED

_COUNTS = ("asked", "effect", "soreness", "effects", "unasked")


def counted_sessions(by: Actor, wanted: Wanted) -> CTE:
    """Each counted session of the filter with what is needed to add up: one row a session."""
    told = _told_effects(by)
    has_needles = select(Needling.id).where(Needling.session_id == TreatmentSession.id).exists()
    attended = or_(TreatmentSession.kind.is_(None), TreatmentSession.kind.not_in(KINDS_NOT_ATTENDED))
    return (
        select(
            TreatmentSession.id,
            TreatmentSession.patient_id,
            TreatmentSession.practitioner_id,
            began().label("began_at"),
            case((attended, 1), else_=0).label("attended"),
            case((and_(attended, has_needles), 1), else_=0).label("needled"),
            *_answer_columns(TreatmentSession.side_effects_before_leaving, told, EffectTiming.BEFORE_LEAVING),
            *_answer_columns(TreatmentSession.side_effects_since, told, EffectTiming.SINCE_LAST_TIME),
        )
        .outerjoin(told, told.c.session_id == TreatmentSession.id)
        .where(TreatmentSession.status.in_(COUNTED_STATUSES), *session_filter(by, wanted))
        .cte("counted")
        .prefix_with("MATERIALIZED")  # else SQLite looks for needles again in each sum
    )


def _told_effects(by: Actor) -> Subquery:
    """For each session how many effects of which sort counted visits and late reports told, by both questions."""
    is_soreness = and_(
        AdverseEvent.kind_slug == EXPECTED_SORENESS_KIND,
        AdverseEvent.is_serious.is_(False),
        or_(AdverseEvent.severity.is_(None), AdverseEvent.severity != Severity.SEVERE),
    )
    sums = [
        func.sum(case((and_(AdverseEvent.timing == timing, sort), 1), else_=0)).label(f"{timing.value}_{name}")
        for timing in EffectTiming
        for name, sort in (("soreness", is_soreness), ("other", ~is_soreness))
    ]
    return (
        select(AdverseEvent.session_id, *sums)
        .outerjoin(TreatmentSession, TreatmentSession.id == AdverseEvent.reported_in_id)
        .where(
            AdverseEvent.clinic_id == by.clinic_id,
            or_(TreatmentSession.status.in_(COUNTED_STATUSES), is_reported_late()),
        )
        .group_by(AdverseEvent.session_id)
        .subquery()
    )


def _answer_columns(
    answer: InstrumentedAttribute[Asked | None], told: Subquery, timing: EffectTiming
) -> list[ColumnElement[int]]:
    """Whether it was asked, whether there was an effect, whether there was soreness, how many effects, and how many
    were reported although nobody asked.

    Present without a named effect is an effect that nobody named, unless soreness explains it. Asked and answered with
    none, but reported later, is present. What was reported without a question stands outside the rate, since nobody
    knows of the others who were not asked (methods, section 8).
    """
    other = func.coalesce(told.c[f"{timing.value}_other"], 0)
    soreness = func.coalesce(told.c[f"{timing.value}_soreness"], 0)
    is_present = or_(answer == Asked.PRESENT, and_(answer == Asked.NONE, other + soreness > 0))
    is_asked = and_(answer.is_not(None), answer.in_((Asked.NONE, Asked.PRESENT)))
    is_unnamed = and_(is_present, other == 0, soreness == 0)
    return [
        case((is_asked, 1), else_=0).label(f"{timing.value}_asked"),
        case((and_(is_present, or_(other > 0, soreness == 0)), 1), else_=0).label(f"{timing.value}_effect"),
        case((and_(is_present, soreness > 0), 1), else_=0).label(f"{timing.value}_soreness"),
        case((is_unnamed, 1), (is_present, other), else_=0).label(f"{timing.value}_effects"),
        case((is_asked, 0), else_=other + soreness).label(f"{timing.value}_unasked"),
    ]


def count_sessions(db: Session, sessions: CTE) -> SessionCounts:
    row = db.execute(
        select(
            func.sum(sessions.c.attended).label("sessions"),
            func.count(distinct(case((sessions.c.attended == 1, sessions.c.patient_id)))).label("patients"),
            func.sum(1 - sessions.c.attended).label("not_attended"),
            *effect_sums(sessions),
        )
    ).one()
    return SessionCounts(
        sessions=_whole(row.sessions),
        patients=_whole(row.patients),
        needling_sessions=_whole(row.needling_sessions),
        not_attended=_whole(row.not_attended),
        before_leaving=effect_counts(row, EffectTiming.BEFORE_LEAVING),
        since_last_time=effect_counts(row, EffectTiming.SINCE_LAST_TIME),
    )


def count_effects_by_condition(db: Session, sessions: CTE) -> dict[str | None, EffectCounts]:
    """Before leaving, by the condition that the session served; a session that served two counts for each of them."""
    served = (
        select(SessionEpisode.session_id, Episode.condition_slug)
        .join(Episode, Episode.id == SessionEpisode.episode_id)
        .join(sessions, sessions.c.id == SessionEpisode.session_id)
        .distinct()
        .subquery()
    )
    rows = db.execute(
        select(served.c.condition_slug, *effect_sums(sessions))
        .join(sessions, sessions.c.id == served.c.session_id)
        .group_by(served.c.condition_slug)
    )
    return {row.condition_slug: effect_counts(row, EffectTiming.BEFORE_LEAVING) for row in rows}


def effect_sums(sessions: FromClause) -> list[ColumnElement[int]]:
    """Sums over the needling sessions only: the rate of needling's side effects needs an insertion."""
    names = [f"{timing.value}_{name}" for timing in EffectTiming for name in _COUNTS]
    needled = sessions.c.needled
    return [
        func.sum(needled).label("needling_sessions"),
        *(func.sum(needled * sessions.c[name]).label(name) for name in names),
    ]


def effect_counts(row: Row[Any], timing: EffectTiming) -> EffectCounts:
    """What a row of `effect_sums` says of one of the two questions."""

    def value(name: str) -> int:
        return _whole(getattr(row, f"{timing.value}_{name}"))

    return EffectCounts(
        timing=timing,
        needling_sessions=_whole(row.needling_sessions),
        asked=value("asked"),
        with_effect=value("effect"),
        with_soreness=value("soreness"),
        effects=value("effects"),
        unasked=value("unasked"),
    )


def _whole(total: Decimal | int | None) -> int:
    """A sum over no rows is empty, and PostgreSQL adds up in decimals."""
    return int(total or 0)
