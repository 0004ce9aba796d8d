"""Rollups by month: what the team pages add up, so that their cost does not grow with the number of sessions.

A cell changes by what a summary row changes, under the lock of its clinic; `clinic-log check outcomes` proves them.
They name no practitioner by a foreign key, since 0 stands for nobody and -1 for all together. The order of a key is the
order in which a page asks.
"""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base, coded
from clinic_log.outcomes.models.summaries import Counts
from clinic_log.outcomes.rules.cells import Facet
from clinic_log.outcomes.rules.strata import BaselinePain


class SessionCell(Counts, Base):
    """The sessions of a month by practitioner, one facet and a part of it, as `SessionCellKey` says."""

    __tablename__ = "session_cell"

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"), primary_key=True, autoincrement=False)
    facet: Mapped[Facet] = mapped_column(coded(Facet), primary_key=True)
    part_of: Mapped[Facet] = mapped_column(coded(Facet, name="part_of"), primary_key=True)
    practitioner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    month: Mapped[date] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(String(80), primary_key=True)
    part: Mapped[str] = mapped_column(String(80), primary_key=True)


class PatientCell(Base):
    """Patients by the month in which they were seen and the one before, as `PatientCellKey` says."""

    __tablename__ = "patient_cell"

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"), primary_key=True, autoincrement=False)
    facet: Mapped[Facet] = mapped_column(coded(Facet), primary_key=True)
    practitioner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[str] = mapped_column(String(80), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    previous_month: Mapped[date] = mapped_column(primary_key=True)
    patients: Mapped[int]


class EpisodeCell(Base):
    """The episodes of a month that are alike, as `EpisodeCellKey` and `EpisodeMeasures` say."""

    __tablename__ = "episode_cell"

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"), primary_key=True, autoincrement=False)
    facet: Mapped[Facet] = mapped_column(coded(Facet), primary_key=True)
    value: Mapped[str] = mapped_column(String(80), primary_key=True)
    practitioner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    condition: Mapped[str] = mapped_column(String(80), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    response_either: Mapped[str] = mapped_column(String(20), primary_key=True)
    response_both: Mapped[str] = mapped_column(String(20), primary_key=True)
    had_room: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    episodes: Mapped[int]
    reached: Mapped[int]
    effort_sessions: Mapped[int]
    effort_needles: Mapped[int]
    effort_minutes: Mapped[int]
    effort_timed: Mapped[int]


class CaseCell(Base):
    """The episodes of a practitioner and a month that were alike at the start, as `CaseCellKey` says."""

    __tablename__ = "case_cell"

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"), primary_key=True, autoincrement=False)
    condition: Mapped[str] = mapped_column(String(80), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    practitioner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    baseline: Mapped[BaselinePain] = mapped_column(coded(BaselinePain), primary_key=True)
    chronicity: Mapped[str] = mapped_column(String(20), primary_key=True)
    region: Mapped[str] = mapped_column(String(60), primary_key=True)
    episodes: Mapped[int]
    evaluable: Mapped[int]
    responders_either: Mapped[int]
    responders_both: Mapped[int]
    missing: Mapped[int]
