"""Episodes of care, what is measured in them, and conditions that wait to become one."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clinic_log.base.base_model import Base, Created, Revised, coded
from clinic_log.episodes.rules import DischargeReason, EpisodeState, Side, SuggestionState


class Episode(Created, Revised, Base):
    """One problem treated from first visit to discharge. `condition_slug` is empty for one described in free text.

    `idempotency_key` comes with the form, so that sending it twice opens one episode.
    """

    __tablename__ = "episode"
    __table_args__ = (
        Index(None, "clinic_id", "state"),
        Index(None, "clinic_id", "opened_on"),
        UniqueConstraint("clinic_id", "idempotency_key"),
        CheckConstraint("onset_on IS NULL OR onset_on <= opened_on", name="onset_before_opening"),
        CheckConstraint("(state = 'discharged') = (discharged_on IS NOT NULL)", name="discharge_has_day"),
        CheckConstraint("(state = 'discharged') = (discharge_reason IS NOT NULL)", name="discharge_has_reason"),
        CheckConstraint("discharged_on IS NULL OR discharged_on >= opened_on", name="discharge_after_opening"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    idempotency_key: Mapped[str | None] = mapped_column(String(64))
    condition_slug: Mapped[str | None] = mapped_column(String(80))
    condition_label: Mapped[str] = mapped_column(String(200))
    catalogue_version: Mapped[str] = mapped_column(String(40))
    icd10: Mapped[str] = mapped_column(String(20), default="")
    region: Mapped[str] = mapped_column(String(60))
    side: Mapped[Side | None] = mapped_column(coded(Side))
    onset_on: Mapped[date | None]
    opened_on: Mapped[date]
    referral: Mapped[str] = mapped_column(String(300), default="")
    goals: Mapped[str] = mapped_column(Text, default="")
    pain_question: Mapped[str] = mapped_column(String(80))
    planned_visits: Mapped[int | None]
    plan_until: Mapped[date | None]
    state: Mapped[EpisodeState] = mapped_column(coded(EpisodeState))
    discharged_on: Mapped[date | None]
    discharge_reason: Mapped[DischargeReason | None] = mapped_column(coded(DischargeReason))
    discharge_note: Mapped[str] = mapped_column(Text, default="")

    tracked_measures: Mapped[list["TrackedMeasure"]] = relationship(
        back_populates="episode", order_by="TrackedMeasure.position", cascade="all, delete-orphan"
    )


class TrackedMeasure(Base):
    """A measure that is asked at each visit of the episode, on one side where it has sides."""

    __tablename__ = "tracked_measure"
    __table_args__ = (UniqueConstraint("episode_id", "measure_slug", "side", postgresql_nulls_not_distinct=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"))
    measure_slug: Mapped[str] = mapped_column(String(80))
    side: Mapped[Side | None] = mapped_column(coded(Side))
    position: Mapped[int]

    episode: Mapped[Episode] = relationship(back_populates="tracked_measures")


class EpisodeSuggestion(Created, Base):
    """A musculoskeletal condition that an import brought; a person makes an episode of it or dismisses it."""

    __tablename__ = "episode_suggestion"
    __table_args__ = (UniqueConstraint("patient_id", "source", "source_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    condition_slug: Mapped[str] = mapped_column(String(80))
    source_label: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(String(120))
    source_id: Mapped[str] = mapped_column(String(120))
    onset_on: Mapped[date | None]
    resolved_on: Mapped[date | None]
    state: Mapped[SuggestionState] = mapped_column(coded(SuggestionState))
