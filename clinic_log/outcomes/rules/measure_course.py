"""One measure over the visits of an episode: first, latest, and what may be said of the change between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from clinic_log.base.text import fold
from clinic_log.biostatistics import change, responders
from clinic_log.catalogue import units
from clinic_log.catalogue.measures import Measure
from clinic_log.catalogue.vocabulary import Verified
from clinic_log.episodes.rules import Side
from clinic_log.outcomes.rules.visits import OutsideScore, Score, Visit, find_measure, took_place


class ErrorVerdict(StrEnum):
    """Whether the change is real, that is, at least the measurement error (MDC)."""

    MORE_THAN_ERROR = "more_than_error"
    WITHIN_ERROR = "within_error"
    NO_ERROR_KNOWN = "no_error_known"
    OTHER_RATER = "other_rater"
    OTHER_TOOL = "other_tool"
    ONE_VALUE = "one_value"
    NOT_MEASURED = "not_measured"


class Importance(StrEnum):
    """Whether the change is important: the MCID, and the MDC where one is known."""

    IMPORTANT = "important"
    NOT_IMPORTANT = "not_important"
    NO_ROOM = "no_room"
    NO_THRESHOLD = "no_threshold"
    NOT_JUDGED = "not_judged"


_NOT_COMPARABLE = frozenset({ErrorVerdict.OTHER_RATER, ErrorVerdict.OTHER_TOOL})
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
        """Latest minus first, in the unit; None without two values."""
        if self.first is None or self.latest is None:
            return None
        return self.latest.value - self.first.value

    @property
    def improvement(self) -> float | None:
        """The change, positive when the patient is better; None without two values or a known direction."""
        if self.first is None or self.latest is None or self.measure is None:
            return None
        return change.improvement(self.first.value, self.latest.value, measure=self.measure)

    @property
    def error(self) -> float | None:
        """The MDC from the first value, in the unit; None when none is known."""
        if self.first is None or self.measure is None:
            return None
        return change.detectable_change(self.first.value, measure=self.measure)

    @property
    def error_verdict(self) -> ErrorVerdict:
        if self.first is None or self.latest is None:
            return ErrorVerdict.NOT_MEASURED if self.first is None else ErrorVerdict.ONE_VALUE
        reason = self._why_not_comparable(self.first, self.latest)
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

    def _why_not_comparable(self, first: MeasureValue, latest: MeasureValue) -> ErrorVerdict | None:
        """Answers of the patient do not depend on who wrote them down; what was measured by hand does."""
        if self.measure is None or not self.measure.is_taken_by_hand:
            return None
        if first.rater_id != latest.rater_id:
            return ErrorVerdict.OTHER_RATER
        return None if fold(first.tool) == fold(latest.tool) else ErrorVerdict.OTHER_TOOL


def measure_courses(
    visits: Sequence[Visit],
    tracked: Sequence[MeasureKey],
    *,
    pain_question: str,
    outside: Iterable[OutsideScore] = (),
) -> tuple[MeasureCourse, ...]:
    """The tracked measures in their order, also those never taken, then what else was measured.

    The pain question has its own course and is left out. A measure that its clinic has retired is tracked no more.
    """
    held = sorted(
        (visit for visit in visits if took_place(visit.kind)), key=lambda visit: (visit.started_at, visit.session_id)
    )
    taken = _taken(held, outside, pain_question)
    keys: dict[MeasureKey, bool] = {}
    for wanted in (key for key in tracked if key.measure_slug != pain_question and not _is_retired(key)):
        covered = sorted((key for key in taken if wanted.covers(key)), key=_order)
        keys |= dict.fromkeys(covered or [wanted], True)
    keys |= {key: False for key in taken if key not in keys}
    return tuple(_course(key, taken.get(key, []), held=held, is_tracked=is_tracked) for key, is_tracked in keys.items())


def _is_retired(key: MeasureKey) -> bool:
    measure = find_measure(key.measure_slug)
    return measure is not None and measure.is_retired


def _taken(
    visits: Iterable[Visit], outside: Iterable[OutsideScore], pain_question: str
) -> dict[MeasureKey, list[tuple[Visit, Score]]]:
    raw: dict[tuple[str, Side | None, str, str], list[tuple[Visit, Score]]] = {}
    for visit in visits:
        for score in visit.scores:
            if score.measure_slug != pain_question:
                raw.setdefault((score.measure_slug, score.side, score.mode, score.site), []).append((visit, score))
    found: dict[MeasureKey, list[tuple[Visit, Score]]] = {}
    for (slug, side, mode, site), rows in raw.items():
        found.setdefault(MeasureKey(slug, side, mode, fold(site)), []).extend(rows)
    between = [
        (MeasureKey(each.measure_slug, each.side, each.mode, fold(each.site)), each)
        for each in outside
        if each.measure_slug != pain_question
    ]
    of_visits = {
        (key, visit.held_on)
        for key in {key for key, _each in between}
        for visit, score in found.get(key, [])
        if score.before is not None
    }
    for key, each in between:
        if (key, each.taken_on) not in of_visits:
            found.setdefault(key, []).append((each.occasion(), each.as_score()))
    return {key: sorted(rows, key=_time_of) for key, rows in found.items()}


def _time_of(taken: tuple[Visit, Score]) -> tuple[date, bool, datetime, int]:
    """Visits by their clocks; a day has no clock for what was taken between visits, so that stands behind them."""
    visit = taken[0]
    return visit.held_on, visit.is_between_visits, visit.started_at, abs(visit.session_id)


def _course(
    key: MeasureKey, taken: Sequence[tuple[Visit, Score]], *, held: Sequence[Visit], is_tracked: bool
) -> MeasureCourse:
    catalogued = find_measure(key.measure_slug)
    measure = catalogued.in_unit(_shown_unit(catalogued, taken)) if catalogued else None
    values = tuple(
        MeasureValue(
            visit, _in_unit_of(measure, catalogued, score.before), score.rater_id or visit.practitioner_id, score.tool
        )
        for visit, score in taken
        if score.before is not None
    )
    return MeasureCourse(
        key=key,
        measure=measure,
        label=measure.name if measure else (taken[-1][1].label if taken else key.measure_slug),
        unit=measure.unit if measure else (taken[-1][1].unit if taken else ""),
        is_tracked=is_tracked,
        values=values,
        visits=len(held),
        visits_since_taken=_visits_since(values, held),
        last_reason=taken[-1][1].not_asked_reason if taken and taken[-1][1].before is None else "",
        site=taken[-1][1].site if taken else "",
    )


def _shown_unit(measure: Measure, taken: Sequence[tuple[Visit, Score]]) -> str:
    """The unit in which the latest value was typed; the measure's own where it was not."""
    typed = [score.entered_unit for _visit, score in taken if score.before is not None]
    return typed[-1] if typed and typed[-1] in measure.units else measure.unit


def _in_unit_of(measure: Measure | None, catalogued: Measure | None, value: float) -> float:
    if measure is None or catalogued is None:
        return value
    return units.convert(value, catalogued.unit, measure.unit)


def _visits_since(values: Sequence[MeasureValue], held: Sequence[Visit]) -> int:
    """How many visits were held after the last value; a value between visits has those of later days behind it."""
    if not values:
        return len(held)
    last = values[-1].visit
    if last.is_between_visits:
        return sum(visit.held_on > last.held_on for visit in held)
    return len(held) - held.index(last) - 1


def _order(key: MeasureKey) -> tuple[str, str, str]:
    return (key.site, key.side.value if key.side else "", key.mode)
