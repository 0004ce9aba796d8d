"""What the formulas need to know of a measure, and the pair of scores of one visit."""

from dataclasses import dataclass
from typing import Protocol

# Scores come as decimal fractions: 3.3 -> 2.31 is exactly 30 percent, but floats say less (methods, section 3, R15).
TOLERANCE = 1e-9

# Ordered words rather than amounts: never a mean, never a percentage (methods, section 2, for MMT grades).
_ORDINAL_UNITS = frozenset({"grade", "present"})


class MeasureFacts(Protocol):
    """The facts of a measure on which its figures depend; a measure of the catalogue has them."""

    @property
    def construct(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def better(self) -> str: ...
    @property
    def minimum(self) -> float | None: ...
    @property
    def maximum(self) -> float | None: ...
    @property
    def mcid(self) -> float | None: ...
    @property
    def mcid_percent(self) -> float | None: ...
    @property
    def mdc(self) -> float | None: ...
    @property
    def mdc_percent(self) -> float | None: ...
    @property
    def reference_low(self) -> float | None: ...
    @property
    def min_plausible(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class ScorePair:
    """The two scores of one visit, or the first and last of an episode. None means not asked or not answered."""

    before: float | None
    after: float | None


def has_direction(measure: MeasureFacts) -> bool:
    """Whether a change of its values is for the better or the worse; else nothing of the kind may be said."""
    return measure.better in {"lower", "higher"}


def lower_is_better(measure: MeasureFacts) -> bool:
    return measure.better == "lower"


def is_ordinal(measure: MeasureFacts) -> bool:
    """Whether its values are grades, of which no mean and no percentage may be shown."""
    return measure.unit in _ORDINAL_UNITS


def starts_at_zero(measure: MeasureFacts) -> bool:
    """Whether 0 is the least value, so that a ratio of two scores means something."""
    lowest = measure.minimum if measure.minimum is not None else measure.min_plausible
    return lowest == 0
