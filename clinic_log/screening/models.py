"""Versions of screening answers, overrides and consents. Triggers keep each row as it was written."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base, Created, coded
from clinic_log.screening.rules.consent import ConsentKind, GivenBy


class Screening(Created, Base):
    """One version of the answers to the contraindications of an episode. `answers` are plain values of the rules."""

    __tablename__ = "screening"
    __table_args__ = (UniqueConstraint("episode_id", "number"), Index(None, "patient_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id"))
    number: Mapped[int]
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    catalogue_version: Mapped[str] = mapped_column(String(40))
    answered_at: Mapped[datetime]
    answered_by_name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(64))


class ContraindicationOverride(Created, Base):
    """That a person lets one absolute contraindication of one version pass, with a reason, and in which roles."""

    __tablename__ = "contraindication_override"
    __table_args__ = (
        UniqueConstraint("screening_id", "code"),
        Index(None, "patient_id"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    screening_id: Mapped[int] = mapped_column(ForeignKey("screening.id"))
    code: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
    by_name: Mapped[str] = mapped_column(String(200))
    by_roles: Mapped[str] = mapped_column(String(200))


class Consent(Created, Base):
    """A form that was signed, or declined, as it was recorded; `explained` are codes of the rules, `areas` those of the
    catalogue's intimate areas.
    """

    __tablename__ = "consent"
    __table_args__ = (
        UniqueConstraint("clinic_id", "idempotency_key"),
        Index(None, "patient_id"),
        CheckConstraint("expires_on IS NULL OR expires_on >= given_on", name="expiry_after_giving"),
        CheckConstraint("given_by = 'patient' OR giver_name <> ''", name="signer_has_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    idempotency_key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[ConsentKind] = mapped_column(coded(ConsentKind))
    form_version: Mapped[str] = mapped_column(String(40))
    explained: Mapped[list[str]] = mapped_column(JSON)
    copy_given: Mapped[bool]
    given_by: Mapped[GivenBy] = mapped_column(coded(GivenBy))
    giver_name: Mapped[str] = mapped_column(String(200))
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    chaperone: Mapped[str] = mapped_column(String(20), default="")  # accepted, declined
    given_on: Mapped[date]
    expires_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(300))
    recorded_at: Mapped[datetime]
    recorded_by_name: Mapped[str] = mapped_column(String(200))


class ConsentWithdrawal(Created, Base):
    """That a consent holds no more from a moment on, and what the patient said."""

    __tablename__ = "consent_withdrawal"

    id: Mapped[int] = mapped_column(primary_key=True)
    consent_id: Mapped[int] = mapped_column(ForeignKey("consent.id"), unique=True)
    withdrawn_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(300))
    recorded_by_name: Mapped[str] = mapped_column(String(200))
