"""What other visits of the patient tell about this one: what was heard later, and what was measured before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.base.text import fold
from clinic_log.episodes.rules import Side
from clinic_log.treatments.models import AdverseEvent, Measurement, TreatmentSession
from clinic_log.treatments.rules import COUNTED_STATUSES, EffectTiming, NeedleSide

# Episode, measure, side, the muscle or place (folded), and mode, since active and passive motion are two things.
MeasureKey = tuple[int | None, str, Side | None, str, str]


class Manner(NamedTuple):
    """Where and how a measure is taken: the muscle or place, active or passive, and with which tool; empty where nobody
    said so.
    """

    site: str = ""
    mode: str = ""
    tool: str = ""


# Episode, measure, side: what is tracked, and may be taken at several places and in two modes.
Manners = Mapping[tuple[int | None, str, Side | None], tuple[Manner, ...]]


@dataclass(frozen=True, slots=True)
class EarlierValue:
    """What a measure was at the latest counted visit before, in its unit."""

    before: float | None
    after: float | None
    started_at: datetime
    mode: str = ""

    @property
    def latest(self) -> float | None:
        return self.before if self.after is None else self.after


def needled_places(treatment: TreatmentSession) -> list[tuple[str, NeedleSide | None]]:
    """The muscles and sides that a visit needled, each once."""
    return list(dict.fromkeys((row.muscle_slug, row.side) for row in treatment.needlings if row.muscle_slug))


def list_heard_later(db: Session, *, treatment: TreatmentSession) -> Sequence[AdverseEvent]:
    """The side effects of this visit that a later counted contact was told of, in the order in which they were told."""
    return db.scalars(
        select(AdverseEvent)
        .join(TreatmentSession, TreatmentSession.id == AdverseEvent.reported_in_id)
        .where(
            AdverseEvent.session_id == treatment.id,
            AdverseEvent.timing == EffectTiming.SINCE_LAST_TIME,
            TreatmentSession.status.in_(COUNTED_STATUSES),
        )
        .order_by(TreatmentSession.started_at, AdverseEvent.position)
    ).all()


def latest_values(
    db: Session, *, by: Actor, treatment: TreatmentSession, before: datetime, slugs: Collection[str]
) -> Mapping[MeasureKey, EarlierValue]:
    """The last scores of these measures at counted visits of the patient that began before this moment."""
    what = (Measurement.episode_id, Measurement.measure_slug, Measurement.side)
    key = (*what, Measurement.site, Measurement.mode)
    place = (
        func.row_number()
        .over(
            partition_by=key,
            order_by=(TreatmentSession.started_at.desc(), TreatmentSession.id.desc()),
        )
        .label("place")
    )
    ranked = (
        select(
            *key,
            *(Measurement.before, Measurement.after, TreatmentSession.started_at, place),
        )
        .join(TreatmentSession, TreatmentSession.id == Measurement.session_id)
        .where(
            TreatmentSession.clinic_id == by.clinic_id,
            TreatmentSession.patient_id == treatment.patient_id,
            TreatmentSession.id != treatment.id,
            TreatmentSession.status.in_(COUNTED_STATUSES),
            TreatmentSession.started_at < before,
            Measurement.measure_slug.in_(sorted(slugs)),
            Measurement.before.is_not(None) | Measurement.after.is_not(None),
        )
        .subquery()
    )
    rows = db.execute(select(ranked).where(ranked.c.place == 1).order_by(ranked.c.started_at))
    return {
        (row.episode_id, row.measure_slug, row.side, fold(row.site), row.mode): EarlierValue(
            row.before, row.after, row.started_at, row.mode
        )
        for row in rows
    }


def latest_manners(db: Session, *, by: Actor, patient_id: int, before: datetime, but: int | None = None) -> Manners:
    """Where and how a measure was taken at the latest counted visit that said so, in the order of that note, so that it
    can be taken likewise and be compared; `but` is left out. One statement.
    """
    what = (Measurement.episode_id, Measurement.measure_slug, Measurement.side)
    how = (Measurement.site, Measurement.mode, Measurement.tool)
    place = (
        func.dense_rank()
        .over(partition_by=what, order_by=(TreatmentSession.started_at.desc(), TreatmentSession.id.desc()))
        .label("place")
    )
    ranked = (
        select(*what, *how, Measurement.position, place)
        .join(TreatmentSession, TreatmentSession.id == Measurement.session_id)
        .where(
            TreatmentSession.clinic_id == by.clinic_id,
            TreatmentSession.patient_id == patient_id,
            TreatmentSession.status.in_(COUNTED_STATUSES),
            TreatmentSession.started_at < before,
            or_(*(column != "" for column in how)),
        )
    )
    if but is not None:
        ranked = ranked.where(TreatmentSession.id != but)
    last = ranked.subquery()
    rows = db.execute(select(last).where(last.c.place == 1).order_by(last.c.position))
    found: dict[tuple[int | None, str, Side | None], dict[tuple[str, str], Manner]] = {}
    for row in rows:
        manner = Manner(row.site, row.mode, row.tool)
        found.setdefault((row.episode_id, row.measure_slug, row.side), {}).setdefault(
            (fold(row.site), row.mode), manner
        )
    return {key: tuple(manners.values()) for key, manners in found.items()}
