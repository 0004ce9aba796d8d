"""A report of a side effect that came after the signature: what it says and what it cannot say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from clinic_log.catalogue import adverse_events, muscles
from clinic_log.incidents.rules.states import TOLD_HOW_WORDS
from clinic_log.treatments.rules import EffectEntry, EffectState, EffectTiming, Gap
from clinic_log.treatments.rules.codes import REPORTED_BY


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was told, on which day and how. `effect` is None where a correction says that there never was one."""

    effect: EffectEntry | None
    told_on: date | None
    told_how: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What was heard of one effect outside a visit."""

    state: EffectState | None
    told_on: date | None
    told_how: str
    resolved_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedVisit:
    """The day of the visit that a report concerns, today, both in the zone of the visit, and the patient's birth."""

    held_on: date
    today: date
    born_on: date


def report_gaps(report: Report, visit: ReportedVisit, *, is_correction: bool) -> tuple[Gap, ...]:
    """What is missing or cannot be true, by the field of the form; empty when the report can be kept."""
    return tuple(_report(report, visit, is_correction=is_correction))


def _report(report: Report, visit: ReportedVisit, *, is_correction: bool) -> Iterator[Gap]:
    if report.effect is not None:
        yield from _effect(report.effect, visit)
    elif not is_correction:
        yield Gap("kind", "Choose what was told")
    yield from _told(report.told_on, report.told_how, visit)
    if is_correction and not report.reason:
        yield Gap("reason", "Say why the earlier report is corrected")


def _effect(effect: EffectEntry, visit: ReportedVisit) -> Iterator[Gap]:
    if effect.kind_slug not in adverse_events.by_slug():
        yield Gap("kind", "Choose what was told from the list")
    if effect.severity is None:
        yield Gap("severity", "Say how severe it was")
    if effect.muscle_slug is not None and effect.muscle_slug not in muscles.by_slug():
        yield Gap("place", "Choose a place from the list, or say in words where")
    if effect.reported_by not in REPORTED_BY:
        yield Gap("reported_by", "Say who told of it")
    yield from _days(effect, visit)


def _days(effect: EffectEntry, visit: ReportedVisit) -> Iterator[Gap]:
    for name in ("onset_on", "resolved_on"):
        day = getattr(effect, name)
        if day is not None and not visit.born_on <= day <= visit.today:
            yield Gap(name, "Enter a day between the patient's birth and today")
    onset = effect.onset_on
    if onset is not None and onset < visit.held_on:
        yield Gap("onset_on", "This is before the visit. Enter when it began after it")
    if effect.timing is EffectTiming.BEFORE_LEAVING and onset is not None and onset > visit.held_on:
        yield Gap("onset_on", "What was seen before leaving began on the day of the visit")
    if effect.resolved_on is not None and effect.resolved_on < (onset or visit.held_on):
        yield Gap("resolved_on", "It ends before it begins. Check both days")


def _told(told_on: date | None, told_how: str, visit: ReportedVisit) -> Iterator[Gap]:
    if told_on is None:
        yield Gap("told_on", "Enter on which day it was told")
    elif not visit.held_on <= told_on <= visit.today:
        yield Gap("told_on", "Enter a day between the visit and today")
    if told_how not in TOLD_HOW_WORDS:
        yield Gap("told_how", "Say how it was told")


def course_gaps(course: Course, visit: ReportedVisit, *, onset_on: date | None) -> tuple[Gap, ...]:
    """What is missing or cannot be true in what was heard of an effect of this visit."""
    return tuple(_course(course, visit, onset_on=onset_on))


def _course(course: Course, visit: ReportedVisit, *, onset_on: date | None) -> Iterator[Gap]:
    if course.state is None or course.state is EffectState.NOT_ASKED:
        yield Gap("state", "Say what became of it")
    if course.state is EffectState.WORSE and not course.note:
        yield Gap("note", "It got worse: say what was done or advised")
    yield from _told(course.told_on, course.told_how, visit)
    day = course.resolved_on
    if day is None:
        return
    if course.state in {EffectState.STILL_THERE, EffectState.WORSE}:
        yield Gap("resolved_on", "It is still there, so it has no last day. Clear one of the two")
    elif day > (course.told_on or visit.today):
        yield Gap("resolved_on", "It was over by the day on which it was told. Check both days")
    elif day < (onset_on or visit.held_on):
        yield Gap("resolved_on", "It ends before it begins. Check both days")
