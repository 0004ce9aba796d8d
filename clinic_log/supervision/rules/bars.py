"""What the drawing of a proportion has to show."""

from dataclasses import dataclass

from clinic_log.biostatistics.intervals import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalBar:
    """A share from 0 to 1 with its 95 % interval; `reference` is the share of the whole clinic, where it stands."""

    rate: float
    interval: Interval
    label: str
    reference: float | None = None
