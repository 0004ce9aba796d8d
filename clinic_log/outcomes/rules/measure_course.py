"""One measure over the visits of an episode: first, latest, and what may be said of the change between them."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from clinic_log.base.text import fold
from clinic_log.biostatistics import change, responders
from clinic_log.biostatistics.scores import TOLERANCE
from clinic_log.catalogue import units
from clinic_log.catalogue.measures import Measure
from clinic_log.catalogue.vocabulary import Verified
from clinic_log.episodes.rules import Side
from clinic_log.outcomes.rules.visits import Visit, find_measure


class ErrorVerdict(StrEnum):
    """Whether the change is real, that is, at least the measurement error (MDC)."""

    MORE_THAN_ERROR = "more_than_error"
    WITHIN_ERROR = "within_error"
    NO_ERROR_KNOWN = "no_error_known"
    OTHER_RATER = "other_rater"
    OTHER_TOOL = "other_tool"
    NO_CHANGE_SCORE = "no_change_score"
    ONE_VALUE = "one_value"
    NOT_MEASURED = "not_measured"


class Importance(StrEnum):
    """Whether the change is important: the MCID, and the MDC where one is known."""

    IMPORTANT = "important"
    NOT_IMPORTANT = "not_important"
    NO_ROOM = "no_room"
    NO_THRESHOLD = "no_threshold"
    NOT_JUDGED = "not_judged"


_NOT_COMPARABLE = frozenset({ErrorVerdict.OTHER_RATER, ErrorVerdict.OTHER_TOOL, ErrorVerdict.NO_CHANGE_SCORE})
_WITHOUT_CHANGE = frozenset({ErrorVerdict.ONE_VALUE, ErrorVerdict.NOT_MEASURED})


@dataclass(frozen=True, slots=True, order=True)
class MeasureKey:
    """What is compared with itself: one measure, on one side, in one mode (active, passive), at one place (folded)."""

    measure_slug: str
    side: Side | None = None
    mode: str = ""
    site: str = ""

    @property
    def of_other_side(self) -> "MeasureKey | None":
        """The same measure in the same mode and place on the other side; None where it has no left and right."""
        other = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(self.side) if self.side else None
        return MeasureKey(self.measure_slug, other, self.mode, self.site) if other else None

    def covers(self, other: "MeasureKey") -> bool:
        """Whether a tracked measure means this one; tracked without a side, or on both, it means either side."""
        anything = self.side in {None, Side.BOTH}
        return self.measure_slug == other.measure_slug and (anything or self.side == other.side)


class MeasureValue(NamedTuple):
    """The value at the beginning of one visit or on a day between visits, and who took it with what."""

    visit: Visit
    value: float
    rater_id: int
    tool: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureCourse:
    """Values in order of time, those outside a session among them (`OutsideScore` says which count). `visits` counts
    the visits that took place, measured or not, `visits_since_taken` those after the last value; all where there is
    none.

    The unit, and with it every bound of `measure`, is the one in which the latest value was typed.
    """

    key: MeasureKey
    measure: Measure | None
    label: str
    unit: str
    is_tracked: bool
    values: tuple[MeasureValue, ...]
    visits: int
    last_reason: str = ""
    visits_since_taken: int = 0
    site: str = ""

    @property
    def visits_measured(self) -> int:
        return len({value.visit.session_id for value in self.values if not value.visit.is_between_visits})

    def in_unit_of(self, other: "MeasureCourse") -> "MeasureCourse":
        """The same course with its values in the unit in which the other one stands, for drawing both on one scale."""
        if self.unit == other.unit or self.measure is None:
            return self
        kept = find_measure(self.key.measure_slug)
        values = tuple(
            value._replace(value=units.convert(units.to_kept(value.value, self.unit, kept.unit), kept.unit, other.unit))
            for value in self.values
            if kept is not None
        )
        return replace(self, unit=other.unit, measure=other.measure, values=values)

    @property
    def first(self) -> MeasureValue | None:
        return self.values[0] if self.values else None

    @property
    def latest(self) -> MeasureValue | None:
        """The last value that was taken; None while there is only one."""
        return self.values[-1] if len(self.values) > 1 else None

    @property
    def change(self) -> float | None:
        """Latest minus first, in the unit; None without two values, and where two values make no change."""
        if self.first is None or self.latest is None or not self._makes_change:
            return None
        return self.latest.value - self.first.value

    @property
    def improvement(self) -> float | None:
        """The change, positive when the patient is better; None without two values or a known direction."""
        if self.first is None or self.latest is None or self.measure is None or not self._makes_change:
            return None
        return change.improvement(self.first.value, self.latest.value, measure=self.measure)

    @property
    def error(self) -> float | None:
        """The MDC from the first value, in the unit; None when none is known."""
        if self.first is None or self.measure is None or not self._makes_change:
            return None
        return change.detectable_change(self.first.value, measure=self.measure)

    @property
    def error_verdict(self) -> ErrorVerdict:
        if self.first is None or self.latest is None:
            return ErrorVerdict.NOT_MEASURED if self.first is None else ErrorVerdict.ONE_VALUE
        reason = ErrorVerdict.NO_CHANGE_SCORE if not self._makes_change else None
        reason = reason or self._why_not_comparable(self.first, self.latest)
        if reason is not None:
            return reason
        if self.measure is None or self.error is None:
            return ErrorVerdict.NO_ERROR_KNOWN
        is_real = change.exceeds_mdc(self.first.value, self.latest.value, measure=self.measure)
        return ErrorVerdict.MORE_THAN_ERROR if is_real else ErrorVerdict.WITHIN_ERROR

    @property
    def is_comparable(self) -> bool:
        return self.error_verdict not in _NOT_COMPARABLE

    @property
    def importance(self) -> Importance:
        if self.measure is not None and self.measure.is_change_itself:
            return self._importance_of_rating(self.measure)
        if self.error_verdict in _WITHOUT_CHANGE | _NOT_COMPARABLE:
            return Importance.NOT_JUDGED
        if self.measure is None or not responders.has_threshold(self.measure):
            return Importance.NO_THRESHOLD
        first, latest = self.values[0].value, self.values[-1].value
        is_important = responders.is_important(first, latest, measure=self.measure)
        if is_important is None:
            return Importance.NO_ROOM
        return Importance.IMPORTANT if is_important else Importance.NOT_IMPORTANT

    @property
    def thresholds_are_verified(self) -> bool:
        """False where a threshold that a verdict rests on was not checked against its source."""
        measure = self.measure
        if measure is None or measure.verified is Verified.YES:
            return True
        rests_on = (measure.mcid, measure.mcid_percent, measure.mdc, measure.mdc_percent, measure.reference_low)
        return all(threshold is None for threshold in (*rests_on, measure.reference_high))

    @property
    def _makes_change(self) -> bool:
        return self.measure is None or not self.measure.why_no_change

    def _importance_of_rating(self, measure: Measure) -> Importance:
        """A rating of change has no baseline: the latest score alone reaches the threshold or does not."""
        if not self.values or measure.mcid is None:
            return Importance.NOT_JUDGED
        reached = abs(self.values[-1].value) >= measure.mcid - TOLERANCE
        return Importance.IMPORTANT if reached else Importance.NOT_IMPORTANT

    def _why_not_comparable(self, first: MeasureValue, latest: MeasureValue) -> ErrorVerdict | None:
        """Answers of the patient do not depend on who wrote them down; what was measured by hand does."""
        if self.measure is None or not self.measure.is_taken_by_hand:
            return None
        if first.rater_id != latest.rater_id:
            return ErrorVerdict.OTHER_RATER
        return None if fold(first.tool) == fold(latest.tool) else ErrorVerdict.OTHER_TOOL
