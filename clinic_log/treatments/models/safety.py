"""What keeps a visit safe: the lots of its needles, needles counted out of each region, and vital signs."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base


class SessionLot(Base):
    """A box of needles that was in use in a visit. `lot_key` is the lot without case, spaces and signs, by which all
    its spellings are found.
    """

    __tablename__ = "session_lot"
    __table_args__ = (UniqueConstraint("session_id", "uid"), Index(None, "lot_key", "session_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    uid: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]
    product: Mapped[str] = mapped_column(String(120), default="")
    lot: Mapped[str] = mapped_column(String(60))
    lot_key: Mapped[str] = mapped_column(String(60))
    expires_on: Mapped[date | None]


class NeedleCount(Base):
    """The last count of one region; `needles_in` is what its needlings summed to when it was saved. A table and no
    JSON, so that regions in which needles went missing can be found over all visits.
    """

    __tablename__ = "needle_count"
    __table_args__ = (
        UniqueConstraint("session_id", "region"),
        Index(None, "region", "session_id"),
        CheckConstraint("needles_in >= 0", name="needles_in_range"),
        CheckConstraint("needles_out IS NULL OR needles_out BETWEEN 0 AND 1000", name="needles_out_range"),
        CheckConstraint("(needles_out IS NULL) = (counted_at IS NULL)", name="count_has_moment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    position: Mapped[int]
    region: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(60))
    needles_in: Mapped[int]
    needles_out: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    counted_at: Mapped[datetime | None]
    counted_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))


class VitalSignsReading(Base):
    """One reading of vital signs: mmHg, beats and breaths a minute, per cent of oxygen saturation."""

    __tablename__ = "vital_signs"
    __table_args__ = (
        UniqueConstraint("session_id", "uid"),
        CheckConstraint("systolic_mmhg BETWEEN 40 AND 300", name="systolic_range"),
        CheckConstraint("diastolic_mmhg BETWEEN 20 AND 200", name="diastolic_range"),
        CheckConstraint("pulse_per_minute BETWEEN 20 AND 250", name="pulse_range"),
        CheckConstraint("oxygen_percent BETWEEN 50 AND 100", name="oxygen_range"),
        CheckConstraint("breaths_per_minute BETWEEN 4 AND 80", name="breaths_range"),
        CheckConstraint("(systolic_mmhg IS NULL) = (diastolic_mmhg IS NULL)", name="pressure_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    uid: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]
    taken_at: Mapped[datetime | None]
    systolic_mmhg: Mapped[int | None]
    diastolic_mmhg: Mapped[int | None]
    pulse_per_minute: Mapped[int | None]
    oxygen_percent: Mapped[int | None]
    breaths_per_minute: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(300), default="")
