"""From the visits of an episode and its scores between them to one course for each measure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from clinic_log.base.text import fold
from clinic_log.catalogue import units
from clinic_log.catalogue.measures import Measure
from clinic_log.episodes.rules import Side
from clinic_log.outcomes.rules.measure_course import MeasureCourse, MeasureKey, MeasureValue
from clinic_log.outcomes.rules.visits import OutsideScore, Score, Visit, find_measure, took_place


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
    found = _taken_in_visits(visits, pain_question)
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
    for key in {key for key, _each in between if key in found}:
        found[key].sort(key=_time_of)
    return found


def _taken_in_visits(visits: Iterable[Visit], pain_question: str) -> dict[MeasureKey, list[tuple[Visit, Score]]]:
    """In the order of the visits; one place in two spellings is one place."""
    raw: dict[tuple[str, Side | None, str, str], list[tuple[Visit, Score]]] = {}
    for visit in visits:
        for score in visit.scores:
            if score.measure_slug != pain_question:
                raw.setdefault((score.measure_slug, score.side, score.mode, score.site), []).append((visit, score))
    found: dict[MeasureKey, list[tuple[Visit, Score]]] = {}
    for (slug, side, mode, site), rows in raw.items():
        key = MeasureKey(slug, side, mode, fold(site))
        found[key] = sorted([*found[key], *rows], key=_time_of) if key in found else rows
    return found


def _time_of(taken: tuple[Visit, Score]) -> tuple[date, bool, datetime, int]:
    """Visits by their clocks; a day has no clock for what was taken between visits, so that stands behind them."""
    visit = taken[0]
    return visit.held_on, visit.is_between_visits, visit.started_at, abs(visit.session_id)


def _course(
    key: MeasureKey, taken: Sequence[tuple[Visit, Score]], *, held: Sequence[Visit], is_tracked: bool
) -> MeasureCourse:
    catalogued = find_measure(key.measure_slug)
    measure = catalogued.in_unit(_shown_unit(catalogued, taken)) if catalogued else None
    kept, shown = (catalogued.unit, measure.unit) if catalogued and measure else ("", "")
    values = tuple(
        MeasureValue(
            visit,
            score.before if shown == kept else units.convert(score.before, kept, shown),
            score.rater_id or visit.practitioner_id,
            score.tool,
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
    typed = next((score.entered_unit for _visit, score in reversed(taken) if score.before is not None), "")
    return typed if typed in measure.units else measure.unit


def _visits_since(values: Sequence[MeasureValue], held: Sequence[Visit]) -> int:
    """How many visits were held after the last value; a value between visits has those of later days behind it."""
    if not values:
        return len(held)
    last = values[-1].visit
    if last.is_between_visits:
        return sum(visit.held_on > last.held_on for visit in held)
    return next(after for after, visit in enumerate(reversed(held)) if visit.session_id == last.session_id)


def _order(key: MeasureKey) -> tuple[str, str, str]:
    return (key.site, key.side.value if key.side else "", key.mode)
