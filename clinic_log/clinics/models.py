"""What a clinic has decided, and the measures that it has added."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base, Created, Revised, coded
from clinic_log.catalogue.measures import Better
from clinic_log.clinics.rules import NUMBER_SETTINGS, NumberSetting, TakenBy


def _in_range(setting: NumberSetting) -> CheckConstraint:
    inside = f"{setting.name} BETWEEN {setting.least} AND {setting.most}"
    words = f"{inside} OR {setting.name} = 0" if setting.at_zero else inside
    return CheckConstraint(words, name=f"{setting.name}_range")


class ClinicPolicy(Created, Revised, Base):
    """The decisions of one clinic, made with its first change; a clinic without a row lives by the defaults."""

    __tablename__ = "clinic_policy"
    __table_args__ = tuple(map(_in_range, NUMBER_SETTINGS))

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"), primary_key=True, autoincrement=False)
    sides_count_apart: Mapped[bool]
    parts_count_apart: Mapped[bool]
    pounds_and_inches: Mapped[bool]
    review_at_visit: Mapped[int]
    review_after_days: Mapped[int]
    visits_without_measure: Mapped[int]
    reassess_after_days: Mapped[int]
    review_hours: Mapped[int]
    emergency_advice: Mapped[str] = mapped_column(Text)
    supervisors_override: Mapped[bool]
    consent_days: Mapped[int]
    adult_from_years: Mapped[int]


class ClinicMeasure(Created, Base):
    """A measure that the clinic has added. It is retired and never deleted or changed: scores stand in its unit."""

    __tablename__ = "clinic_measure"
    __table_args__ = (
        CheckConstraint("minimum < maximum", name="range"),
        CheckConstraint("mcid IS NULL OR mcid > 0", name="mcid_positive"),
        CheckConstraint("(mcid IS NULL) = (mcid_source = '')", name="mcid_has_source"),
        CheckConstraint("mcid IS NULL OR better <> 'none'", name="mcid_has_direction"),
        CheckConstraint("(retired_at IS NULL) = (retired_by_id IS NULL)", name="retired_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinic.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(20))
    minimum: Mapped[float]
    maximum: Mapped[float]
    better: Mapped[Better] = mapped_column(coded(Better))
    taken_by: Mapped[TakenBy] = mapped_column(coded(TakenBy))
    is_sided: Mapped[bool]
    mcid: Mapped[float | None]
    mcid_source: Mapped[str] = mapped_column(String(300), default="")
    retired_at: Mapped[datetime | None]
    retired_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
