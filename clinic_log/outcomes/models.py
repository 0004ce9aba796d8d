"""What the team pages read: one row an episode, refreshed in the transaction that signs, amends or retracts."""

from dataclasses import fields
from datetime import date, datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base
from clinic_log.outcomes.rules import EpisodeOutcome

# The columns that are computed from the visits, by the names of the outcome.
KEPT: Final = tuple(field.name for field in fields(EpisodeOutcome))


class EpisodeSummary(Base):
    """The outcome of an episode by its pain question, over its counted sessions. The scores decide, not the visits.

    `last_before` is empty with fewer than two before-scores: one visit has no course. `counted_on` is the day by which
    the episode belongs to a month: that of its last before-score, without any score that of its last visit; empty while
    no visit counts. `had_room` and the responses are empty where the question has no known threshold, `had_room` also
    without a first score. The condition is the episode's and is read from there.
    """

    __tablename__ = "episode_summary"
    __table_args__ = (
        Index(None, "clinic_id", "counted_on"),
        Index(None, "clinic_id", "practitioner_id", "counted_on"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), primary_key=True, autoincrement=False)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    practitioner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    pain_question: Mapped[str] = mapped_column(String(80))
    visits: Mapped[int]
    needling_visits: Mapped[int]
    first_before: Mapped[float | None]
    first_score_on: Mapped[date | None]
    last_before: Mapped[float | None]
    last_score_on: Mapped[date | None]
    counted_on: Mapped[date | None]
    had_room: Mapped[bool | None]
    response_either: Mapped[str | None] = mapped_column(String(20))
    response_both: Mapped[str | None] = mapped_column(String(20))
    refreshed_at: Mapped[datetime]
