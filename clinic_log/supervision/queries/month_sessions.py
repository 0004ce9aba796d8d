"""The counted sessions of a month, one by one: what a point on a chart was made of."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_log.accounts.models import User
from clinic_log.base.permissions import Actor
from clinic_log.incidents.queries.reviews import reviews_of_events
from clinic_log.patients.models import Patient
from clinic_log.supervision.queries.filters import began, session_filter
from clinic_log.supervision.rules import Wanted
from clinic_log.treatments.models import AdverseEvent, Needling, TreatmentSession
from clinic_log.treatments.queries.late import is_told_and_counts
from clinic_log.treatments.queries.open_effects import event_words
from clinic_log.treatments.rules import COUNTED_STATUSES, Asked, EffectTiming

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSession:
    """One needling session; `effects` are those before leaving in words, `review_ids` the reviews of any of its
    effects.
    """

    session_id: int
    clinic_id: int
    began_at: datetime
    zone: str
    patient: Patient
    practitioner_name: str
    answer: Asked | None
    effects: tuple[str, ...]
    review_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSessions:
    """Those with a side effect first, then by time; at most 500 of `total`."""

    rows: tuple[MonthSession, ...]
    total: int


def list_month_sessions(db: Session, *, by: Actor, wanted: Wanted) -> MonthSessions:
    """The needling sessions of the filter, in a number of statements that does not depend on how many there are."""
    has_needles = select(Needling.id).where(Needling.session_id == TreatmentSession.id).exists()
    counted = (TreatmentSession.status.in_(COUNTED_STATUSES), has_needles, *session_filter(by, wanted))
    total = db.scalar(select(func.count()).select_from(TreatmentSession).where(*counted)) or 0
    is_quiet = TreatmentSession.side_effects_before_leaving.is_distinct_from(Asked.PRESENT)
    rows = db.execute(
        select(TreatmentSession, Patient, User.display_name)
        .join(Patient, Patient.id == TreatmentSession.patient_id)
        .join(User, User.id == TreatmentSession.practitioner_id)
        .where(*counted)
        .order_by(is_quiet, began(), TreatmentSession.id)
        .limit(MOST_SHOWN)
    ).all()
    events = _events(db, [treatment.id for treatment, *_ in rows])
    event_ids = [event.id for told in events.values() for event in told]
    reviews = reviews_of_events(db, by=by, clinics=wanted.clinic_ids, event_ids=event_ids)
    return MonthSessions(
        rows=tuple(
            MonthSession(
                session_id=treatment.id,
                clinic_id=treatment.clinic_id,
                began_at=treatment.started_at or treatment.created_at,
                zone=treatment.zone,
                patient=patient,
                practitioner_name=name,
                answer=treatment.side_effects_before_leaving,
                effects=tuple(
                    event_words(event)
                    for event in events.get(treatment.id, ())
                    if event.timing is EffectTiming.BEFORE_LEAVING
                ),
                review_ids=tuple(reviews[event.id][0] for event in events.get(treatment.id, ()) if event.id in reviews),
            )
            for treatment, patient, name in rows
        ),
        total=total,
    )


def _events(db: Session, session_ids: Collection[int]) -> Mapping[int, list[AdverseEvent]]:
    """What counted notes and late reports told of each of these visits."""
    told = defaultdict[int, list[AdverseEvent]](list)
    for event in db.scalars(
        select(AdverseEvent)
        .where(AdverseEvent.session_id.in_(session_ids), is_told_and_counts())
        .order_by(AdverseEvent.id)
    ):
        told[event.session_id].append(event)
    return told
