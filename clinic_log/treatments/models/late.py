"""What was told of a visit outside any visit, each a fact of its own beside the signed text."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base, Created


class LateReport(Created, Base):
    """That somebody told of a side effect of a signed visit, outside any visit: of what, when, how and to whom.

    A correction is a further report that names the effect it corrects: with an effect in its place, or with none where
    there never was one. The effect that was corrected leaves every figure and stays readable. Triggers keep the rows.
    """

    __tablename__ = "late_report"
    __table_args__ = (
        UniqueConstraint("clinic_id", "idempotency_key"),
        UniqueConstraint("event_id"),
        UniqueConstraint("corrects_event_id"),
        Index(None, "session_id"),
        CheckConstraint("event_id IS NOT NULL OR corrects_event_id IS NOT NULL", name="says_something"),
        CheckConstraint("(corrects_event_id IS NULL) = (reason = '')", name="correction_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("adverse_event.id"))
    corrects_event_id: Mapped[int | None] = mapped_column(ForeignKey("adverse_event.id"))
    idempotency_key: Mapped[str] = mapped_column(String(64))
    told_at: Mapped[datetime]
    told_how: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    reporter_name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(64))


class OutsideAnswer(Base):
    """That the patient was asked about a visit outside any visit and answered. Which effects there were, late reports
    say; without one that stands, the answer is none. `source_key` makes one row of two. Triggers keep the rows.
    """

    __tablename__ = "outside_answer"
    __table_args__ = (UniqueConstraint("clinic_id", "source_key"), Index(None, "session_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    source_key: Mapped[str] = mapped_column(String(64))
    answered_at: Mapped[datetime]
    how: Mapped[str] = mapped_column(String(20))
