"""One thing that can be measured: its scale, its direction, and what is known of important change and of error."""

from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from clinic_log.catalogue import units
from clinic_log.catalogue.measure_labels import SHORT_LABELS
from clinic_log.catalogue.vocabulary import Verified

# Soreness after needling tells how the needling was borne. It must never mix with the pain of the complaint
# (methods, section 15, trap 9), so no course can follow it.
_NOT_THE_COMPLAINT = frozenset({"post-needling-soreness"})

# A movement beyond twice its plausible bound is a slip of the key and is refused (visual design, Stepper).
_REFUSAL_FACTOR = 2


class MeasureKind(StrEnum):
    INSTRUMENT = "instrument"
    MOVEMENT = "movement"
    TEST = "test"
    OWN = "own"


class Better(StrEnum):
    """The direction in which a change helps the patient. A clinic's own measure may have none: then nothing is said of
    better or worse.
    """

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


class Construct(StrEnum):
    """What a measure is about."""

    PAIN = "pain"
    FUNCTION = "function"
    DISABILITY = "disability"
    GLOBAL = "global"
    PSYCHOSOCIAL = "psychosocial"
    STRENGTH = "strength"
    PERFORMANCE = "performance"
    RECOVERY = "recovery"
    PALPATION = "palpation"
    MOTION = "motion"


_BY_HAND = frozenset({Construct.MOTION, Construct.STRENGTH, Construct.PERFORMANCE, Construct.PALPATION})
_BY_HAND_SLUGS = frozenset({"ppt"})
_OF_ONE_PLACE = frozenset({"ppt", "mmt", "hhd-force"})
# What no change may be read from, and why (notes of the reference files; methods, section 15, trap 15).
_WHY_NO_CHANGE = MappingProxyType(
    {
        "startback-total": "a screen, not an outcome",
        "startback-distress": "a screen, not an outcome",
        "return-to-activity-days": "one value for an episode",
    }
)
_RATING_OF_CHANGE = "the score itself is the change"
_IN_UNIT = ("minimum", "maximum", "mcid", "mdc", "reference_low", "reference_high", "min_plausible", "max_plausible")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One row of the instruments, questions, movements or tests, or a clinic's own measure. None means unknown.

    `minimum` and `maximum` are the ends of a scale and None for movements; `min_plausible`, `max_plausible` and the
    reference range belong to movements only. `mcid`, `mdc` and all bounds are in `unit`, the percentages in percent
    of a score. An MDC may be claimed only when rater and tool are unchanged and the tool is that of `mdc_basis`.
    """

    slug: str
    name: str
    construct: Construct
    kind: MeasureKind
    unit: str
    step: float
    better: Better
    sided: bool
    verified: Verified
    minimum: float | None = None
    maximum: float | None = None
    mcid: float | None = None
    mcid_percent: float | None = None
    mdc: float | None = None
    mdc_percent: float | None = None
    mdc_basis: str | None = None
    joint: str | None = None
    movement: str | None = None
    plane: str | None = None
    reference_low: float | None = None
    reference_high: float | None = None
    reference_basis: str | None = None
    min_plausible: float | None = None
    max_plausible: float | None = None
    population: str | None = None
    license_note: str | None = None
    loinc: str | None = None
    loinc_left: str | None = None
    loinc_right: str | None = None
    source: str | None = None
    notes: str | None = None
    reviewed_by_clinician: bool = False
    is_retired: bool = False

    @property
    def short_label(self) -> str:
        """What a chart or a narrow table calls it: 'NPRS', 'Neck rotation'."""
        return SHORT_LABELS.get(self.slug, self.name.partition(" (")[0])

    @property
    def is_pain_question(self) -> bool:
        """Whether a patient can be asked it about the pain of the complaint, and a course can follow it."""
        return self.construct is Construct.PAIN and self.better is Better.LOWER and self.slug not in _NOT_THE_COMPLAINT

    @property
    def is_taken_by_hand(self) -> bool:
        """Whether somebody measures it on the body: its error grows with another rater or tool (methods, section 12).
        Answers of the patient do not depend on who wrote them down.
        """
        return self.construct in _BY_HAND or self.slug in _BY_HAND_SLUGS

    @property
    def asks_where(self) -> bool:
        """Whether a value means nothing without the muscle or place: tone of which muscle, strength of what."""
        return self.construct is Construct.PALPATION or self.slug in _OF_ONE_PLACE

    @property
    def is_change_itself(self) -> bool:
        """Whether the patient rates the change since the start, so that no baseline is stored."""
        return self.construct is Construct.GLOBAL

    @property
    def is_taken_once(self) -> bool:
        """Whether one value serves an episode, so that no later visit lacks it."""
        return self.slug in _WHY_NO_CHANGE

    @property
    def why_no_change(self) -> str:
        """Why first and latest value make no change, as it stands in a table; empty where they make one."""
        return _RATING_OF_CHANGE if self.is_change_itself else _WHY_NO_CHANGE.get(self.slug, "")

    @property
    def units(self) -> tuple[str, ...]:
        """The units in which it can be typed, its own first."""
        return (self.unit, *units.others(self.unit))

    @property
    def customary_unit(self) -> str:
        """What a clinic that works in pounds and inches types first. Movements are taped in cm there, too, as their
        published errors are.
        """
        return self.unit if self.kind is MeasureKind.MOVEMENT else units.customary(self.unit)

    def in_unit(self, unit: str) -> "Measure":
        """The same measure with every bound and threshold in another unit of `units`; percentages stay.

        ValueError for a unit in which it cannot be typed.
        """
        if unit in {"", self.unit}:
            return self
        changed: dict[str, Any] = {
            name: units.convert(value, self.unit, unit)
            for name in _IN_UNIT
            if (value := getattr(self, name)) is not None
        }
        return replace(self, unit=unit, **changed)

    @property
    def hard_minimum(self) -> float | None:
        """The least value that a record accepts: the scale's end, or twice a movement's negative plausible bound."""
        if self.minimum is not None or self.min_plausible is None:
            return self.minimum
        return self.min_plausible * _REFUSAL_FACTOR

    @property
    def hard_maximum(self) -> float | None:
        """The largest value that a record accepts: the scale's end, or twice a movement's plausible bound."""
        if self.maximum is not None or self.max_plausible is None:
            return self.maximum
        return self.max_plausible * _REFUSAL_FACTOR

    @property
    def may_be_negative(self) -> bool:
        lowest = self.hard_minimum
        return lowest is not None and lowest < 0
