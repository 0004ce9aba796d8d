"""What the team pages read: one row an episode, refreshed in the transaction that changes what it rests on; and the
scores that were taken outside a session.
"""

from dataclasses import fields
from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base, Created, coded
from clinic_log.episodes.rules import Side
from clinic_log.outcomes.rules import EpisodeOutcome, HowAsked

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


class YellowFlagLook(Created, Base):
    """Which psychosocial risk factors somebody found in an episode on one day; without any, none was found. It is never
    changed: another look is another row. `flags` holds the codes, parted by commas; `made_by_name` is what the person
    was called then.
    """

    __tablename__ = "yellow_flag_look"
    __table_args__ = (UniqueConstraint("clinic_id", "idempotency_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), index=True)
    idempotency_key: Mapped[str] = mapped_column(String(64))
    looked_on: Mapped[date]
    flags: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(300))
    made_by_name: Mapped[str] = mapped_column(String(200))
