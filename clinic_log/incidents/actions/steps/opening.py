"""Opening a review, in the transaction of the act that made the incident known."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act
from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Actor
from clinic_log.clinics.queries import get_policy
from clinic_log.incidents.models import IncidentReview, IncidentStep
from clinic_log.incidents.queries.facts import involved_in, visit_facts
from clinic_log.incidents.rules.reviewing import due_after, kind_of
from clinic_log.incidents.rules.states import KIND_WORDS, IncidentKind, ReviewState, StepKind
from clinic_log.treatments.models import AdverseEvent, TreatmentSession
from clinic_log.treatments.queries.open_effects import event_words


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """What nearly happened, in at most one sentence, with the patient and, where it is known, in which visit."""

    patient_id: int
    treatment: TreatmentSession | None
    words: str
    key: str


def open_event_review(db: Session, *, by: Actor, event: AdverseEvent) -> IncidentReview | None:
    """The review of a side effect that needs one, with the facts as they stand; None for one that needs none."""
    kind = kind_of(event)
    if kind is None:
        return None
    treatment = db.get_one(TreatmentSession, event.session_id)
    review = _review(db, by=by, kind=kind, patient_id=event.patient_id, treatment=treatment)
    review.event_id, review.title, review.idempotency_key = event.id, event_words(event), f"event-{event.id}"
    review.facts = visit_facts(db, treatment, by=by, event=event)
    return _opened(db, review, by=by)


def open_near_miss(db: Session, *, by: Actor, near_miss: NearMiss) -> IncidentReview:
    treatment = near_miss.treatment
    review = _review(db, by=by, kind=IncidentKind.NEAR_MISS, patient_id=near_miss.patient_id, treatment=treatment)
    review.title, review.words, review.idempotency_key = "Near miss", near_miss.words, near_miss.key
    review.facts = visit_facts(db, treatment, by=by) if treatment is not None else []
    return _opened(db, review, by=by)


def add_step(review: IncidentReview, kind: StepKind, words: str, *, by: Actor, at: datetime | None = None) -> None:
    """One more line in the journal of the review, whose revision grows by it."""
    step = IncidentStep(kind=kind, words=words, at=at or now_utc(), by_id=by.user_id, by_name=by.display_name)
    review.steps.append(step)
    review.step_count = (review.step_count or 0) + 1


def act(verb: str, review: IncidentReview) -> Act:
    return Act(
        action=f"incident.{verb}",
        patient_id=review.patient_id,
        object_type="incident_review",
        object_id=review.id,
        version=review.revision,
    )


def _review(
    db: Session, *, by: Actor, kind: IncidentKind, patient_id: int, treatment: TreatmentSession | None
) -> IncidentReview:
    now = now_utc()
    involved = involved_in(treatment) if treatment is not None else [by.user_id or 0]
    return IncidentReview(
        clinic_id=by.clinic_id,
        patient_id=patient_id,
        session_id=treatment.id if treatment is not None else None,
        kind=kind,
        state=ReviewState.REPORTED,
        involved_ids=involved,
        zone=by.zone,
        opened_at=now,
        due_at=due_after(now, hours=get_policy(db, by=by).review_hours),
        created_by_id=by.user_id,
        factors=[],
    )


def _opened(db: Session, review: IncidentReview, *, by: Actor) -> IncidentReview:
    add_step(review, StepKind.OPENED, f"{KIND_WORDS[review.kind]}: {review.words or review.title}", by=by)
    db.add(review)
    db.flush()
    return review
