"""What the team pages read: one row an episode and one a session, refreshed in the transaction that changes what they
rest on.
"""

from dataclasses import fields
from datetime import date, datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base, coded
from clinic_log.outcomes.rules import EpisodeOutcome
from clinic_log.treatments.rules import EffectTiming

# The columns that are computed from the visits, by the names of the outcome.
KEPT: Final = tuple(field.name for field in fields(EpisodeOutcome))


class EpisodeSummary(Base):
    """The outcome of an episode by its pain question, over its counted sessions. The scores decide, not the visits.

    `last_before` is empty with fewer than two before-scores: one visit has no course. `counted_on` is the day by which
    the episode belongs to a month: that of its last before-score, without any score that of its last visit; empty while
    no visit counts. `had_room` and the responses are empty where the question has no known threshold, `had_room` also
    without a first score. `condition`, `region` and `chronicity` are the episode's, empty where it has none. `effort_*`
    is what it took a responder to the first important change, `effort_timed` how many of the sessions were timed.
    """

    __tablename__ = "episode_summary"
    __table_args__ = (
        Index(  # holds all that the funnel asks of the episodes of a period
            "ix_episode_summary_case",
            "clinic_id",
            "counted_on",
            "practitioner_id",
            "condition",
            "region",
            "chronicity",
            "pain_question",
            "first_before",
            "had_room",
            "response_either",
            "response_both",
        ),
        Index(None, "clinic_id", "practitioner_id", "counted_on"),
    )

    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), primary_key=True, autoincrement=False)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    practitioner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    pain_question: Mapped[str] = mapped_column(String(80))
    condition: Mapped[str] = mapped_column(String(80))
    region: Mapped[str] = mapped_column(String(60))
    chronicity: Mapped[str] = mapped_column(String(20))
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
    effort_sessions: Mapped[int | None]
    effort_needles: Mapped[int | None]
    effort_minutes: Mapped[int | None]
    effort_timed: Mapped[int | None]
    refreshed_at: Mapped[datetime]


class Counts:
    """The figures that are added up, by the names of `Measures`, which explains them."""

    sessions: Mapped[int]
    not_attended: Mapped[int]
    needling_sessions: Mapped[int]
    before_leaving_asked: Mapped[int]
    before_leaving_effect: Mapped[int]
    before_leaving_soreness: Mapped[int]
    before_leaving_effects: Mapped[int]
    before_leaving_unasked: Mapped[int]
    since_last_time_asked: Mapped[int]
    since_last_time_effect: Mapped[int]
    since_last_time_soreness: Mapped[int]
    since_last_time_effects: Mapped[int]
    since_last_time_unasked: Mapped[int]
    pain_before: Mapped[int]
    pain_both: Mapped[int]
    sites: Mapped[int]
    copied: Mapped[int]
    sought: Mapped[int]
    obtained: Mapped[int]


class SessionSummary(Counts, Base):
    """A signed or amended session: who, when, and what it adds to every figure; gone when the session is retracted.

    `month` is the first day of the month in which it was held, in the clinic's zone.
    """

    __tablename__ = "session_summary"
    __table_args__ = (Index(None, "clinic_id", "held_on"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"), primary_key=True, autoincrement=False)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    practitioner_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    held_on: Mapped[date]
    month: Mapped[date]
    minutes_to_signature: Mapped[int | None]


class SessionCase(Base):
    """For what a counted session was: each condition, region and chronicity once, empty where it has none."""

    __tablename__ = "session_case"

    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"), primary_key=True, autoincrement=False)
    condition: Mapped[str] = mapped_column(String(80), primary_key=True)
    region: Mapped[str] = mapped_column(String(60), primary_key=True)
    chronicity: Mapped[str] = mapped_column(String(20), primary_key=True)


class SessionKind(Base):
    """How many effects of one kind, or of one grade, were told of a counted session in which somebody asked."""

    __tablename__ = "session_kind"

    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"), primary_key=True, autoincrement=False)
    timing: Mapped[EffectTiming] = mapped_column(coded(EffectTiming), primary_key=True)
    kind: Mapped[str] = mapped_column(String(80), primary_key=True)
    effects: Mapped[int]
