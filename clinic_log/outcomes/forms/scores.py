"""The page on which scores are recorded outside a session, and the reason for which one is retracted."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final, Self

import wtforms
from typing_extensions import override

from clinic_log.base.wording import capitalised
from clinic_log.catalogue import measures, own_measures, units
from clinic_log.catalogue.measures import Better, Measure, MeasureKind
from clinic_log.episodes.rules import Side
from clinic_log.outcomes.rules import HowAsked
from clinic_log.outcomes.rules.score_entries import (
    HOW_WORDS,
    NOTE_LIMIT,
    TOOL_LIMIT,
    Asking,
    ScoreEntry,
    ScoreProblem,
    ScoresTaken,
    Wanted,
    kept_value,
)
from clinic_log.outcomes.rules.words import plain, unit_sign, with_unit
from clinic_log.treatments.rules.limits import MEASURED_SITE_LIMIT
from clinic_log.treatments.rules.plausibility import refused_score
from clinic_log.web.forms import ChoiceField, DayField, FieldsForm, ListField, NumberField, Required, TextField

RETURN_TO_ACTIVITY: Final = "return-to-activity-days"
MOST_ROWS: Final = 120
_BLANK_ROWS: Final = 2
# What the catalogue asks of a program that ships an instrument, and what it means on the page.
_TO_THE_PROGRAM: Final = "Store the total score only; do not ship item text."
_TO_THE_READER: Final = "Only the total score is recorded here; its questions are not shown."
_FREE: Final = ("Generic ", "Physical measurement", "Own wording", "Free")
_SIDES: Final = [(Side.LEFT.value, "Left"), (Side.RIGHT.value, "Right")]
_MODES: Final = [("active", "Active"), ("passive", "Passive")]
_ANSWERS: Final = ("value", "since")
_SAY_WHAT_IS_WRONG: Final = "Say what is wrong with it"


class ScoreRow(FieldsForm):
    """One score. `fixed` says that the row stands ready for its measure, and only then is the measure not asked."""

    fixed = wtforms.HiddenField()
    measure = ListField("Measure", empty_label="Choose a measure")
    side = ChoiceField("Side", choices=_SIDES)
    mode = ChoiceField("Movement", choices=_MODES)
    site = TextField("Muscle or place", limit=MEASURED_SITE_LIMIT)
    value = NumberField("Score")
    since = DayField("Counted from")
    unit = ChoiceField("Unit", choices=())
    tool = TextField("Tool", limit=TOOL_LIMIT)

    @property
    def known(self) -> Measure | None:
        """The measure, with its bounds in the unit in which the row is typed."""
        measure = measures.find(self.measure.data)
        unit = self.unit.data or ""
        return measure.in_unit(unit) if measure is not None and unit in measure.units else measure

    @property
    def units(self) -> tuple[str, ...]:
        measure = measures.find(self.measure.data)
        return measure.units if measure is not None else ()

    @property
    def facts(self) -> str:
        """Its scale and its direction: '0 to 100 %, lower is better'; empty while no measure is chosen."""
        measure = self.known
        if measure is None:
            return ""
        low = measure.minimum if measure.minimum is not None else measure.min_plausible
        high = measure.maximum if measure.maximum is not None else measure.max_plausible
        scale = "" if low is None or high is None else f"{plain(low)} to {with_unit(high, measure.unit)}"
        better = "" if measure.better is Better.NONE else f"{measure.better.value} is better"
        return ", ".join(part for part in (scale, better) if part)

    @property
    def license_note(self) -> str:
        """Whose the instrument is, where somebody holds rights in it; its items are never shown."""
        note = (self.known.license_note or "") if self.known else ""
        return "" if note.startswith(_FREE) else note.replace(_TO_THE_PROGRAM, _TO_THE_READER)

    @property
    def unit_words(self) -> str:
        """What stands behind the field; empty where the unit is chosen."""
        measure = self.known
        if measure is None or len(self.units) > 1:
            return ""
        return unit_sign(measure.unit).strip() or measure.unit

    @property
    def asks_site(self) -> bool:
        measure = self.known
        return measure is not None and measure.asks_where

    @property
    def asks_movement(self) -> bool:
        measure = self.known
        return measure is not None and measure.kind is MeasureKind.MOVEMENT

    @property
    def asks_tool(self) -> bool:
        measure = self.known
        return measure is not None and measure.is_taken_by_hand

    @property
    def counts_days(self) -> bool:
        """Whether two dates are asked and the days counted, so that nobody miscounts them."""
        return bool(self.measure.data == RETURN_TO_ACTIVITY)

    @property
    def is_filled(self) -> bool:
        """Whether a score was typed, readable or not; in a row that anybody may fill, also a chosen measure."""
        typed = any(self[name].data is not None or self[name].raw_data not in (None, [], [""]) for name in _ANSWERS)
        return typed or (not self.fixed.data and bool(self.measure.data))

    @override
    def summary_name(self) -> str:
        measure = measures.find(self.measure.data)
        site = self.site.data if self.fixed.data else ""
        return ", ".join(part for part in (measure.short_label, site, self.side.data) if part) if measure else ""

    @override
    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the row can be read; an untouched one always can."""
        if not self.is_filled:
            return True
        is_valid: bool = super().validate(extra_validators)
        for name, text in self._missing():
            self[name].errors = [*self[name].errors, text]
            is_valid = False
        return is_valid

    def entry(self, *, taken_on: date) -> ScoreEntry:
        """What the row says. Only for a filled row that is valid."""
        measure = measures.get(self.measure.data or "")
        unit = self.unit.data or ""
        typed = float((taken_on - self.since.data).days) if self.counts_days else self.value.data
        return ScoreEntry(
            measure_slug=measure.slug,
            value=kept_value(measure, typed, unit),
            side=Side(self.side.data) if self.side.data else None,
            mode=self.mode.data or "",
            site=self.site.data or "",
            tool=self.tool.data or "",
            entered_unit=unit if unit != measure.unit else "",
        )

    def _missing(self) -> Iterator[tuple[str, str]]:
        if not self.measure.data and not self.measure.errors:
            yield "measure", "Choose the measure"
        answer = "since" if self.counts_days else "value"
        if self[answer].data is None and not self[answer].errors:
            yield answer, "Enter the day from which to count" if self.counts_days else "Enter the score"
        if len(self.units) > 1 and not self.unit.data:
            if not self.unit.errors:
                yield "unit", f"Choose the unit: {units.choice(self.units)}"
        elif self.known is not None and self.value.data is not None and not self.counts_days:
            text = refused_score(self.known, self.value.data)
            if text:
                yield "value", text


class ScoresForm(FieldsForm):
    """When, by whom and how, then one row for each measure that the episode tracks or its condition suggests, and free
    rows for any other. Nothing has a default but today and the person at work.
    """

    key = wtforms.HiddenField()
    taken_on = DayField("Day", [Required("Enter the day on which it was asked or measured")])
    asked_by = ListField("Asked by", [Required("Choose who asked")])
    how = ChoiceField(
        "How",
        [Required("Choose how it was asked")],
        choices=[(how.value, capitalised(words)) for how, words in HOW_WORDS.items()],
    )
    note = TextField("Note", limit=NOTE_LIMIT)
    rows = wtforms.FieldList(wtforms.FormField(ScoreRow), max_entries=MOST_ROWS)

    @classmethod
    def begun(cls, wanted: Iterable[Wanted], *, today: date, asked_by: int | None, key: str, customary: bool) -> Self:
        """An empty form. `customary` says that the clinic types pounds and inches first."""
        ready = [
            {
                "fixed": "1",
                "measure": one.slug,
                "side": one.side.value if one.side else None,
                "site": one.site,
                "mode": one.mode,
                "tool": one.tool,
                "unit": _first_unit(one.slug, customary=customary),
            }
            for one in wanted
        ]
        data = {"key": key, "taken_on": today, "asked_by": str(asked_by or ""), "rows": [*ready, *_blank(_BLANK_ROWS)]}
        return cls(data=data)

    def offer(self, staff: dict[int, str]) -> Self:
        """Fill the lists that depend on the clinic."""
        self.asked_by.offer([(str(number), name) for number, name in staff.items()])
        groups = _groups()
        for row in self.score_rows:
            row.measure.offer(groups)
            row.unit.offer([(unit, units.sign(unit).strip()) for unit in row.units] if len(row.units) > 1 else [])
        return self

    @property
    def score_rows(self) -> list[ScoreRow]:
        return [entry.form for entry in self.rows.entries]

    @property
    def filled_rows(self) -> list[ScoreRow]:
        return [row for row in self.score_rows if row.is_filled]

    def add_rows(self) -> None:
        """More free rows at the end, as far as the page may hold."""
        for _ in range(min(_BLANK_ROWS, MOST_ROWS - len(self.rows.entries))):
            self.rows.append_entry({})

    @override
    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if not self.filled_rows:
            self.form_errors = [*self.form_errors, "Enter at least one score"]
        return is_valid and bool(self.filled_rows)

    def taken(self) -> ScoresTaken:
        """What was said of the occasion, and the filled rows in their order. Only for a valid form."""
        day: date = self.taken_on.data
        asking = Asking(
            taken_on=day,
            asked_by_id=int(self.asked_by.data or 0),
            how=HowAsked(self.how.data),
            note=self.note.data or "",
        )
        return ScoresTaken(asking, [row.entry(taken_on=day) for row in self.filled_rows])

    def show(self, problems: Iterable[ScoreProblem]) -> None:
        """Put what the rules refuse beside the fields that it concerns."""
        filled = self.filled_rows
        for problem in problems:
            place, _, name = problem.field.rpartition(".")
            form: FieldsForm = filled[int(place)] if place else self
            if name == "value" and place and filled[int(place)].counts_days:
                name = "since"
            if name in form:
                form[name].errors = [*form[name].errors, problem.text]
            else:
                self.form_errors = [*self.form_errors, problem.text]


class RetractionForm(FieldsForm):
    reason = TextField("What is wrong with it?", [Required(_SAY_WHAT_IS_WRONG)], limit=300)

    @override
    def validate(self, extra_validators: Any = None) -> bool:
        """Whether there is a reason; spaces are none."""
        if super().validate(extra_validators) and not self.reason.data:
            self.reason.errors = [_SAY_WHAT_IS_WRONG]
        return not self.errors


def _blank(number: int) -> list[dict[str, Any]]:
    return [{} for _ in range(number)]


def _first_unit(slug: str, *, customary: bool) -> str:
    """The unit in which the clinic types the measure first; empty where there is only one."""
    measure = measures.get(slug)
    if len(measure.units) == 1:
        return ""
    return measure.customary_unit if customary else measure.unit


def _groups() -> dict[str, list[tuple[str, str]]]:
    """What the patient answers first, since it needs no visit, then what is measured, then the clinic's own."""
    asked = [one for one in measures.all_measures() if one.kind is not MeasureKind.OWN and not one.is_taken_by_hand]
    by_hand = [one for one in measures.all_measures() if one.kind is not MeasureKind.OWN and one.is_taken_by_hand]
    groups = {
        "Questions and questionnaires": asked,
        "Strength, tests and palpation": [one for one in by_hand if one.kind is not MeasureKind.MOVEMENT],
        "Movements": [one for one in by_hand if one.kind is MeasureKind.MOVEMENT],
        "Added by this clinic": list(own_measures.offered()),
    }
    return {title: [(one.slug, one.name) for one in found] for title, found in groups.items() if found}
