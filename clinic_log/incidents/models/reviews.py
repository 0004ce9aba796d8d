"""Reviews of incidents with their journal, their contacts with the patient and their actions. Nothing is deleted."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clinic_log.base.base_model import Base, Created, Revised, coded
from clinic_log.incidents.rules.states import Harm, IncidentKind, Preventability, ReviewState, StepKind
from clinic_log.treatments.models import MeasuredVitalSigns, vital_sign_checks


class IncidentReview(Created, Revised, Base):
    """One incident under review.

    `facts` are pairs of a label and a line, taken from the record when the review was opened and never refreshed;
    `involved_ids` are the people who treated, or reported where no visit is known. A hold stands from `hold_at` on.
    """

    __tablename__ = "incident_review"
    __table_args__ = (
        UniqueConstraint("clinic_id", "idempotency_key"),
        UniqueConstraint("event_id"),
        Index(None, "clinic_id", "state", "due_at"),
        Index(None, "patient_id"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closing_has_moment"),
        CheckConstraint("(kind = 'near_miss') = (event_id IS NULL)", name="event_unless_near_miss"),
        CheckConstraint("(hold_at IS NULL) = (hold_reason = '')", name="hold_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("treatment_session.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("adverse_event.id"))
    idempotency_key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[IncidentKind] = mapped_column(coded(IncidentKind))
    state: Mapped[ReviewState] = mapped_column(coded(ReviewState))
    title: Mapped[str] = mapped_column(String(500))
    words: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[list[list[str]]] = mapped_column(JSON)
    involved_ids: Mapped[list[int]] = mapped_column(JSON)
    zone: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    harm: Mapped[Harm | None] = mapped_column(coded(Harm))
    preventability: Mapped[Preventability | None] = mapped_column(coded(Preventability))
    factors: Mapped[list[str]] = mapped_column(JSON, default=list)
    factor_words: Mapped[str] = mapped_column(Text, default="")
    learning: Mapped[str] = mapped_column(Text, default="")
    hold_at: Mapped[datetime | None]
    hold_reason: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    step_count: Mapped[int] = mapped_column(default=0)

    steps: Mapped[list["IncidentStep"]] = relationship(order_by="IncidentStep.id")
    contacts: Mapped[list["IncidentContact"]] = relationship(order_by="IncidentContact.at")
    vital_signs: Mapped[list["IncidentVitalSigns"]] = relationship(order_by="IncidentVitalSigns.taken_at")
    actions: Mapped[list["IncidentAction"]] = relationship(order_by="IncidentAction.id")


class IncidentStep(Base):
    """One line of what was done in a review, by whom and when, in words. Triggers keep it."""

    __tablename__ = "incident_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("incident_review.id"), index=True)
    kind: Mapped[StepKind] = mapped_column(coded(StepKind))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    by_name: Mapped[str] = mapped_column(String(200))


class IncidentContact(Created, Base):
    """That somebody spoke with the patient or for the patient: when, with whom, and what was advised."""

    __tablename__ = "incident_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("incident_review.id"), index=True)
    at: Mapped[datetime]
    by_name: Mapped[str] = mapped_column(String(200))
    with_whom: Mapped[str] = mapped_column(String(200))
    how: Mapped[str] = mapped_column(String(20))
    advice: Mapped[str] = mapped_column(Text)


class IncidentVitalSigns(MeasuredVitalSigns, Created, Base):
    """Vital signs that were taken after the visit or told of it: when, by whom. Triggers keep the row."""

    __tablename__ = "incident_vital_signs"
    __table_args__ = vital_sign_checks()

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("incident_review.id"), index=True)
    by_name: Mapped[str] = mapped_column(String(200))


class IncidentAction(Created, Base):
    """Something that is to be done so that it does not happen again, by whom and by when."""

    __tablename__ = "incident_action"
    __table_args__ = (CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="done_by_somebody"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("incident_review.id"), index=True)
    what: Mapped[str] = mapped_column(String(500))
    owner_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    result: Mapped[str] = mapped_column(String(500), default="")
