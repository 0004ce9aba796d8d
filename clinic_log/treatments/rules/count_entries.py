"""What a visit says of its needles: which lots, how many came out; and of vital signs."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LotEntry:
    """A box of needles that was in use; `expires_on` is the last day on which it may be used."""

    uid: str
    product: str = ""
    lot: str
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionCount:
    """How many needles were counted out of one region, and why that is not the number that went in."""

    region: str
    needles_out: int | None = None
    note: str = ""
    label: str = field(default="", compare=False)

    @property
    def uid(self) -> str:
        """A region stands in the count once, and names its row."""
        return self.region


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """One count as it was saved, also where a later one corrects it; without a region it was all needles together."""

    at: datetime
    by_id: int | None
    region: str
    label: str
    needles_out: int
    how: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalSigns:
    """One reading: mmHg, beats and breaths a minute, per cent."""

    uid: str
    taken_at: datetime | None = None
    systolic_mmhg: int | None = None
    diastolic_mmhg: int | None = None
    pulse_per_minute: int | None = None
    oxygen_percent: int | None = None
    breaths_per_minute: int | None = None
    note: str = ""
