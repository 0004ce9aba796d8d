"""The audit's tables. No foreign keys: the record must outlive the rows it speaks of."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base


class AuditEntry(Base):
    """One act. `sequence` has no gaps; order comes from it and not from the clock."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index(None, "patient_id", "sequence"),
        Index(None, "user_id", "sequence"),
        Index(None, "clinic_id", "sequence"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    clinic_id: Mapped[int | None]
    user_id: Mapped[int | None]
    user_name: Mapped[str] = mapped_column(String(200))
    roles: Mapped[str] = mapped_column(String(200))
    login_session_id: Mapped[int | None]
    address: Mapped[str | None] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(80))
    patient_id: Mapped[int | None]
    object_type: Mapped[str | None] = mapped_column(String(60))
    object_id: Mapped[int | None]
    version: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class AuditHead(Base):
    """The single row that names the last entry; locking it puts writers in a queue."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
