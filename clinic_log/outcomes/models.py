"""What the team pages read: one row an episode, refreshed in the transaction that signs, amends or retracts."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base


class EpisodeSummary(Base):
    """The outcome of an episode by its pain question, over its counted sessions. The scores decide, not the visits."""

    __tablename__ = "episode_summary"
    __table_args__ = (
        Index(None, "clinic_id", "last_score_on"),
        Index(None, "clinic_id", "practitioner_id", "last_score_on"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), primary_key=True, autoincrement=False)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    practitioner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    condition_slug: Mapped[str | None] = mapped_column(String(80))
    pain_question: Mapped[str] = mapped_column(String(80))
    visits: Mapped[int]
    needling_visits: Mapped[int]
    first_before: Mapped[float | None]
    first_score_on: Mapped[date | None]
    last_before: Mapped[float | None]
    last_score_on: Mapped[date | None]
    response_either: Mapped[str] = mapped_column(String(20))
    response_both: Mapped[str] = mapped_column(String(20))
    refreshed_at: Mapped[datetime]
