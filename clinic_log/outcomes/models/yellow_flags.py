"""The looks at yellow flags."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base, Created


class YellowFlagLook(Created, Base):
    """Which psychosocial risk factors somebody found in an episode on one day; without any, none was found. It is never
    changed: another look is another row, and a wrong one is retracted with a reason and stays readable. `flags` holds
    the codes, parted by commas; `made_by_name` is what the person was called then.
    """

    __tablename__ = "yellow_flag_look"
    __table_args__ = (
        UniqueConstraint("clinic_id", "idempotency_key"),
        CheckConstraint("(retracted_at IS NULL) = (retraction_reason = '')", name="retraction_has_reason"),
        CheckConstraint("(retracted_at IS NULL) = (retracted_by_id IS NULL)", name="retracted_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    idempotency_key: Mapped[str] = mapped_column(String(64))
    looked_on: Mapped[date]
    flags: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(300))
    made_by_name: Mapped[str] = mapped_column(String(200))
    retracted_at: Mapped[datetime | None]
    retracted_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    retraction_reason: Mapped[str] = mapped_column(String(300), default="")
