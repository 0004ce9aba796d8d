"""The form of a whole visit: one place that reads what was typed, for saving, for drafts and for showing it again."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

import wtforms
from typing_extensions import override
from werkzeug.datastructures import MultiDict
from wtforms import Field

from clinic_log.treatments.forms import choices
from clinic_log.treatments.forms.fields_sent import Fields
from clinic_log.treatments.forms.places import control_name
from clinic_log.treatments.forms.reading import read_content
from clinic_log.treatments.forms.risk_fields import (
    YES_NO,
    EffectUpdateRow,
    place_choices,
    place_of,
    precaution_reasons,
)
from clinic_log.treatments.forms.row_list import RowForm, RowsField, refuse
from clinic_log.treatments.forms.rows import (
    AdjunctRow,
    CountRow,
    EffectRow,
    LotRow,
    MeasurementRow,
    NeedlingRow,
    StimulationRow,
    VitalSignsRow,
)
from clinic_log.treatments.forms.unfinished import refuse_unfinished
from clinic_log.treatments.forms.writing import data_of
from clinic_log.treatments.queries import NoteFacts
from clinic_log.treatments.rules import Gap, SessionContent
from clinic_log.treatments.rules.limits import MOST_ROWS, TEXTS
from clinic_log.treatments.rules.needle_count import region_lines
from clinic_log.treatments.rules.plausibility import Circumstances, refused
from clinic_log.web.forms import (
    ChipsField,
    ChoiceField,
    ClockField,
    DayField,
    FieldsForm,
    ListField,
    NotesField,
    TextField,
    WholeNumberField,
)
from clinic_log.web.forms.long_list import LongList

_INDEX = "__index__"
_UID = "__uid__"


class NewEpisodeForm(FieldsForm):
    """An episode opened from inside the note."""

    condition = ListField("Condition", choices=choices.condition_groups(), widget=LongList())
    words = TextField("Condition in own words", limit=200)
    region = ListField("Region", choices=choices.regions())
    side = ChoiceField("Side", choices=choices.SIDES)
    onset_on = DayField("Began on")


def _adjunct_details() -> type[FieldsForm]:
    """A form with one row for each other treatment, named by its code."""
    rows = {code: wtforms.FormField(AdjunctRow, label) for code, label in choices.listed("adjunct")}
    return type("AdjunctDetailsForm", (FieldsForm,), rows)


class SessionForm(FieldsForm):
    """All fields of a visit. Nothing clinical has a default: what nobody answered stays empty."""

    patient_id = wtforms.HiddenField()
    revision = wtforms.HiddenField()
    kind = ChoiceField("Kind of visit", choices=choices.listed("visit_kind"))
    no_needles_reason = TextField("Why no needle was used", limit=TEXTS["no_needles_reason"])
    start_day = DayField("Day")
    start_clock = ClockField("Started at")
    end_clock = ClockField("Ended at")
    ended = ChoiceField("How it ended", choices=choices.listed("visit_end"))
    stopped_reason = TextField("Why it was stopped early", limit=TEXTS["stopped_reason"])
    stopped_clock = ClockField("Stopped at")
    agreement = ChoiceField("Agreement to needling today", choices=choices.AGREEMENT)
    agreement_regions = TextField("Regions agreed to", limit=TEXTS["agreement_regions"])
    since_last_visit = ChoiceField("Since the last visit", choices=choices.listed("since_last_visit"))
    effect_updates = RowsField(EffectUpdateRow, "Earlier side effects", most=MOST_ROWS["effects"])
    since_previous = ChoiceField("Since last time, anything new?", choices=choices.ASKED)
    effects_since = RowsField(EffectRow, "Side effects since last time", most=MOST_ROWS["effects"] // 2)
    episodes = ChipsField("Episodes", choices=())
    new_episode = wtforms.FormField(NewEpisodeForm)
    measurements = RowsField(MeasurementRow, "Measurements", most=MOST_ROWS["measurements"])
    last_time = wtforms.HiddenField("From last time")
    quick_entry = TextField("Quick entry", limit=TEXTS["quick_entry"])
    needlings = RowsField(NeedlingRow, "Needlings", most=MOST_ROWS["needlings"])
    both_sides_reason = TextField("Why both sides of the chest", limit=TEXTS["reason"])
    precaution_reasons = wtforms.FormField(precaution_reasons())
    warning_signs_given = ChoiceField("Warning signs given in writing", choices=YES_NO)
    warning_signs_reason = TextField("Why not in writing", limit=TEXTS["warning_signs_reason"])
    stimulations = RowsField(StimulationRow, "Electrical stimulation", most=MOST_ROWS["stimulations"])
    lots = RowsField(LotRow, "Needle lots", most=MOST_ROWS["lots"])
    counts = RowsField(CountRow, "Needles counted out", most=MOST_ROWS["counts"])
    needles_out = WholeNumberField("Needles out, all in one number")
    counted_how = ChoiceField("How they were counted", choices=choices.listed("count_state"))
    count_note = TextField("Note on the count", limit=TEXTS["count_note"])
    vital_signs = RowsField(VitalSignsRow, "Vital signs", most=MOST_ROWS["vital_signs"])
    side_effects_before_leaving = ChoiceField("Side effects before leaving", choices=choices.ASKED)
    effects_before = RowsField(EffectRow, "Side effects before leaving", most=MOST_ROWS["effects"] // 2)
    adjuncts = ChipsField("Other treatments", choices=choices.listed("adjunct"))
    adjunct_details = wtforms.FormField(_adjunct_details())
    needling_reason = NotesField("Why needle today")
    next_step = ChoiceField("Next step", choices=choices.listed("next_step"))
    home_programme = NotesField("Home programme")
    notes = NotesField("Notes")

    facts: NoteFacts

    @classmethod
    def from_content(cls, content: SessionContent, *, facts: NoteFacts, revision: int | None = None) -> Self:
        """What is saved, with a row ready for each measure that an episode of the visit tracks."""
        return cls._made(None, facts, data=data_of(content, facts=facts, revision=revision))

    @classmethod
    def from_fields(cls, fields: Fields, *, facts: NoteFacts) -> Self:
        """What was typed, valid or not: a draft, or what a page sent."""
        return cls._made(MultiDict((name, text) for name, text in fields), facts, data={})

    @classmethod
    def _made(cls, formdata: MultiDict[str, str] | None, facts: NoteFacts, *, data: Mapping[str, Any]) -> Self:
        form = cls(formdata, data=data)
        form.facts = facts
        form.patient_id.data = form.patient_id.data or str(facts.patient_id)
        form._offer()
        if formdata is not None:
            form._ask_every_region()
        return form

    @override
    def validate(self, extra_validators: Any = None) -> bool:
        """Whether what was typed can be saved. Every message stands beside its field, also those of the rules."""
        super().validate(extra_validators)
        if self.patient_id.data != str(self.facts.patient_id):
            self.form_errors = [*self.form_errors, "This page belongs to another patient. Nothing was saved."]
        refuse_unfinished(self)
        content = read_content(self, readable_only=True)
        self.show(
            gap for gap in refused(content, circumstances=self._circumstances()) if not self._is_refused(gap.field)
        )
        return not self.all_errors()

    def to_content(self) -> SessionContent:
        """What the fields say. Call it only after `validate` was true."""
        return read_content(self)

    def show(self, gaps: Iterable[Gap]) -> None:
        """Put what the rules refuse beside the fields that it concerns."""
        for gap in gaps:
            field = self._control(gap.field)
            if field is None:
                self.form_errors = [*self.form_errors, gap.text]
            else:
                refuse(field, gap.text)

    def control_id(self, field: str) -> str:
        """The id of the control for a field of the content (`kind`, `needlings.<uid>.side`); empty when none is."""
        control = self._control(field)
        return str(control.id) if control is not None else ""

    def empty_row(self, group: str) -> RowForm:
        """A row to copy for the next one: `__index__` and `__uid__` stand for its number and its uid."""
        row = self._rows(group).row(prefix=f"{group}-{_INDEX}-")
        row.uid.data = _UID
        self._offer_row(row)
        return row

    @property
    def adjunct_rows(self) -> list[tuple[str, str, AdjunctRow]]:
        """(code, label, details) of every other treatment."""
        details: Any = self.adjunct_details.form
        return [(code, label, details[code].form) for code, label in choices.listed("adjunct")]

    def _control(self, field: str) -> Field | None:
        """The field of this form for a name of the content."""
        group, _, rest = field.partition(".")
        if not rest:
            name = control_name("", group)
            return _named(self, name)
        if group in {"new_episode", "precaution_reasons"}:
            return _named(getattr(self, group).form, control_name(group, rest))
        if group == "adjuncts":
            return self.adjuncts
        uid, _, name = rest.partition(".")
        return self._control_in_row(group, uid, name)

    def _control_in_row(self, group: str, uid: str, name: str) -> Field | None:
        if group == "overrides":
            return None
        lists = (self.effects_before, self.effects_since) if group == "effects" else (self._rows(group),)
        row = next((row for rows in lists if (row := rows.row_of(uid)) is not None), None)
        if row is None:
            return None
        control = control_name(group, name)
        if control in {"diameter", "length"} and row[control].data in {None, choices.OTHER}:
            control = f"{control}_other"
        return _named(row, control)

    def _rows(self, group: str) -> RowsField:
        rows: RowsField = getattr(self, group)
        return rows

    def _is_refused(self, field: str) -> bool:
        control = self._control(field)
        return control is not None and bool(control.errors)

    def _circumstances(self) -> Circumstances:
        return Circumstances(
            now=self.facts.now,
            zone=self.facts.zone,
            born_on=self.facts.born_on,
            deceased_on=self.facts.deceased_on,
            has_earlier_visit=self.facts.earlier is not None,
        )

    def _offer(self) -> None:
        """Fill the lists that depend on the patient, the clinic and the other rows."""
        self.episodes.offer(self._episode_choices())
        lists = (self.measurements, self.needlings, self.stimulations, self.effects_before, self.effects_since)
        for row in (row for rows in lists for row in rows.rows()):
            self._offer_row(row)

    def _ask_every_region(self) -> None:
        """A row of the count for each region in which a needle was put, whatever was sent."""
        for line in region_lines(read_content(self, readable_only=True)):
            if self.counts.row_of(line.region) is None:
                self.counts.append_entry({"uid": line.region, "label": line.label})

    def _offer_row(self, row: RowForm) -> None:
        people = [(str(person.id), person.name) for person in self.facts.people]
        needlings = [(row.uid.data, f"{number}. {row.title()}") for number, row in enumerate(self.needlings.rows(), 1)]
        offers = {"episode": self._episode_choices(), "inserted_by": people, "rater": people}
        offers |= {"first": needlings, "second": needlings, "place": self._place_choices(row)}
        if isinstance(row, MeasurementRow):
            row.must_say_unit = self.facts.uses_pounds_and_inches
            offers |= {"unit": choices.units_of(row.measure.data)}
        for name, offered in offers.items():
            field: Any = _named(row, name)
            if field is not None:
                field.offer(offered)

    def _place_choices(self, row: RowForm) -> list[tuple[str, str]]:
        """Where the side effect of a row can be chosen to sit: what this visit needled, or what the earlier one did."""
        if "place" not in row:
            return []
        if row.uid.name.startswith(self.effects_since.name):
            places = self.facts.earlier.places if self.facts.earlier else ()
        else:
            places = tuple(
                (site.muscle.data, place_of(f"|{site.side.data or ''}")[1])
                for site in self.needlings.rows()
                if site.muscle.data
            )
        return place_choices(places, chosen=row["place"].data)

    def _episode_choices(self) -> list[tuple[str, str]]:
        known = [
            (str(episode.id), f"{episode.label}, {episode.side}" if episode.side else episode.label)
            for episode in self.facts.episodes
        ]
        return [*known, (choices.NEW_EPISODE_CHOICE, "New episode")]


def _named(form: FieldsForm, name: str) -> Field | None:
    return form[name] if name in form else None  # noqa: SIM401 -- a form has no get
