"""What a clinic has decided."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from clinic_log.base.base_model import Base, Created, Revised
from clinic_log.clinics.rules import NUMBER_SETTINGS, NumberSetting


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
    review_at_visit: Mapped[int]
    review_after_days: Mapped[int]
    visits_without_measure: Mapped[int]
    reassess_after_days: Mapped[int]
