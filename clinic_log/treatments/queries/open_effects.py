"""Side effects of a patient that are not known to be over, and what later visits heard about each of them.

A signed note stays as it is: what a later visit hears is kept with that visit and counts while that visit counts.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Actor
from clinic_log.treatments.models import AdverseEvent, AdverseEventCourse, LateReport, TreatmentSession
from clinic_log.treatments.rules import COUNTED_STATUSES, EffectState, NeedleSide, Severity
from clinic_log.treatments.rules.effect_course import day_number, place_words


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard last of an effect, and on which day; `over_by` is the day by which it is gone."""

    state: EffectState
    on: date
    over_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEffect:
    """One unwanted effect that nobody has heard to be over. `day` counts from 1 on the day it began; `heard` is what
    was heard of it last, since it was told of.
    """

    id: int
    session_id: int
    uid: str
    kind_slug: str
    label: str
    severity: Severity | None
    is_serious: bool
    site: str
    muscle_slug: str | None
    side: NeedleSide | None
    onset_on: date | None
    day: int
    started_at: datetime
    words: str
    heard: Heard | None = None


def list_open_effects(
    db: Session, *, by: Actor, patient_id: int, before: datetime | None = None, but: int | None = None
) -> tuple[OpenEffect, ...]:
    """What counted visits that began before the moment, and late reports made before it, told of and nobody before it
    heard to be gone, the oldest first. `but` is the id of a visit whose own words are left out.
    """
    moment = before or now_utc()
    counted = (
        TreatmentSession.clinic_id == by.clinic_id,
        TreatmentSession.patient_id == patient_id,
        TreatmentSession.status.in_(COUNTED_STATUSES),
        TreatmentSession.started_at < moment,
        TreatmentSession.id != (but or 0),
    )
    rows = db.execute(
        select(AdverseEvent, TreatmentSession.started_at, TreatmentSession.zone)
        .join(TreatmentSession, TreatmentSession.id == AdverseEvent.session_id)
        .where(
            AdverseEvent.clinic_id == by.clinic_id,
            AdverseEvent.patient_id == patient_id,
            AdverseEvent.resolved_on.is_(None),
            or_(
                AdverseEvent.reported_in_id.in_(select(TreatmentSession.id).where(*counted)),
                AdverseEvent.id.in_(_reported_late(by=by, patient_id=patient_id, before=moment)),
            ),
        )
        .order_by(TreatmentSession.started_at, AdverseEvent.id)
    ).all()
    heard = _heard_in(db, [event.id for event, _, _ in rows], *counted, before=moment)
    return tuple(
        _open_effect(event, started_at=started_at or moment, moment=moment, zone=zone, heard=heard.get(event.id))
        for event, started_at, zone in rows
        if event.id not in heard or heard[event.id].over_by is None
    )


def resolved_days(db: Session, *, event_ids: Iterable[int]) -> Mapping[int, date]:
    """By which day each of these effects is over, as was heard last, in a counted visit or outside one; effects that
    nobody heard to be gone are left out.
    """
    newest = _heard_in(db, list(event_ids), TreatmentSession.status.in_(COUNTED_STATUSES))
    return {event_id: one.over_by for event_id, one in newest.items() if one.over_by is not None}


def event_words(event: AdverseEvent) -> str:
    """'Bruise or small haematoma, mild, Upper trapezius, right'."""
    severity = event.severity.value if event.severity else ""
    return ", ".join(part for part in (event.label, severity, place_words(event)) if part)[:500]


def _reported_late(*, by: Actor, patient_id: int, before: datetime) -> Select[int | None]:
    """The effects that late reports told of before the moment, without those that a further report corrected."""
    corrected = select(LateReport.corrects_event_id).where(
        LateReport.patient_id == patient_id, LateReport.corrects_event_id.is_not(None)
    )
    return select(LateReport.event_id).where(
        LateReport.clinic_id == by.clinic_id,
        LateReport.patient_id == patient_id,
        LateReport.event_id.is_not(None),
        LateReport.told_at < before,
        LateReport.event_id.not_in(corrected),
    )


def _heard_in(
    db: Session, event_ids: Collection[int], *visits: ColumnElement[bool], before: datetime | None = None
) -> dict[int, Heard]:
    """For each effect the newest answer of these visits, or of what was told outside any before the moment."""
    if not event_ids:
        return {}
    outside: ColumnElement[bool] = AdverseEventCourse.told_in_id.is_(None)
    if before is not None:
        outside = and_(outside, AdverseEventCourse.told_at < before)
    told_at = func.coalesce(TreatmentSession.started_at, TreatmentSession.created_at, AdverseEventCourse.told_at)
    rows = db.execute(
        select(
            AdverseEventCourse.event_id,
            AdverseEventCourse.state,
            AdverseEventCourse.resolved_on,
            told_at,
            func.coalesce(TreatmentSession.zone, "UTC"),
        )
        .outerjoin(TreatmentSession, TreatmentSession.id == AdverseEventCourse.told_in_id)
        .where(
            AdverseEventCourse.event_id.in_(event_ids),
            or_(and_(*visits), outside),
            AdverseEventCourse.state != EffectState.NOT_ASKED,
        )
        .order_by(told_at, AdverseEventCourse.id)
    )
    return {
        event_id: _heard(state, resolved_on=resolved_on, on=day_in_zone(told_at, zone))
        for event_id, state, resolved_on, told_at, zone in rows
    }


def _heard(state: EffectState, *, resolved_on: date | None, on: date) -> Heard:
    return Heard(state, on, (resolved_on or on) if state is EffectState.GONE else None)


def _open_effect(
    event: AdverseEvent, *, started_at: datetime, moment: datetime, zone: str, heard: Heard | None
) -> OpenEffect:
    seen_on = day_in_zone(started_at, zone)
    return OpenEffect(
        id=event.id,
        session_id=event.session_id,
        uid=event.uid,
        kind_slug=event.kind_slug,
        label=event.label,
        severity=event.severity,
        is_serious=event.is_serious,
        site=event.site,
        muscle_slug=event.muscle_slug,
        side=event.side,
        onset_on=event.onset_on,
        day=day_number(day_in_zone(moment, zone), onset_on=event.onset_on, seen_on=seen_on),
        started_at=started_at,
        words=event_words(event),
        heard=heard,
    )
