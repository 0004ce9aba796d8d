"""The last time that each muscle of a patient was needled."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Actor
from clinic_log.patients.models import Patient
from clinic_log.treatments.models import AdverseEvent, Needling, TreatmentSession
from clinic_log.treatments.queries.content import needling_entry
from clinic_log.treatments.rules import COUNTED_STATUSES, Asked
from clinic_log.treatments.rules.muscle_memory import LastNeedled, MuscleMemory, remembered

_Row = Row[Needling, int, datetime | None, str, Asked | None, Asked | None]


def list_muscle_memories(
    db: Session, *, by: Actor, patient: Patient, treatment: TreatmentSession
) -> tuple[MuscleMemory, ...]:
    """For each muscle and side what counted visits before this one, or before now, remember of the last time; in two
    statements, however many there are.
    """
    counted = (
        TreatmentSession.clinic_id == by.clinic_id,
        TreatmentSession.patient_id == patient.id,
        TreatmentSession.status.in_(COUNTED_STATUSES),
    )
    place = (
        func.dense_rank()
        .over(
            partition_by=(Needling.muscle_slug, Needling.side),
            order_by=(TreatmentSession.started_at.desc(), TreatmentSession.id.desc()),
        )
        .label("place")
    )
    ranked = (
        select(Needling.id, place)
        .join(TreatmentSession, TreatmentSession.id == Needling.session_id)
        .where(
            *counted,
            TreatmentSession.id != treatment.id,
            TreatmentSession.started_at < (treatment.started_at or now_utc()),
            Needling.muscle_slug.is_not(None),
        )
        .subquery()
    )
    rows = db.execute(
        select(
            Needling,
            TreatmentSession.id,
            TreatmentSession.started_at,
            TreatmentSession.zone,
            TreatmentSession.side_effects_before_leaving,
            TreatmentSession.side_effects_since,
        )
        .join(ranked, ranked.c.id == Needling.id)
        .join(TreatmentSession, TreatmentSession.id == Needling.session_id)
        .where(ranked.c.place == 1)
        .order_by(Needling.muscle_slug, Needling.side, Needling.position)
    ).all()
    effects = _list_effects(db, *counted, session_ids={row.id for row in rows})
    by_place = groupby(rows, key=lambda row: (row.Needling.muscle_slug, row.Needling.side))
    return tuple(_memory(list(needled), effects) for _place, needled in by_place)


def _memory(needled: Sequence[_Row], effects: Mapping[int, Sequence[AdverseEvent]]) -> MuscleMemory:
    visit = needled[0]
    return remembered(
        LastNeedled(
            held_on=day_in_zone(visit.started_at or now_utc(), visit.zone),  # a counted visit has a start
            rows=tuple(needling_entry(row.Needling) for row in needled),
            before_leaving=visit.side_effects_before_leaving,
            since=visit.side_effects_since,
            effects=effects.get(visit.id, ()),
        )
    )


def _list_effects(
    db: Session, *counted: ColumnElement[bool], session_ids: Collection[int]
) -> dict[int, list[AdverseEvent]]:
    """What counted notes told of each of these visits, seen at once or heard later."""
    found: dict[int, list[AdverseEvent]] = defaultdict(list)
    told = select(AdverseEvent).where(
        AdverseEvent.session_id.in_(session_ids),
        AdverseEvent.reported_in_id.in_(select(TreatmentSession.id).where(*counted)),
    )
    for effect in db.scalars(told.order_by(AdverseEvent.id)):
        found[effect.session_id].append(effect)
    return found
