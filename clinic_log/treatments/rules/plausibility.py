"""What a record cannot hold at all: values outside every range, codes that no list has, times that cannot be.

A draft keeps such values as they were typed; saving refuses them. This is the one place where content is checked,
whether it comes from a form, an import or a program.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Final

from clinic_log.base.dates import day_in_zone
from clinic_log.base.text import find_text_problem
from clinic_log.catalogue import adverse_events, measures, muscles, units
from clinic_log.rooms.rules import lot_key
from clinic_log.treatments.rules.codes import NO_ADJUNCT, NO_RESPONSE, ROW_LISTS, SESSION_LISTS, is_code
from clinic_log.treatments.rules.content import (
    AdjunctEntry,
    EffectEntry,
    Gap,
    MeasurementEntry,
    NeedlingEntry,
    SessionContent,
    StimulationEntry,
)
from clinic_log.treatments.rules.count_entries import LotEntry, RegionCount, VitalSigns
from clinic_log.treatments.rules.limits import (
    LONGEST_VISIT,
    MEASURED_SITE_LIMIT,
    MOST_ROWS,
    NEEDLES,
    NUMBERS,
    TEXTS,
    outside,
    refused_diameter,
)
from clinic_log.treatments.rules.risk_entries import EffectState, EffectUpdateEntry, OverrideCode
from clinic_log.treatments.rules.spinal_levels import REFUSED, is_spinal_level
from clinic_log.treatments.rules.states import EffectTiming, NeedleSide

Row = (
    NeedlingEntry
    | StimulationEntry
    | MeasurementEntry
    | EffectEntry
    | AdjunctEntry
    | RegionCount
    | VitalSigns
    | LotEntry
)

# A clock at the couch may run a little before the server's.
_CLOCK_TOLERANCE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the content is judged against: the clinic's zone, this moment, and the patient's life."""

    now: datetime
    zone: str
    born_on: date
    deceased_on: date | None = None
    has_earlier_visit: bool = False


def refused(content: SessionContent, *, circumstances: Circumstances) -> tuple[Gap, ...]:
    """Why this content cannot be saved, in the order of the page; empty when it can."""
    return tuple(_reasons(content, circumstances))


def _reasons(content: SessionContent, circumstances: Circumstances) -> Iterator[Gap]:
    yield from _times(content, circumstances)
    yield from _values(content, "")
    yield from _codes(content, "", SESSION_LISTS)
    if len(content.adjuncts) > 1 and any(row.code == NO_ADJUNCT for row in content.adjuncts):
        yield Gap("adjuncts", "'None' and another treatment cannot both be true")
    for group in MOST_ROWS:
        yield from _rows(group, getattr(content, group))
    yield from _each(content.needlings, "needlings", _needling)
    yield from _channels(content)
    yield from _each(content.measurements, "measurements", _measurement)
    for effect in content.effects:
        yield from _effect(effect, circumstances)
    for lot in content.lots:
        if not lot_key(lot.lot):
            yield Gap(f"lots.{lot.uid}.lot", "Enter the lot as it stands on the box, or remove the row")
    for reading in content.vital_signs:
        yield from _vital_signs(reading, content.started_at, circumstances)
    yield from _answers_to_warnings(content)
    for update in content.effect_updates:
        yield from _effect_update(update, circumstances)


def _answers_to_warnings(content: SessionContent) -> Iterator[Gap]:
    seen = set()
    for entry in content.overrides:
        place = f"overrides.{entry.code}.{entry.subject}"
        yield from _values(entry, f"{place}.")
        if (entry.code, entry.subject) in seen:
            yield Gap(place, "This warning is answered twice")
        seen.add((entry.code, entry.subject))
        if (entry.code is OverrideCode.HAZARD_READ) == bool(entry.reason):
            yield Gap(place, "A warning is passed with a reason, and a danger note read without one")


def _effect_update(row: EffectUpdateEntry, circumstances: Circumstances) -> Iterator[Gap]:
    yield from _values(row, f"effect_updates.{row.event_id}.")
    place = f"effect_updates.{row.event_id}.resolved_on"
    today = day_in_zone(circumstances.now, circumstances.zone)
    if row.resolved_on is not None and row.state is not EffectState.GONE:
        yield Gap(place, "A day stands beside a side effect that is not gone. Choose 'Gone', or remove the day")
    if row.resolved_on is not None and not circumstances.born_on <= row.resolved_on <= today:
        yield Gap(place, "Enter a day between the patient's birth and today")


def _times(content: SessionContent, circumstances: Circumstances) -> Iterator[Gap]:
    if content.started_at is not None:
        yield from _start(content.started_at, circumstances)
        yield from _end(content, content.started_at)
    elif content.ended_at is not None or content.stopped_at is not None:
        yield Gap("started_at", "Enter when the visit started")


def _start(started_at: datetime, circumstances: Circumstances) -> Iterator[Gap]:
    day = day_in_zone(started_at, circumstances.zone)
    if started_at > circumstances.now + _CLOCK_TOLERANCE:
        yield Gap("started_at", "This visit would start in the future. Enter when it started")
    elif day < circumstances.born_on:
        yield Gap("started_at", "This visit would lie before the patient was born. Check the date")
    elif circumstances.deceased_on is not None and day > circumstances.deceased_on:
        yield Gap("started_at", "This visit would lie after the patient's death. Check the date")


def _end(content: SessionContent, started_at: datetime) -> Iterator[Gap]:
    ended_at, stopped_at = content.ended_at, content.stopped_at
    if ended_at is not None and ended_at < started_at:
        yield Gap("ended_at", "The visit ends before it starts. Check both times")
    elif ended_at is not None and ended_at - started_at > LONGEST_VISIT:
        yield Gap("ended_at", "The visit would last more than a day. Check both times")
    if stopped_at is not None and (stopped_at < started_at or (ended_at is not None and stopped_at > ended_at)):
        yield Gap("stopped_at", "The visit was stopped outside its own time. Check the times")


def _rows(group: str, rows: tuple[Row, ...]) -> Iterator[Gap]:
    most = MOST_ROWS[group]
    if len(rows) > most:
        yield Gap(group, f"{len(rows)} rows are more than one visit can hold ({most}). Remove some")
    seen: set[str] = set()
    for row in rows:
        key = row.code if isinstance(row, AdjunctEntry) else row.uid
        place = f"{group}.{key}"
        if key in seen:
            yield Gap(place, "This row comes twice")
        seen.add(key)
        yield from _values(row, f"{place}.")
        yield from _codes(row, f"{place}.", ROW_LISTS[group])


def _values(thing: object, place: str) -> Iterator[Gap]:
    """Texts that a record cannot keep and numbers outside their range, by the name of the field."""
    for name in (known.name for known in fields(thing)):  # type: ignore[arg-type] # every entry is a dataclass
        value = getattr(thing, name)
        problem: str | None = None
        if isinstance(value, str):
            problem = find_text_problem(value, limit=TEXTS.get(name))
        elif name in NUMBERS and value is not None:
            problem = outside(value, NUMBERS[name])
        if problem:
            yield Gap(f"{place}{name}", problem)


def _codes(thing: object, place: str, lists: dict[str, str]) -> Iterator[Gap]:
    for name, list_name in lists.items():
        value = getattr(thing, name)
        chosen = value if isinstance(value, tuple) else (value,) if value else ()
        if any(not is_code(list_name, code) for code in chosen):
            yield Gap(f"{place}{name}", "Choose from the list")


def _each(rows: Iterable[Any], group: str, check: Callable[[Any, str], Iterator[Gap]]) -> Iterator[Gap]:
    for row in rows:
        yield from check(row, f"{group}.{row.uid}.")


def _needling(row: NeedlingEntry, place: str) -> Iterator[Gap]:
    if problem := outside(row.needles, NEEDLES):
        yield Gap(f"{place}needles", problem)
    if row.diameter_mm is not None and (problem := refused_diameter(row.diameter_mm)):
        yield Gap(f"{place}diameter_mm", problem)
    if row.spinal_level and not is_spinal_level(row.spinal_level):
        yield Gap(f"{place}spinal_level", REFUSED)
    if NO_RESPONSE in row.other_responses and len(row.other_responses) > 1:
        yield Gap(f"{place}other_responses", "'No response' and another response cannot both be true")
    yield from _target(row, place)


def _target(row: NeedlingEntry, place: str) -> Iterator[Gap]:
    if row.is_muscle and row.muscle_slug not in muscles.by_slug():
        yield Gap(f"{place}muscle_slug", "Choose a muscle from the list, or another target in words")
    if not row.is_muscle and not row.target_words:
        yield Gap(f"{place}target_words", "Say in words what was needled")
    if not row.is_muscle and row.muscle_slug is not None:
        yield Gap(f"{place}target_kind", "Choose a muscle or another target, not both")
    muscle = muscles.by_slug().get(row.muscle_slug or "")
    if muscle is not None and not muscle.has_side and row.side not in {None, NeedleSide.MIDLINE}:
        yield Gap(f"{place}side", f"{muscle.name} lies on the midline and has no side")


def _channels(content: SessionContent) -> Iterator[Gap]:
    known = {needling.uid for needling in content.needlings}
    for row in content.stimulations:
        if row.first_uid == row.second_uid:
            yield Gap(f"stimulations.{row.uid}.second_uid", "A channel joins two different needlings")
        for name in ("first_uid", "second_uid"):
            if getattr(row, name) not in known:
                yield Gap(f"stimulations.{row.uid}.{name}", "Choose one of the needlings of this visit")


def _measurement(row: MeasurementEntry, place: str) -> Iterator[Gap]:
    measure = measures.find(row.measure_slug)
    if measure is None:
        yield Gap(f"{place}measure_slug", "Choose a measure from the list")
        return
    if row.before is None and row.after is None and not row.not_asked_reason:
        yield Gap(f"{place}before", f"Enter {measure.short_label} before or after, or say why it was not asked")
    if row.entered_unit not in {"", *measure.units}:
        yield Gap(f"{place}entered_unit", f"{measure.short_label} is entered in {units.choice(measure.units)}")
        return
    if len(row.site) > MEASURED_SITE_LIMIT:
        yield Gap(f"{place}site", f"Shorten the place to {MEASURED_SITE_LIMIT} characters")
    for name in ("before", "after"):
        value = getattr(row, name)
        if value is not None and (text := refused_score(measure, value, entered_unit=row.entered_unit)):
            yield Gap(f"{place}{name}", text)
    if row.side is not None and not measure.sided:
        yield Gap(f"{place}side", f"{measure.short_label} has no side")


def refused_score(measure: measures.Measure, value: float, *, entered_unit: str = "") -> str:
    """Why a score in the measure's unit cannot be kept, in the unit in which it was typed; empty when it can. Refused
    is what lies off the scale, or over twice what a joint can do.
    """
    shown = measure.in_unit(entered_unit)
    typed = units.convert(value, measure.unit, entered_unit)
    return outside(typed, (shown.hard_minimum, shown.hard_maximum, shown.unit))


def _effect(row: EffectEntry, circumstances: Circumstances) -> Iterator[Gap]:
    place = f"effects.{row.uid}."
    today = day_in_zone(circumstances.now, circumstances.zone)
    if row.kind_slug not in adverse_events.by_slug():
        yield Gap(f"{place}kind_slug", "Choose a side effect from the list")
    if row.muscle_slug is not None and row.muscle_slug not in muscles.by_slug():
        yield Gap(f"{place}muscle_slug", "Choose a muscle from the list, or say in words where")
    if row.timing is EffectTiming.SINCE_LAST_TIME and not circumstances.has_earlier_visit:
        yield Gap(f"{place}kind_slug", "There is no earlier visit that this effect could have followed")
    for name in ("onset_on", "resolved_on"):
        day = getattr(row, name)
        if day is not None and not circumstances.born_on <= day <= today:
            yield Gap(f"{place}{name}", "Enter a day between the patient's birth and today")
    if row.onset_on is not None and row.resolved_on is not None and row.resolved_on < row.onset_on:
        yield Gap(f"{place}resolved_on", "It ends before it begins. Check both days")


def reading_gaps(row: VitalSigns, *, now: datetime) -> tuple[Gap, ...]:
    """What is missing or cannot be true in vital signs that stand in no visit, by the name of the field."""
    missing = () if row.taken_at is not None else (Gap("taken_at", "Enter when it was taken"),)
    return (*missing, *_values(row, ""), *_reading(row, "", now))


def _vital_signs(row: VitalSigns, started_at: datetime | None, circumstances: Circumstances) -> Iterator[Gap]:
    place = f"vital_signs.{row.uid}."
    yield from _reading(row, place, circumstances.now)
    if row.taken_at is not None and started_at is not None and row.taken_at < started_at:
        yield Gap(f"{place}taken_at", "This reading would lie before the visit started. Check both times")


def _reading(row: VitalSigns, place: str, now: datetime) -> Iterator[Gap]:
    pressure = (row.systolic_mmhg, row.diastolic_mmhg)
    measured = (*pressure, row.pulse_per_minute, row.oxygen_percent, row.breaths_per_minute)
    if all(value is None for value in measured):
        yield Gap(f"{place}pulse_per_minute", "Enter what was measured, or remove this reading")
    if row.taken_at is not None and row.taken_at > now + _CLOCK_TOLERANCE:
        yield Gap(f"{place}taken_at", "This reading would lie in the future. Enter when it was taken")
    if None in pressure and pressure != (None, None):
        missing = "systolic_mmhg" if row.systolic_mmhg is None else "diastolic_mmhg"
        yield Gap(f"{place}{missing}", "Enter both numbers of the blood pressure, such as 120 and 80")
    elif row.systolic_mmhg is not None and row.diastolic_mmhg is not None and row.systolic_mmhg <= row.diastolic_mmhg:
        yield Gap(f"{place}diastolic_mmhg", "The second number of a blood pressure is the lower one. Check both")
