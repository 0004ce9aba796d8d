"""Patients, the numbers that other systems gave them, and what must be seen before treating."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from clinic_log.base.base_model import Base, Created, Revised, coded
from clinic_log.patients.rules import AlertLevel, Sex


class Patient(Created, Revised, Base):
    """A person treated in one clinic. `search_text` and `sort_name` are folded copies for searching and sorting.

    `record_number_value` is that of a number in six to nine digits, from which the next free one is counted.
    `idempotency_key` names the form that registered the person, so that a form sent twice makes one record.
    """

    __tablename__ = "patient"
    __table_args__ = (
        UniqueConstraint("clinic_id", "record_number_folded"),
        UniqueConstraint("clinic_id", "idempotency_key"),
        Index(None, "clinic_id", "record_number_value"),
        Index(None, "clinic_id", "sort_name"),
        Index(None, "clinic_id", "born_on"),
        CheckConstraint("deceased_on IS NULL OR deceased_on >= born_on", name="death_after_birth"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    record_number: Mapped[str] = mapped_column(String(40))
    record_number_folded: Mapped[str] = mapped_column(String(40))
    record_number_value: Mapped[int | None]
    family_name: Mapped[str] = mapped_column(String(200))
    given_names: Mapped[str] = mapped_column(String(200))
    born_on: Mapped[date]
    sex: Mapped[Sex] = mapped_column(coded(Sex))
    phone: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    deceased_on: Mapped[date | None]
    search_text: Mapped[str] = mapped_column(Text)
    sort_name: Mapped[str] = mapped_column(String(420))
    idempotency_key: Mapped[str | None] = mapped_column(String(64))

    identifiers: Mapped[list["PatientIdentifier"]] = relationship(back_populates="patient")
    alerts: Mapped[list["PatientAlert"]] = relationship(back_populates="patient")


class PatientIdentifier(Base):
    """A number that another system gave to the patient; by it an import knows the patient again."""

    __tablename__ = "patient_identifier"
    __table_args__ = (UniqueConstraint("clinic_id", "system", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    system: Mapped[str] = mapped_column(String(255))
    value: Mapped[str] = mapped_column(String(255))
    label: Mapped[str] = mapped_column(String(120), default="")

    patient: Mapped[Patient] = relationship(back_populates="identifiers")


class PatientAlert(Created, Base):
    """A fact to see before treating, with one line of why; ended, never deleted. `code` names the answer from which it
    follows; one that a person wrote has none.
    """

    __tablename__ = "patient_alert"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    level: Mapped[AlertLevel] = mapped_column(coded(AlertLevel))
    label: Mapped[str] = mapped_column(String(120))
    detail: Mapped[str] = mapped_column(String(300), default="")
    code: Mapped[str | None] = mapped_column(String(40))
    ended_at: Mapped[datetime | None]

    patient: Mapped[Patient] = relationship(back_populates="alerts")
