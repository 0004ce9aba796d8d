"""Serious events one by one: each is reviewed, none is only counted."""

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.permissions import Actor
from clinic_log.base.scope import of_clinics
from clinic_log.catalogue import adverse_events
from clinic_log.incidents.models import FollowUpEffect
from clinic_log.incidents.queries.reviews import reviews_of_events
from clinic_log.incidents.rules.follow_up import Confirmation
from clinic_log.incidents.rules.states import ReviewState
from clinic_log.patients.models import Patient
from clinic_log.supervision.queries.filters import began, session_filter
from clinic_log.supervision.rules import SeriousEvent, Wanted
from clinic_log.treatments.models import AdverseEvent, TreatmentSession
from clinic_log.treatments.queries.late import is_reported_late
from clinic_log.treatments.queries.open_effects import resolved_days
from clinic_log.treatments.rules import COUNTED_STATUSES, SessionStatus


def list_serious_events(db: Session, *, by: Actor, wanted: Wanted) -> list[SeriousEvent]:
    """The latest first, by the day of the visit that they concern. What counts is the note that told of them: it is
    signed or, marked as such, a draft, never a retracted one; or a late report that nobody corrected. The visit itself
    may have been retracted.
    """
    serious = [kind.slug for kind in adverse_events.serious_kinds()]
    seen = {*COUNTED_STATUSES, SessionStatus.DRAFT}
    of_clinic = of_clinics(AdverseEvent.clinic_id, by=by, clinics=wanted.clinic_ids)
    told_in = select(TreatmentSession.id, TreatmentSession.status).subquery()
    rows = db.execute(
        select(
            AdverseEvent,
            TreatmentSession.status,
            told_in.c.status.label("told_status"),
            TreatmentSession.zone,
            began().label("began_at"),
            Patient.record_number,
            User.display_name,
        )
        .join(TreatmentSession, TreatmentSession.id == AdverseEvent.session_id)
        .outerjoin(told_in, told_in.c.id == AdverseEvent.reported_in_id)
        .join(Patient, Patient.id == AdverseEvent.patient_id)
        .join(User, User.id == TreatmentSession.practitioner_id)
        .where(
            # The clinic in both, so that two indexes find the few among all effects.
            or_(
                and_(of_clinic, AdverseEvent.is_serious.is_(True)),
                and_(of_clinic, AdverseEvent.kind_slug.in_(serious)),
            ),
            or_(told_in.c.status.in_(seen), is_reported_late()),
            *session_filter(by, wanted),
        )
        .order_by(began().desc(), AdverseEvent.id.desc())
    )
    found = rows.all()
    later = resolved_days(db, event_ids=[event.id for event, *_ in found])
    reviews = reviews_of_events(db, by=by, clinics=wanted.clinic_ids, event_ids=[event.id for event, *_ in found])
    nothing = (None, ReviewState.REPORTED)
    return [
        SeriousEvent(
            event_id=event.id,
            clinic_id=event.clinic_id,
            review_id=reviews.get(event.id, nothing)[0],
            is_review_closed=reviews.get(event.id, nothing)[1] is ReviewState.CLOSED,
            patient_id=event.patient_id,
            record_number=record_number,
            session_id=event.session_id,
            held_on=day_in_zone(began_at, zone),
            kind_slug=event.kind_slug,
            label=event.label,
            resolved_on=event.resolved_on or later.get(event.id),
            practitioner_name=practitioner_name,
            is_draft=told_status is SessionStatus.DRAFT,
            is_visit_retracted=status is SessionStatus.RETRACTED,
        )
        for event, status, told_status, zone, began_at, record_number, practitioner_name in found
    ]


def count_told_warnings(db: Session, *, by: Actor, wanted: Wanted) -> int:
    """How many visits a patient told a warning sign of by link that nobody confirmed or set aside yet: each may be a
    serious event. One statement.
    """
    told = (
        select(func.count(FollowUpEffect.session_id.distinct()))  # from the few that wait, not from all visits
        .join(TreatmentSession, TreatmentSession.id == FollowUpEffect.session_id)
        .where(
            of_clinics(FollowUpEffect.clinic_id, by=by, clinics=wanted.clinic_ids),
            FollowUpEffect.state == Confirmation.WAITING,
            FollowUpEffect.is_warning.is_(True),
            *session_filter(by, wanted),
        )
    )
    return db.scalar(told) or 0


def list_open_serious_events(
    db: Session, *, by: Actor, clinics: tuple[tuple[int, str], ...] = ()
) -> list[SeriousEvent]:
    """Those of all that the page lists for the whole record at which somebody still has to look."""
    everything = _whole_record(by, clinics)
    return [event for event in list_serious_events(db, by=by, wanted=everything) if event.is_open]


def has_open_serious(db: Session, *, by: Actor, clinics: tuple[tuple[int, str], ...] = ()) -> bool:
    """Whether anywhere in the record a serious event is open, or a warning sign that a patient told waits."""
    told = count_told_warnings(db, by=by, wanted=_whole_record(by, clinics))
    return bool(told or list_open_serious_events(db, by=by, clinics=clinics))


def _whole_record(by: Actor, clinics: tuple[tuple[int, str], ...]) -> Wanted:
    return Wanted(first_day=None, last_day=day_in_zone(now_utc(), by.zone), clinics=clinics)
