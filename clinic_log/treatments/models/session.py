"""The session itself, what was typed into it, and its signed versions."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clinic_log.base.base_model import Base, Created, Revised, coded
from clinic_log.treatments.rules import (
    Agreement,
    Asked,
    CountedHow,
    SessionStatus,
    SignatureMeaning,
    VersionKind,
    VisitEnd,
    VisitKind,
)

if TYPE_CHECKING:
    from clinic_log.treatments.models.content import Adjunct, AdverseEvent, Measurement, Needling, Stimulation
    from clinic_log.treatments.models.risks import AdverseEventCourse, SessionOverride
    from clinic_log.treatments.models.safety import NeedleCount, SessionLot, VitalSignsReading


class TreatmentSession(Created, Revised, Base):
    """One visit of one patient.

    `started_at` is asked, never taken from the clock in silence; `written_at` is when it was first saved. Questions
    that nobody answered are empty. `side_effects_since` is what the *next* contact heard about this visit and is no
    part of the signed content; `previous_session_id` names the earlier visit about which this one asked, and
    `since_previous` what was answered here. `last_time` is what became of the rows that were offered from last time.
    `recounts` keeps every count of needles as {at, by, region, label, out, how}; those made before regions were counted
    have no region.
    """

    __tablename__ = "treatment_session"
    __table_args__ = (
        UniqueConstraint("clinic_id", "idempotency_key"),
        Index(None, "clinic_id", "status", "started_at"),
        Index(None, "patient_id", "started_at"),
        Index(None, "practitioner_id", "status"),
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="end_after_start"),
        CheckConstraint("needles_out IS NULL OR needles_out >= 0", name="needles_out_range"),
        CheckConstraint("status IN ('draft', 'discarded') OR started_at IS NOT NULL", name="signed_has_start"),
        CheckConstraint("(status = 'retracted') = (retracted_at IS NOT NULL)", name="retraction_has_moment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    practitioner_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    idempotency_key: Mapped[str] = mapped_column(String(64))
    status: Mapped[SessionStatus] = mapped_column(coded(SessionStatus))
    catalogue_version: Mapped[str] = mapped_column(String(40))
    zone: Mapped[str] = mapped_column(String(64))
    kind: Mapped[VisitKind | None] = mapped_column(coded(VisitKind))
    no_needles_reason: Mapped[str] = mapped_column(String(300), default="")
    ended: Mapped[VisitEnd | None] = mapped_column(coded(VisitEnd))
    stopped_reason: Mapped[str] = mapped_column(String(300), default="")
    stopped_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    written_at: Mapped[datetime | None]
    agreement: Mapped[Agreement | None] = mapped_column(coded(Agreement))
    agreement_regions: Mapped[str] = mapped_column(String(300), default="")
    screening_confirmed: Mapped[str] = mapped_column(Text, default="")
    screening_words: Mapped[str] = mapped_column(Text, default="")
    since_last_visit: Mapped[str | None] = mapped_column(String(20))
    previous_session_id: Mapped[int | None] = mapped_column(ForeignKey("treatment_session.id"))
    since_previous: Mapped[Asked | None] = mapped_column(coded(Asked, name="since_previous"))
    side_effects_before_leaving: Mapped[Asked | None] = mapped_column(coded(Asked, name="side_effects_before_leaving"))
    side_effects_since: Mapped[Asked | None] = mapped_column(coded(Asked, name="side_effects_since"))
    waits_for_confirmation: Mapped[bool] = mapped_column(default=False)
    needles_out: Mapped[int | None]
    counted_how: Mapped[CountedHow | None] = mapped_column(coded(CountedHow))
    count_note: Mapped[str] = mapped_column(String(300), default="")
    recounts: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)
    warning_signs_given: Mapped[bool | None]
    warning_signs_reason: Mapped[str] = mapped_column(String(300), default="")
    needling_reason: Mapped[str] = mapped_column(Text, default="")
    next_step: Mapped[str | None] = mapped_column(String(20))
    home_programme: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    last_time: Mapped[str] = mapped_column(Text, default="")
    retracted_at: Mapped[datetime | None]
    retracted_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    retraction_reason: Mapped[str] = mapped_column(Text, default="")

    episodes: Mapped[list["SessionEpisode"]] = relationship(
        order_by="SessionEpisode.episode_id", cascade="all, delete-orphan"
    )
    needlings: Mapped[list["Needling"]] = relationship(
        back_populates="treatment", order_by="Needling.position", cascade="all, delete-orphan"
    )
    stimulations: Mapped[list["Stimulation"]] = relationship(
        order_by="Stimulation.position", cascade="all, delete-orphan"
    )
    measurements: Mapped[list["Measurement"]] = relationship(
        back_populates="treatment", order_by="Measurement.position", cascade="all, delete-orphan"
    )
    adverse_events: Mapped[list["AdverseEvent"]] = relationship(
        foreign_keys="AdverseEvent.reported_in_id",
        back_populates="reported_in",
        order_by="AdverseEvent.position",
        cascade="all, delete-orphan",
    )
    adjuncts: Mapped[list["Adjunct"]] = relationship(order_by="Adjunct.position", cascade="all, delete-orphan")
    counts: Mapped[list["NeedleCount"]] = relationship(order_by="NeedleCount.position", cascade="all, delete-orphan")
    lots: Mapped[list["SessionLot"]] = relationship(order_by="SessionLot.position", cascade="all, delete-orphan")
    vital_signs: Mapped[list["VitalSignsReading"]] = relationship(
        order_by="VitalSignsReading.position", cascade="all, delete-orphan"
    )
    overrides: Mapped[list["SessionOverride"]] = relationship(
        order_by="SessionOverride.position", cascade="all, delete-orphan"
    )
    effect_courses: Mapped[list["AdverseEventCourse"]] = relationship(
        order_by="AdverseEventCourse.position", cascade="all, delete-orphan"
    )
    versions: Mapped[list["SessionVersion"]] = relationship(order_by="SessionVersion.number")


class SessionEpisode(Base):
    """That a session served an episode."""

    __tablename__ = "session_episode"

    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"), primary_key=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"), primary_key=True, index=True)


class SessionDraft(Base):
    """Whatever one person typed into a session, valid or not: names and texts of the form, in order, untouched."""

    __tablename__ = "session_draft"
    __table_args__ = (UniqueConstraint("session_id", "author_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    fields: Mapped[list[list[str]]] = mapped_column(JSON)
    revision: Mapped[int]
    saved_at: Mapped[datetime]


class SessionVersion(Base):
    """One signed state of a session. Triggers keep it from being changed or deleted; the hash covers the content, who
    signed it, as what, and when.
    """

    __tablename__ = "session_version"
    __table_args__ = (UniqueConstraint("session_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("treatment_session.id"))
    number: Mapped[int]
    kind: Mapped[VersionKind] = mapped_column(coded(VersionKind))
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    signer_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    signer_name: Mapped[str] = mapped_column(String(200))
    signer_roles: Mapped[str] = mapped_column(String(200))
    meaning: Mapped[SignatureMeaning] = mapped_column(coded(SignatureMeaning))
    signed_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    addendum: Mapped[str] = mapped_column(Text, default="")
