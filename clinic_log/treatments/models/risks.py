"""Warnings that a visit answered, and what later visits heard about side effects that were not over."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base, coded
from clinic_log.treatments.rules import EffectState, OverrideCode


class SessionOverride(Base):
    """A danger note that was read or a warning that was passed with a reason: by whom and when."""

    __tablename__ = "session_override"
    __table_args__ = (
        UniqueConstraint("session_id", "code", "subject"),
        CheckConstraint("(code = 'hazard_read') = (reason = '')", name="reason_unless_read"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    position: Mapped[int]
    code: Mapped[OverrideCode] = mapped_column(coded(OverrideCode))
    subject: Mapped[str] = mapped_column(String(80), default="")
    reason: Mapped[str] = mapped_column(String(300), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime | None]


class AdverseEventCourse(Base):
    """What the visit `told_in_id` heard about a side effect of an earlier one, whose own row stays as it was signed; or
    what somebody heard outside a visit, at `told_at`. Several such rows of one effect follow each other.
    """

    __tablename__ = "adverse_event_course"
    __table_args__ = (
        UniqueConstraint("told_in_id", "event_id"),
        CheckConstraint("resolved_on IS NULL OR state = 'gone'", name="day_only_when_gone"),
        CheckConstraint("(told_in_id IS NULL) = (told_at IS NOT NULL)", name="told_in_visit_or_outside"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("adverse_event.id"), index=True)
    told_in_id: Mapped[int | None] = mapped_column(ForeignKey("treatment_session.id"))
    told_at: Mapped[datetime | None]
    told_how: Mapped[str] = mapped_column(String(20), default="")
    told_to_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    position: Mapped[int]
    state: Mapped[EffectState] = mapped_column(coded(EffectState))
    resolved_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    words: Mapped[str] = mapped_column(String(500), default="")
