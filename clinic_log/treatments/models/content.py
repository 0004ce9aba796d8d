"""What a session holds: needlings, stimulation, measurements, adverse events, other treatments.

Each row has a `uid` that its form row carries, so that rows are bound by it and never by their position.
"""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clinic_log.base.base_model import Base, Created, coded
from clinic_log.episodes.rules import Side
from clinic_log.treatments.models.session import TreatmentSession
from clinic_log.treatments.rules import EffectTiming, NeedleSide, Severity


class Needling(Base):
    """One target on one side, for one episode. Lengths in millimetres, dwell in minutes; empty means not recorded."""

    __tablename__ = "needling"
    __table_args__ = (
        UniqueConstraint("session_id", "uid"),
        Index(None, "muscle_slug", "session_id"),
        Index(None, "technique", "session_id"),
        CheckConstraint("(target_kind = 'muscle') = (muscle_slug IS NOT NULL)", name="muscle_is_named"),
        CheckConstraint("needles BETWEEN 1 AND 30", name="needles_range"),
        CheckConstraint("insertions IS NULL OR insertions >= 1", name="insertions_range"),
        CheckConstraint("diameter_mm IS NULL OR diameter_mm BETWEEN 0.05 AND 1", name="diameter_range"),
        CheckConstraint("length_mm IS NULL OR length_mm BETWEEN 5 AND 200", name="length_range"),
        CheckConstraint(
            "(chart_view IS NULL) = (chart_x IS NULL) AND (chart_x IS NULL) = (chart_y IS NULL)",
            name="chart_mark_whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"), index=True)
    uid: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]
    target_kind: Mapped[str] = mapped_column(String(20))
    muscle_slug: Mapped[str | None] = mapped_column(String(80))
    target_label: Mapped[str] = mapped_column(String(200))
    region: Mapped[str] = mapped_column(String(60), default="")
    side: Mapped[NeedleSide | None] = mapped_column(coded(NeedleSide))
    spinal_level: Mapped[str] = mapped_column(String(20), default="")
    point_kind: Mapped[str | None] = mapped_column(String(40))
    diameter_mm: Mapped[float | None]
    length_mm: Mapped[float | None]
    needles: Mapped[int]
    insertions: Mapped[int | None]
    depth_class: Mapped[str | None] = mapped_column(String(40))
    patient_position: Mapped[str | None] = mapped_column(String(40))
    approach: Mapped[str | None] = mapped_column(String(40))
    technique: Mapped[str | None] = mapped_column(String(40))
    dwell_minutes: Mapped[float | None]
    response_sought: Mapped[str | None] = mapped_column(String(40))
    twitch: Mapped[str | None] = mapped_column(String(40))  # ltr-yes, ltr-no, ltr-not-sought
    other_responses: Mapped[list[str]] = mapped_column(JSON, default=list)
    inserted_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    note: Mapped[str] = mapped_column(String(300), default="")
    chart_version: Mapped[str | None] = mapped_column(String(20))
    chart_view: Mapped[str | None] = mapped_column(String(40))
    chart_x: Mapped[float | None]
    chart_y: Mapped[float | None]
    origins: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    treatment: Mapped[TreatmentSession] = relationship(back_populates="needlings")


class Stimulation(Base):
    """Electrical stimulation between the two needlings that a channel joins: Hz, µs, mA, minutes."""

    __tablename__ = "stimulation"
    __table_args__ = (CheckConstraint("first_uid <> second_uid", name="two_needles"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"), index=True)
    uid: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]
    first_uid: Mapped[str] = mapped_column(String(32))
    second_uid: Mapped[str] = mapped_column(String(32))
    waveform: Mapped[str | None] = mapped_column(String(40))
    frequency_hz: Mapped[float | None]
    pulse_width_us: Mapped[float | None]
    intensity_ma: Mapped[float | None]
    minutes: Mapped[float | None]


class Measurement(Base):
    """One measure before and after in a session, in the measure's unit. At least one value, or why there is none.

    `site` says where, for what is felt or measured at one muscle or place. `entered_unit` is the unit in which the
    values were typed and are shown, where it is not the measure's own.
    """

    __tablename__ = "measurement"
    __table_args__ = (
        UniqueConstraint("session_id", "uid"),
        Index(None, "episode_id", "measure_slug"),
        CheckConstraint("before IS NOT NULL OR after IS NOT NULL OR not_asked_reason <> ''", name="value_or_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"))
    uid: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]
    measure_slug: Mapped[str] = mapped_column(String(80))
    label: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(20))
    side: Mapped[Side | None] = mapped_column(coded(Side))
    mode: Mapped[str] = mapped_column(String(20), default="")  # active, passive
    before: Mapped[float | None]
    after: Mapped[float | None]
    not_asked_reason: Mapped[str] = mapped_column(String(200), default="")
    rater_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    tool: Mapped[str] = mapped_column(String(80), default="")
    site: Mapped[str] = mapped_column(String(80), default="")
    entered_unit: Mapped[str] = mapped_column(String(20), default="")

    treatment: Mapped[TreatmentSession] = relationship(back_populates="measurements")


class AdverseEvent(Created, Base):
    """An unwanted effect of the visit `session_id`, told in the visit `reported_in_id` (the same one or the next), or
    in none: then a late report tells of it, and triggers keep the row as it was reported.
    """

    __tablename__ = "adverse_event"
    __table_args__ = (
        Index(None, "session_id"),
        Index(None, "clinic_id", "is_serious"),
        Index(None, "clinic_id", "kind_slug"),
        CheckConstraint(
            "resolved_on IS NULL OR onset_on IS NULL OR resolved_on >= onset_on", name="resolved_after_onset"
        ),
        CheckConstraint(
            "reported_in_id IS NULL OR (timing = 'before_leaving') = (session_id = reported_in_id)",
            name="timing_matches_visit",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    reported_in_id: Mapped[int | None] = mapped_column(ForeignKey("treatment_session.id"), index=True)
    uid: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]
    timing: Mapped[EffectTiming] = mapped_column(coded(EffectTiming))
    kind_slug: Mapped[str] = mapped_column(String(80))
    label: Mapped[str] = mapped_column(String(200))
    severity: Mapped[Severity | None] = mapped_column(coded(Severity))
    is_serious: Mapped[bool]
    site: Mapped[str] = mapped_column(String(200), default="")
    muscle_slug: Mapped[str | None] = mapped_column(String(80))
    side: Mapped[NeedleSide | None] = mapped_column(coded(NeedleSide))
    onset_on: Mapped[date | None]
    resolved_on: Mapped[date | None]
    reported_by: Mapped[str] = mapped_column(String(20), default="")  # patient, clinician, other
    told_how: Mapped[str] = mapped_column(String(20), default="")  # seen, asked, unasked; of a late report it says so
    action: Mapped[str] = mapped_column(Text, default="")

    reported_in: Mapped[TreatmentSession | None] = relationship(
        foreign_keys=[reported_in_id], back_populates="adverse_events"
    )


class Adjunct(Base):
    """Another treatment given in the same visit."""

    __tablename__ = "adjunct"
    __table_args__ = (UniqueConstraint("session_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(120))
    minutes: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
