"""The scores that were taken outside a session."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base, Created, coded
from clinic_log.episodes.rules import Side
from clinic_log.outcomes.rules import HowAsked


class OutcomeScore(Created, Base):
    """One score of one measure on one day, taken outside a session, in the measure's unit. It is never changed: a wrong
    one is retracted with a reason and stays readable.

    The rows of one form share its key. `asked_by_name` is what the person was called then; `mode`, `tool` and `site`
    are for what is measured by hand; `entered_unit` is the unit in which it was typed, where that is not the measure's.
    """

    __tablename__ = "outcome_score"
    __table_args__ = (
        UniqueConstraint("clinic_id", "idempotency_key", "position"),
        CheckConstraint("(retracted_at IS NULL) = (retraction_reason = '')", name="retraction_has_reason"),
        CheckConstraint("(retracted_at IS NULL) = (retracted_by_id IS NULL)", name="retracted_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    idempotency_key: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    catalogue_version: Mapped[str] = mapped_column(String(40))
    measure_slug: Mapped[str] = mapped_column(String(80))
    label: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(20))
    entered_unit: Mapped[str] = mapped_column(String(20), default="")
    side: Mapped[Side | None] = mapped_column(coded(Side))
    mode: Mapped[str] = mapped_column(String(20), default="")
    site: Mapped[str] = mapped_column(String(80), default="")
    tool: Mapped[str] = mapped_column(String(80), default="")
    value: Mapped[float]
    taken_on: Mapped[date]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    asked_by_name: Mapped[str] = mapped_column(String(200))
    how: Mapped[HowAsked] = mapped_column(coded(HowAsked))
    note: Mapped[str] = mapped_column(String(300), default="")
    retracted_at: Mapped[datetime | None]
    retracted_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    retraction_reason: Mapped[str] = mapped_column(String(300), default="")
