"""The needlings of the last session of each episode."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Actor
from clinic_log.catalogue import muscles
from clinic_log.patients.models import Patient
from clinic_log.treatments.models import Needling, TreatmentSession
from clinic_log.treatments.queries.content import needling_entry
from clinic_log.treatments.rules import COUNTED_STATUSES, Ghost
from clinic_log.treatments.rules.last_time import copied


def list_ghosts(
    db: Session, *, by: Actor, patient: Patient, treatment: TreatmentSession | None, episode_ids: Collection[int]
) -> tuple[Ghost, ...]:
    """For each episode what was needled in its last counted session before this one, or before now, in which anything
    was. A muscle that the catalogue no longer has cannot be repeated.
    """
    rows = db.execute(
        _needled_last(),
        {
            "of_clinic": by.clinic_id,
            "of_patient": patient.id,
            "before": (treatment.started_at if treatment else None) or now_utc(),
            "but": treatment.id if treatment else 0,
            "of_episodes": sorted(episode_ids),
        },
    )
    known = {None, *muscles.by_slug()}
    return tuple(_ghost(row, started_at) for row, started_at in rows if row.muscle_slug in known)


@cache  # it takes longer to build than to ask
def _needled_last() -> Select[Needling, datetime]:
    place = (
        func.dense_rank()
        .over(
            partition_by=Needling.episode_id,
            order_by=(TreatmentSession.started_at.desc(), TreatmentSession.id.desc()),
        )
        .label("place")
    )
    last = (
        select(Needling.id, TreatmentSession.started_at, place)
        .join(TreatmentSession, TreatmentSession.id == Needling.session_id)
        .where(
            TreatmentSession.clinic_id == bindparam("of_clinic"),
            TreatmentSession.patient_id == bindparam("of_patient"),
            TreatmentSession.status.in_(COUNTED_STATUSES),
            TreatmentSession.started_at < bindparam("before"),
            TreatmentSession.id != bindparam("but"),
            Needling.episode_id.in_(bindparam("of_episodes", expanding=True)),
        )
        .subquery()
    )
    return (
        select(Needling, last.c.started_at)
        .join(last, last.c.id == Needling.id)
        .where(last.c.place == 1)
        .order_by(last.c.started_at.desc(), Needling.session_id, Needling.position)
    )


def _ghost(row: Needling, started_at: datetime) -> Ghost:
    return Ghost(
        session_id=row.session_id,
        episode_id=row.episode_id or 0,
        started_at=started_at,
        entry=replace(copied(needling_entry(row), uid=row.uid), episode_id=row.episode_id),
    )
