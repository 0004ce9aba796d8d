"""The rows of a note: needlings, stimulation, measurements, side effects."""

from typing import Any, ClassVar

import wtforms
from typing_extensions import override
from wtforms.form import BaseForm

from clinic_log.catalogue import measures, muscles
from clinic_log.treatments.forms import choices
from clinic_log.treatments.forms.row_list import RowForm
from clinic_log.treatments.rules import codes
from clinic_log.treatments.rules.limits import MEASURED_SITE_LIMIT, TEXTS
from clinic_log.web.forms import (
    ChipsField,
    ChoiceField,
    ClockField,
    DayField,
    ListField,
    NotesField,
    NumberField,
    TextField,
    WholeNumberField,
)
from clinic_log.web.forms.long_list import LongList


class MuscleField(ListField):
    """The muscles by region, found by typing their names, Latin names and synonyms."""

    @override
    def iter_groups(self) -> Any:
        known = muscles.by_slug()
        for group, members in super().iter_groups():
            options: list[Any] = list(members)
            yield (
                group,
                [
                    option._replace(render_kw=choices.muscle_search(known[option.value]))
                    if option.value in known
                    else option
                    for option in options
                ],
            )


class MeasureField(ListField):
    """The measures of the catalogue by group, then those that the clinic has added."""

    @property
    def more_choices(self) -> choices.Groups:
        return choices.own_measure_groups(chosen=self.data)

    @override
    def pre_validate(self, form: BaseForm) -> None:
        if self.typed or measures.find(self.data) is None:
            super().pre_validate(form)


class NeedlingRow(RowForm):
    """One target on one side."""

    SILENT: ClassVar[frozenset[str]] = frozenset(
        {"uid", "episode", "target_kind", "inserted_by", "chart_version", "origins", "hazard_read"}
    )
    NEEDED = ("needles",)

    episode = ListField("Episode", choices=())
    target_kind = ChoiceField("Kind of target", choices=choices.listed("target"))
    muscle = MuscleField("Muscle", choices=choices.muscle_groups(), widget=LongList())
    target_words = TextField("Another target in words", limit=TEXTS["target_words"])
    region = TextField("Region", limit=TEXTS["region"])
    side = ChoiceField("Side", choices=choices.NEEDLE_SIDES)
    spinal_level = TextField("Spinal level", limit=TEXTS["spinal_level"])
    point_kind = ChoiceField("Trigger point", choices=choices.listed("trp_kind"))
    diameter = ListField("Diameter", choices=choices.listed("diameter_mm"))
    diameter_other = NumberField("Other diameter in mm")
    length = ListField("Length", choices=choices.listed("length_mm"))
    length_other = NumberField("Other length in mm")
    needles = WholeNumberField("Needles")
    insertions = WholeNumberField("Insertions")
    depth_class = ListField("Depth", choices=choices.listed("depth"))
    patient_position = ListField("Position", choices=choices.listed("position"))
    approach = ListField("Approach", choices=choices.listed("approach"))
    technique = ListField("Technique", choices=choices.listed("technique"))
    dwell_minutes = NumberField("Minutes in place")
    response_sought = ListField("Response sought", choices=choices.worded(codes.SOUGHT_WORDS))
    twitch = ChoiceField("Local twitch", choices=choices.worded(codes.TWITCH_WORDS))
    other_responses = ChipsField("Other responses", choices=choices.other_responses())
    inserted_by = ListField("Inserted by", choices=())
    note = TextField("Note", limit=TEXTS["note"])
    hazard_read = wtforms.HiddenField()  # the muscle whose danger note was read
    long_needle_reason = TextField("Why a longer needle", limit=TEXTS["reason"])
    chart_version = wtforms.HiddenField()
    chart_view = wtforms.HiddenField()
    chart_x = NumberField()
    chart_y = NumberField()
    origins = wtforms.HiddenField("Where the values came from")

    def title(self) -> str:
        """What the row is called in a list: the muscle or the words, and the side."""
        muscle = muscles.by_slug().get(self.muscle.data or "")
        name = muscle.name if muscle else self.target_words.data or "New site"
        return f"{name}, {self.side.data}" if self.side.data else name

    @override
    def summary_name(self) -> str:
        muscle = muscles.by_slug().get(self.muscle.data or "")
        return muscle.name if muscle else self.target_words.data or ""


class StimulationRow(RowForm):
    """One channel between two needlings."""

    NEEDED = ("first", "second")

    first = ListField("From", choices=())
    second = ListField("To", choices=())
    waveform = ListField("Waveform", choices=choices.listed("stimulation_waveform"))
    frequency_hz = NumberField("Frequency", unit="Hz")
    pulse_width_us = NumberField("Pulse width", unit="µs")
    intensity_ma = NumberField("Intensity", unit="mA")
    minutes = NumberField("Minutes")


class MeasurementRow(RowForm):
    """One measure before and after. A row that only says what could be measured, and how, is not an answer."""

    SILENT: ClassVar[frozenset[str]] = frozenset(
        {"uid", "measure", "episode", "side", "mode", "rater", "site", "tool", "unit"}
    )
    NEEDED = ("measure",)

    measure = MeasureField("Measure", choices=choices.measure_groups(), widget=LongList())
    episode = ListField("Episode", choices=())
    side = ChoiceField("Side", choices=choices.SIDES)
    mode = ChoiceField("Movement", choices=choices.worded(codes.MODES))
    before = NumberField("Before")
    after = NumberField("After")
    unit = ChoiceField("Unit", choices=())
    site = TextField("Muscle or place", limit=MEASURED_SITE_LIMIT)
    not_asked_reason = TextField("Why it was not asked", limit=TEXTS["not_asked_reason"])
    rater = ListField("Measured by", choices=())
    tool = TextField("Tool", limit=TEXTS["tool"])

    must_say_unit = False  # where the clinic works in other units than the catalogue

    @override
    def summary_name(self) -> str:
        measure = measures.find(self.measure.data)
        return measure.short_label if measure else ""


class EffectRow(RowForm):
    """One unwanted effect."""

    NEEDED = ("kind",)

    kind = ListField("Side effect", choices=choices.effect_groups(), widget=LongList())
    severity = ChoiceField("Severity", choices=choices.SEVERITY)
    is_serious = wtforms.BooleanField("Admission to hospital, lasting disability or death")
    place = ListField("Site", choices=())
    site = TextField("Where, in words", limit=TEXTS["site"])
    onset_on = DayField("Began on")
    resolved_on = DayField("Over by")
    reported_by = ChoiceField("Told by", choices=choices.worded(codes.REPORTED_BY))
    told_how = ChoiceField("How", choices=choices.worded(codes.TOLD_HOW))
    action = NotesField("What was done")


class AdjunctRow(RowForm):
    """Details of another treatment; its code is in the name of the row."""

    minutes = WholeNumberField("Minutes")
    note = TextField("Note", limit=TEXTS["note"])


class CountRow(RowForm):
    """The needles counted out of one region, which is its uid. A row that only names its region is no answer."""

    SILENT: ClassVar[frozenset[str]] = frozenset({"uid", "label"})

    label = wtforms.HiddenField()
    needles_out = WholeNumberField("Out")
    note = TextField("Why the numbers differ", limit=TEXTS["note"])

    @override
    def summary_name(self) -> str:
        return (self.label.data or "").lower()


class LotRow(RowForm):
    """A box of needles that was in use."""

    NEEDED = ("lot",)

    product = TextField("Product", limit=TEXTS["product"])
    lot = TextField("Lot", limit=TEXTS["lot"])
    expires_on = DayField("Use by")

    @override
    def summary_name(self) -> str:
        return f"Lot {self.lot.data}" if self.lot.data else "Lot"


class VitalSignsRow(RowForm):
    """One reading of vital signs."""

    taken_clock = ClockField("Taken at")
    systolic_mmhg = WholeNumberField("Upper blood pressure", unit="mmHg")
    diastolic_mmhg = WholeNumberField("Lower blood pressure", unit="mmHg")
    pulse_per_minute = WholeNumberField("Pulse", unit="a minute")
    oxygen_percent = WholeNumberField("Oxygen saturation", unit="%")
    breaths_per_minute = WholeNumberField("Breaths", unit="a minute")
    note = TextField("Note", limit=TEXTS["note"])

    @override
    def summary_name(self) -> str:
        return f"Vital signs, {self.taken_clock.data:%H:%M}" if self.taken_clock.data else "Vital signs"
