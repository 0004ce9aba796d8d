"""What a clinic has decided."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base, Created, Revised


class ClinicPolicy(Created, Revised, Base):
    """The decisions of one clinic, made with its first change; a clinic without a row lives by the defaults."""

    __tablename__ = "clinic_policy"
    __table_args__ = (CheckConstraint("review_hours BETWEEN 1 AND 720", name="review_hours_range"),)

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"), primary_key=True, autoincrement=False)
    sides_count_apart: Mapped[bool]
    parts_count_apart: Mapped[bool]
    review_hours: Mapped[int]
