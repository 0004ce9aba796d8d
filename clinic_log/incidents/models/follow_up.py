"""Links by which a patient tells how it went after a visit, what was answered, and what became of each answer."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clinic_log.base.base_model import Base, Created, coded
from clinic_log.incidents.rules.follow_up import Bruise, Confirmation


class FollowUpLink(Created, Base):
    """One link for the patient of one visit; of its token only the hash is kept."""

    __tablename__ = "follow_up_link"
    __table_args__ = (
        UniqueConstraint("clinic_id", "idempotency_key"),
        UniqueConstraint("token_hash"),
        Index(None, "session_id"),
        CheckConstraint("(stopped_at IS NULL) = (stopped_by_id IS NULL)", name="stopped_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    idempotency_key: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64))
    is_sent_by_mail: Mapped[bool]
    expires_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    stopped_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    answer_count: Mapped[int] = mapped_column(default=0)


class FollowUpAnswer(Base):
    """What was sent by a link at one time, untouched: triggers keep it. Empty means that it was not answered."""

    __tablename__ = "follow_up_answer"
    __table_args__ = (
        UniqueConstraint("link_id", "idempotency_key"),
        Index(None, "session_id"),
        CheckConstraint("soreness BETWEEN 0 AND 10", name="soreness_range"),
        CheckConstraint("pain BETWEEN 0 AND 10", name="pain_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("follow_up_link.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    idempotency_key: Mapped[str] = mapped_column(String(64))
    answered_at: Mapped[datetime]
    signs: Mapped[list[str]] = mapped_column(JSON)
    none_of_these: Mapped[bool]
    soreness: Mapped[int | None]
    bruise: Mapped[Bruise | None] = mapped_column(coded(Bruise))
    other: Mapped[str] = mapped_column(Text, default="")
    pain: Mapped[int | None]

    effects: Mapped[list["FollowUpEffect"]] = relationship(back_populates="answer", order_by="FollowUpEffect.id")


class FollowUpEffect(Base):
    """One unwanted effect of an answer, which a clinician confirms, with a late report, or sets aside with a reason."""

    __tablename__ = "follow_up_effect"
    __table_args__ = (
        Index(None, "clinic_id", "state"),
        Index(None, "patient_id"),
        UniqueConstraint("late_report_id"),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decision_has_moment"),
        CheckConstraint("(state = 'confirmed') = (late_report_id IS NOT NULL)", name="confirmed_has_report"),
        CheckConstraint("(state = 'set_aside') = (reason <> '')", name="set_aside_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("follow_up_answer.id"), index=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    code: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text)
    is_warning: Mapped[bool]
    state: Mapped[Confirmation] = mapped_column(coded(Confirmation), default=Confirmation.WAITING)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    late_report_id: Mapped[int | None] = mapped_column(ForeignKey("late_report.id"))

    answer: Mapped[FollowUpAnswer] = relationship(back_populates="effects")
