"""Finding reviews: one, those of a patient, those of the clinic, and how many wait."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, selectinload

from clinic_log.accounts.models import User
from clinic_log.base.base_model import LARGEST_ID
from clinic_log.base.errors import NotFoundError
from clinic_log.base.permissions import Actor
from clinic_log.base.scope import of_clinics
from clinic_log.incidents.models import IncidentAction, IncidentReview
from clinic_log.incidents.rules.reviewing import Findings
from clinic_log.incidents.rules.states import ReviewState
from clinic_log.incidents.rules.states import is_overdue as is_past_due
from clinic_log.patients.models import Patient
from clinic_log.treatments.models import AdverseEvent, LateReport, TreatmentSession
from clinic_log.treatments.queries.content import VITAL_COLUMNS
from clinic_log.treatments.queries.late import is_told_and_counts
from clinic_log.treatments.rules import SessionStatus, VitalSigns

# A page of closed reviews; the open ones are all shown.
MOST_CLOSED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedReview:
    """One line of a list of reviews."""

    review: IncidentReview
    record_number: str
    practitioner_name: str
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What became of what a review looks at. `is_taken_back`: the note or report that told of it holds no longer."""

    treatment: TreatmentSession | None
    is_taken_back: bool
    is_visit_retracted: bool


def scoped(by: Actor) -> Select[IncidentReview]:
    return select(IncidentReview).where(IncidentReview.clinic_id == by.clinic_id)


def get_review(db: Session, *, by: Actor, review_id: int) -> IncidentReview:
    """The review with everything in it, or NotFoundError."""
    review = db.scalars(
        scoped(by)
        .where(IncidentReview.id == min(review_id, LARGEST_ID))
        .options(
            selectinload(IncidentReview.steps),
            selectinload(IncidentReview.contacts),
            selectinload(IncidentReview.vital_signs),
            selectinload(IncidentReview.actions),
        )
    ).one_or_none()
    if review is None:
        raise NotFoundError("There is no such review.")
    return review


def get_action(review: IncidentReview, *, action_id: int) -> IncidentAction:
    for action in review.actions:
        if action.id == action_id:
            return action
    raise NotFoundError("There is no such action.")


def get_event(db: Session, *, by: Actor, patient: Patient, event_id: int) -> AdverseEvent:
    """A side effect of the patient that counts, or NotFoundError."""
    event = db.scalars(
        select(AdverseEvent).where(
            AdverseEvent.id == min(event_id, LARGEST_ID),
            AdverseEvent.clinic_id == by.clinic_id,
            AdverseEvent.patient_id == patient.id,
            is_told_and_counts(),
        )
    ).one_or_none()
    if event is None:
        raise NotFoundError("There is no such side effect.")
    return event


def find_by_key(db: Session, *, by: Actor, key: str) -> IncidentReview | None:
    return db.scalars(scoped(by).where(IncidentReview.idempotency_key == key)).one_or_none()


def find_event_review(db: Session, *, by: Actor, event_id: int) -> IncidentReview | None:
    return db.scalars(scoped(by).where(IncidentReview.event_id == event_id)).one_or_none()


def find_late_report(db: Session, *, event_id: int) -> LateReport | None:
    """The report that told of the effect, where it was told outside a visit."""
    return db.scalars(select(LateReport).where(LateReport.event_id == event_id)).one_or_none()


def list_reviews(db: Session, *, by: Actor, now: datetime) -> list[ListedReview]:
    """Every open review, the one that is due first first; then the latest closed ones."""
    is_closed = case((IncidentReview.state == ReviewState.CLOSED, 1), else_=0)
    query = (
        scoped(by)
        .add_columns(Patient.record_number, User.display_name)
        .join(Patient, Patient.id == IncidentReview.patient_id)
        .outerjoin(TreatmentSession, TreatmentSession.id == IncidentReview.session_id)
        .outerjoin(User, User.id == TreatmentSession.practitioner_id)
        .order_by(is_closed, IncidentReview.closed_at.desc(), IncidentReview.due_at, IncidentReview.id)
    )
    listed = [
        ListedReview(
            review=review,
            record_number=record_number,
            practitioner_name=name or "",
            is_overdue=is_past_due(review.state, due_at=review.due_at, now=now),
        )
        for review, record_number, name in db.execute(query)
    ]
    open_ones = [one for one in listed if one.review.state is not ReviewState.CLOSED]
    return open_ones + [one for one in listed if one.review.state is ReviewState.CLOSED][:MOST_CLOSED]


def list_reviews_of(db: Session, *, by: Actor, patient_id: int) -> Sequence[IncidentReview]:
    """The reviews of a patient, the latest first."""
    return db.scalars(
        scoped(by).where(IncidentReview.patient_id == patient_id).order_by(IncidentReview.id.desc())
    ).all()


def find_hold(db: Session, *, by: Actor, patient_id: int) -> datetime | None:
    """Since when the record of the patient is under a legal hold; None when it is not."""
    return db.scalar(
        select(func.min(IncidentReview.hold_at)).where(
            IncidentReview.clinic_id == by.clinic_id, IncidentReview.patient_id == patient_id
        )
    )


def reviews_of_events(
    db: Session, *, by: Actor, event_ids: Collection[int], clinics: Collection[int] = ()
) -> Mapping[int, tuple[int, ReviewState]]:
    """For each of these effects of the clinic, or of these clinics, that has a review its id and state."""
    rows = db.execute(
        select(IncidentReview.event_id, IncidentReview.id, IncidentReview.state).where(
            of_clinics(IncidentReview.clinic_id, by=by, clinics=clinics), IncidentReview.event_id.in_(event_ids)
        )
    )
    return {event_id: (review_id, state) for event_id, review_id, state in rows if event_id is not None}


def get_source(db: Session, *, review: IncidentReview) -> Source:
    treatment = db.get(TreatmentSession, review.session_id) if review.session_id is not None else None
    is_retracted = treatment is not None and treatment.status is SessionStatus.RETRACTED
    taken_back = False
    if review.event_id is not None:
        holds = select(AdverseEvent.id).where(AdverseEvent.id == review.event_id, is_told_and_counts())
        taken_back = db.scalar(holds) is None
    return Source(treatment=treatment, is_taken_back=taken_back, is_visit_retracted=is_retracted)


def findings_of(review: IncidentReview) -> Findings:
    return Findings(
        harm=review.harm,
        preventability=review.preventability,
        factors=tuple(review.factors),
        factor_words=review.factor_words,
        learning=review.learning,
    )


def readings_of(review: IncidentReview) -> tuple[VitalSigns, ...]:
    """The vital signs that were entered into the review, in order of time."""
    names = [name for name in VITAL_COLUMNS if name != "uid"]
    return tuple(VitalSigns(uid="", **{name: getattr(row, name) for name in names}) for row in review.vital_signs)
