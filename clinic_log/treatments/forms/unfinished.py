"""What is only half said in a form, so that it cannot become content."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from clinic_log.catalogue import measures, units
from clinic_log.treatments.forms import choices
from clinic_log.treatments.forms.moments import later_day, skipped_clock
from clinic_log.treatments.forms.point_line import LINE_NOT_ADDED
from clinic_log.treatments.forms.row_list import RowsField, is_answered, refuse
from clinic_log.treatments.rules.content import MUSCLE_TARGET

if TYPE_CHECKING:
    from clinic_log.treatments.forms.session_form import SessionForm

_SIZES: Final = ("diameter", "length")


def refuse_unfinished(form: "SessionForm") -> None:
    """Put a message beside each half that misses its other half. Rows in which nothing was answered are left alone."""
    _refuse_times(form)
    if is_answered(form.quick_entry):
        refuse(form.quick_entry, LINE_NOT_ADDED)
    _refuse_rows(form.needlings, _refuse_needling)
    _refuse_rows(form.measurements, _refuse_measurement)
    _refuse_rows(form.effects_before, _refuse_effect)
    _refuse_rows(form.effects_since, _refuse_effect)
    _refuse_rows(form.stimulations, _refuse_channel)
    _refuse_adjuncts(form)
    _refuse_episodes(form)


def _refuse_rows(rows: RowsField, check: Callable[[Any], None]) -> None:
    for row in rows.rows():
        if not row.is_blank():
            check(row)


def _refuse_measurement(row: Any) -> None:
    if not is_answered(row.measure):
        refuse(row.measure, "Choose what was measured")
    measure = measures.find(row.measure.data)
    if measure is None or len(measure.units) == 1 or row.unit.data or not row.must_say_unit:
        return
    if is_answered(row.before) or is_answered(row.after):
        refuse(row.unit, f"Choose the unit: {units.choice(measure.units)}")


def _refuse_effect(row: Any) -> None:
    if not is_answered(row.kind):
        refuse(row.kind, "Choose the side effect")


def _refuse_channel(row: Any) -> None:
    for name in ("first", "second"):
        if not is_answered(row[name]):
            refuse(row[name], "Choose the two needlings that the channel joins")


def _refuse_adjuncts(form: "SessionForm") -> None:
    chosen = form.adjuncts.data or ()
    for code, label, row in form.adjunct_rows:
        if code not in chosen and not row.is_blank():
            refuse(form.adjuncts, f"Details of '{label}' were entered. Choose it as well, or remove them")


def _refuse_times(form: "SessionForm") -> None:
    zone = form.facts.zone
    readings = (row.taken_clock for row in form.vital_signs.rows())
    clocks = (form.start_clock, form.end_clock, form.stopped_clock, *readings)
    for clock in clocks:
        day = later_day(form.start_day.data, form.start_clock.data, clock.data)
        if problem := skipped_clock(day, clock.data, zone):
            refuse(clock, problem)
    if any(map(is_answered, clocks)) and not is_answered(form.start_day):
        refuse(form.start_day, "Enter the day of the visit")
    if is_answered(form.start_day) and not is_answered(form.start_clock):
        refuse(form.start_clock, "Enter when the visit started")


def _refuse_needling(row: Any) -> None:
    if not is_answered(row.needles):
        refuse(row.needles, "Enter how many needles were used")
    kind = row.target_kind.data
    if kind in {None, MUSCLE_TARGET} and not is_answered(row.muscle):
        if is_answered(row.target_words) and kind is None:
            refuse(row.target_kind, "Choose what kind of target this is")
        else:
            refuse(row.muscle, "Choose the muscle, or another target in words")
    if row.muscle.data and is_answered(row.target_words):
        refuse(row.target_words, "Choose a muscle or another target in words, not both")
    for name in _SIZES:
        chosen, other = row[name], row[f"{name}_other"]
        if chosen.data == choices.OTHER and not is_answered(other):
            refuse(other, f"Enter the {name} in mm")
        if chosen.data not in {None, choices.OTHER} and is_answered(other):
            refuse(other, f"Choose the {name} from the list or enter another one, not both")


def _refuse_episodes(form: "SessionForm") -> None:
    rows = [*form.needlings.rows(), *form.measurements.rows()]
    named = any(row.episode.data == choices.NEW_EPISODE_CHOICE for row in rows if not row.is_blank())
    wanted = named or choices.NEW_EPISODE_CHOICE in (form.episodes.data or ())
    new = form.new_episode.form
    described = any(is_answered(field) for field in new)
    if wanted and not (is_answered(new.condition) or is_answered(new.words)):
        refuse(new.condition, "Choose the condition of the new episode, or describe it in words")
    if described and not wanted:
        refuse(form.episodes, "A new episode is described below. Choose 'New episode' as well, or remove it")
