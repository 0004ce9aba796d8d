"""Reports as they were made."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base, coded
from clinic_log.reports.rules import ReportKind


class KeptReport(Base):
    """One PDF, whole, with the SHA-256 of its bytes and the text that a person gave it. It is never changed."""

    __tablename__ = "kept_report"
    __table_args__ = (UniqueConstraint("clinic_id", "idempotency_key"), Index(None, "patient_id", "made_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    idempotency_key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[ReportKind] = mapped_column(coded(ReportKind))
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    made_by_name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
