"""What the record of a period leaves open, by practitioner, in a number of statements that does not grow."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import CTE, Select, case, func, select
from sqlalchemy.orm import Session

from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Actor
from clinic_log.episodes.models import Episode
from clinic_log.supervision.queries.filters import began, session_filter
from clinic_log.supervision.queries.sessions import counted_sessions
from clinic_log.supervision.rules import RecordCounts, Wanted
from clinic_log.treatments.models import Measurement, Needling, SessionVersion, TreatmentSession
from clinic_log.treatments.rules import COUNTED_STATUSES, EffectTiming, SessionStatus

_OLD_DRAFT = timedelta(days=1)


def count_record(db: Session, *, by: Actor, wanted: Wanted) -> Mapping[int, RecordCounts]:
    """By practitioner. Drafts are those of today, whatever the period: they are old from one day on."""
    sessions = counted_sessions(by, wanted)
    found = defaultdict[int, RecordCounts](RecordCounts)
    for part in (_sessions(sessions), _pain_scores(sessions), _sites(sessions), _old_drafts(by)):
        for row in db.execute(part).mappings():
            counts = {name: int(value) for name, value in row.items() if name != "practitioner_id"}
            found[row["practitioner_id"]] += RecordCounts(**counts)
    return found


def _sessions(sessions: CTE) -> Select[*tuple[Any, ...]]:
    asked = sessions.c[f"{EffectTiming.BEFORE_LEAVING.value}_asked"]
    return select(
        sessions.c.practitioner_id,
        func.sum(sessions.c.attended).label("sessions"),
        func.sum(sessions.c.needled).label("needling_sessions"),
        func.sum(sessions.c.needled * asked).label("asked"),
    ).group_by(sessions.c.practitioner_id)


def _pain_scores(sessions: CTE) -> Select[*tuple[Any, ...]]:
    return (
        select(
            sessions.c.practitioner_id,
            func.count().label("pain_before"),
            func.sum(case((Measurement.after.is_not(None), 1), else_=0)).label("pain_both"),
        )
        .join(Measurement, Measurement.session_id == sessions.c.id)
        .join(Episode, Episode.id == Measurement.episode_id)
        .where(Measurement.measure_slug == Episode.pain_question, Measurement.before.is_not(None))
        .group_by(sessions.c.practitioner_id)
    )


def _sites(sessions: CTE) -> Select[*tuple[Any, ...]]:
    return (
        select(
            sessions.c.practitioner_id,
            func.count().label("sites"),
            func.sum(case((Needling.origins.is_not(None), 1), else_=0)).label("copied"),
        )
        .join(Needling, Needling.session_id == sessions.c.id)
        .group_by(sessions.c.practitioner_id)
    )


def _old_drafts(by: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(TreatmentSession.practitioner_id, func.count().label("old_drafts"))
        .where(
            TreatmentSession.clinic_id == by.clinic_id,
            TreatmentSession.status == SessionStatus.DRAFT,
            began() < now_utc() - _OLD_DRAFT,
        )
        .group_by(TreatmentSession.practitioner_id)
    )


def list_hours_to_signature(db: Session, *, by: Actor, wanted: Wanted) -> Mapping[int, list[float]]:
    """From the start of each counted visit to its first signature, in hours, by practitioner."""
    first = (
        select(SessionVersion.session_id, func.min(SessionVersion.signed_at).label("signed_at"))
        .group_by(SessionVersion.session_id)
        .subquery()
    )
    rows = db.execute(
        select(TreatmentSession.practitioner_id, TreatmentSession.started_at, first.c.signed_at)
        .join(first, first.c.session_id == TreatmentSession.id)
        .where(
            TreatmentSession.status.in_(COUNTED_STATUSES),
            TreatmentSession.started_at.is_not(None),
            *session_filter(by, wanted),
        )
    )
    hours = defaultdict[int, list[float]](list)
    for practitioner_id, started_at, signed_at in rows:
        hours[practitioner_id].append((signed_at - started_at).total_seconds() / 3600)
    return hours
