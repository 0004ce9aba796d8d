"""Which told side effects count, and what was reported after the signature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from clinic_log.base.permissions import Actor
from clinic_log.treatments.models import AdverseEvent, AdverseEventCourse, LateReport, OutsideAnswer, TreatmentSession
from clinic_log.treatments.queries.open_effects import event_words, resolved_days
from clinic_log.treatments.rules import COUNTED_STATUSES, Asked, EffectTiming


@cache
def is_corrected() -> ColumnElement[bool]:
    """Whether a further report took the place of the effect."""
    return select(LateReport.id).where(LateReport.corrects_event_id == AdverseEvent.id).exists()


@cache  # a condition takes longer to build than to ask
def is_told_and_counts() -> ColumnElement[bool]:
    """Whether a counted visit or a late report that nobody corrected told of the effect."""
    told_in = aliased(TreatmentSession)  # looked up for each effect: a list of all counted visits grows with the clinic
    is_counted = select(told_in.id).where(
        told_in.id == AdverseEvent.reported_in_id, told_in.status.in_(COUNTED_STATUSES)
    )
    return or_(is_counted.exists(), is_reported_late())


@cache
def is_reported_late() -> ColumnElement[bool]:
    """Whether a late report that nobody corrected told of the effect."""
    return and_(AdverseEvent.reported_in_id.is_(None), ~is_corrected())


@dataclass(frozen=True, slots=True, kw_only=True)
class LateEffect:
    """One late report. `words` are empty for one that only takes another back; `corrected` says why it counts no more,
    and `resolved` whether anybody heard that the effect is over.
    """

    report: LateReport
    event: AdverseEvent | None
    words: str
    timing: EffectTiming | None
    corrected: str
    is_corrected: bool
    is_resolved: bool

    @property
    def told_at(self) -> datetime:
        return self.report.told_at


def list_late_effects(db: Session, *, by: Actor, session_id: int) -> list[LateEffect]:
    """What was reported about a visit after it was signed, in the order of writing, corrected reports included."""
    found = db.execute(
        select(LateReport, AdverseEvent)
        .outerjoin(AdverseEvent, AdverseEvent.id == LateReport.event_id)
        .where(LateReport.clinic_id == by.clinic_id, LateReport.session_id == session_id)
        .order_by(LateReport.id)
    )
    rows: list[tuple[LateReport, AdverseEvent | None]] = [(report, event) for report, event in found]
    corrected: Mapping[int | None, str] = {
        report.corrects_event_id: report.reason for report, _ in rows if report.corrects_event_id is not None
    }
    over = resolved_days(db, event_ids=[event.id for _, event in rows if event is not None])
    return [
        LateEffect(
            report=report,
            event=event,
            words=event_words(event) if event is not None else "",
            timing=event.timing if event is not None else None,
            corrected=corrected.get(event.id, "") if event is not None else "",
            is_corrected=event is not None and event.id in corrected,
            is_resolved=event is not None and (event.resolved_on is not None or event.id in over),
        )
        for report, event in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseLine:
    """One thing that was heard of an effect: in the visit `told_in_id`, or outside one, as `told_how` says."""

    course: AdverseEventCourse
    told_at: datetime
    told_in_id: int | None


def list_course(db: Session, *, by: Actor, event: AdverseEvent) -> list[CourseLine]:
    """All that counted visits and others heard of an effect, in the order of hearing. One statement."""
    told_at = func.coalesce(TreatmentSession.started_at, AdverseEventCourse.told_at)
    rows = db.execute(
        select(AdverseEventCourse, told_at)
        .outerjoin(TreatmentSession, TreatmentSession.id == AdverseEventCourse.told_in_id)
        .where(
            AdverseEventCourse.event_id == event.id,
            or_(
                AdverseEventCourse.told_in_id.is_(None),
                and_(TreatmentSession.clinic_id == by.clinic_id, TreatmentSession.status.in_(COUNTED_STATUSES)),
            ),
        )
        .order_by(told_at, AdverseEventCourse.id)
    )
    return [CourseLine(course=course, told_at=at, told_in_id=course.told_in_id) for course, at in rows]


def list_courses_told_outside(db: Session, *, event_ids: Sequence[int]) -> Sequence[AdverseEventCourse]:
    """What was heard of these effects outside a visit, in the order of hearing."""
    return db.scalars(
        select(AdverseEventCourse)
        .where(AdverseEventCourse.event_id.in_(event_ids), AdverseEventCourse.told_in_id.is_(None))
        .order_by(AdverseEventCourse.told_at, AdverseEventCourse.id)
    ).all()


def find_outside_answer(db: Session, *, session_id: int) -> Asked | None:
    """What was answered about a visit outside any visit, as far as late reports stand; None when nobody asked there."""
    if db.scalars(_outside_answer(), {"of_session": session_id}).first() is None:
        return None
    told = select(AdverseEvent.id).where(
        AdverseEvent.session_id == session_id,
        AdverseEvent.timing == EffectTiming.SINCE_LAST_TIME,
        is_reported_late(),
    )
    return Asked.NONE if db.scalars(told.limit(1)).first() is None else Asked.PRESENT


@cache
def _outside_answer() -> Select[int]:
    return select(OutsideAnswer.id).where(OutsideAnswer.session_id == bindparam("of_session")).limit(1)
