"""Form fields read what people type, keep it when it is wrong, and say in a sentence what to do."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField

from clinic_log.web.forms import (
    ChoiceField,
    ClockField,
    DayField,
    FieldsForm,
    ListField,
    NotesField,
    NumberField,
    Required,
    TextField,
    WholeNumberField,
)


class _Row(FieldsForm):
    amount = WholeNumberField("Amount", low=1, high=30)


class _Form(FieldsForm):
    pain = WholeNumberField("Pain", [Required("Choose the pain score")], low=0, high=10)
    angle = NumberField("Angle", low=-30, high=180, unit="°")
    name = TextField("Name", limit=20)
    notes = NotesField("Notes")
    day = DayField("Day")
    start = ClockField("Start")
    side = ChoiceField("Side", choices=[("left", "Left"), ("right", "Right")])
    muscle = ListField("Muscle", choices={"Neck": [("scm", "Sternocleidomastoid")]})
    rows = FieldList(FormField(_Row))


def _filled(**values: str) -> _Form:
    return _Form(MultiDict({"pain": "0", **values}))


def _message(form: _Form, name: str) -> str:
    form.validate()
    return str(form[name].errors[0]) if form[name].errors else ""


def test_pain_0_is_a_value_and_nothing_is_not() -> None:
    assert _filled().validate()
    assert _message(_filled(pain=""), "pain") == "Choose the pain score"


@pytest.mark.parametrize(
    ("typed", "read"), [("12,5", 12.5), ("12.5", 12.5), (" 7 ", 7.0), ("-5", -5.0), ("−5", -5.0), ("+3", 3.0)]
)
def test_a_number_is_read_with_comma_or_point(typed: str, read: float) -> None:
    form = _filled(angle=typed)

    assert form.validate()
    assert pytest.approx(read) == form.angle.data


@pytest.mark.parametrize("typed", ["12..5", "1e5", "nan", "inf", "twelve", "1 2 x", "٣٣x", "9" * 40])
def test_what_is_no_number_stays_in_the_field_beside_its_message(typed: str) -> None:
    form = _filled(angle=typed)

    assert _message(form, "angle") == "Enter a number, such as 12 or 12.5"
    assert form.angle._value() == typed


def test_a_value_outside_the_bounds_names_them_with_the_unit() -> None:
    assert _message(_filled(angle="400"), "angle") == "Enter a value from −30 to 180 °"
    assert _message(_filled(pain="11"), "pain") == "Enter a value from 0 to 10"


def test_text_is_trimmed_and_composed() -> None:
    form = _filled(name="  Zoe\u0308 ")

    assert form.validate()
    assert form.name.data == "Zoë"


@pytest.mark.parametrize("text", ["a\x00b", "a\x07b", "a\ud800b"])
def test_a_character_that_cannot_be_kept_is_refused_and_nothing_is_cut(text: str) -> None:
    form = _filled(name=text)

    assert "cannot be kept" in _message(form, "name")
    assert form.name.data == text


@pytest.mark.parametrize("name", ["Ana 🌻", "محمد", "Nguyễn", "O’Connell"])
def test_names_of_the_world_are_kept(name: str) -> None:
    form = _filled(name=name)

    assert form.validate()
    assert form.name.data == name


def test_too_long_a_text_is_refused_with_its_length_and_kept() -> None:
    form = _filled(notes="x" * 20_001)

    assert "20,001 characters; 20,000 is the most" in _message(form, "notes")
    assert len(form.notes.data or "") == 20_001


def test_days_and_times_are_read_as_the_browser_sends_them() -> None:
    form = _filled(day="2026-11-20", start="14:02")

    assert form.validate()
    assert [form.day.data, form.start.data] == [date(2026, 11, 20), time(14, 2)]


@pytest.mark.parametrize(
    ("name", "typed"),
    [("day", "20/11/2026"), ("day", "2026-02-30"), ("day", "0001-01-01"), ("day", "9999-12-31"), ("start", "25:00")],
)
def test_an_impossible_day_or_time_says_how_to_write_it(name: str, typed: str) -> None:
    form = _filled(**{name: typed})

    assert _message(form, name).startswith("Enter a")
    assert f'value="{typed}"' in str(form[name]())


@pytest.mark.parametrize("name", ["side", "muscle"])
def test_a_code_that_is_not_offered_is_refused(name: str) -> None:
    assert "Choose" in _message(_filled(**{name: "made-up"}), name)


def test_words_that_name_nothing_on_a_list_are_refused_and_kept() -> None:
    form = _filled(**{"muscle": "", "muscle-typed": "levator scapuli"})

    assert _message(form, "muscle") == "“levator scapuli” is not on the list. Choose a name from it"
    assert form.muscle.typed == "levator scapuli"


def test_nothing_chosen_is_a_state_of_its_own() -> None:
    form = _filled()

    assert form.validate()
    assert form.side.data is None
    assert form.muscle.data is None


def test_errors_of_rows_are_found_with_their_control() -> None:
    form = _filled(**{"rows-0-amount": "31", "angle": "400"})
    form.validate()

    assert form.all_errors() == [
        ("angle", "Enter a value from −30 to 180 °"),
        ("rows-0-amount", "Enter a value from 1 to 30"),
    ]


class _NamedRow(_Row):
    @override
    def summary_name(self) -> str:
        return "Infraspinatus"


class _NamedRows(FieldsForm):
    rows = FieldList(FormField(_NamedRow))


def test_an_error_of_a_row_says_which_row_in_the_summary_and_not_beside_the_field() -> None:
    form = _NamedRows(MultiDict({"rows-0-amount": "31"}))
    form.validate()

    assert form.all_errors() == [("rows-0-amount", "Infraspinatus: Enter a value from 1 to 30")]
    assert form.rows[0].form.amount.errors == ["Enter a value from 1 to 30"]


@given(st.text())
def test_no_text_makes_a_form_fail(text: str) -> None:
    form = _Form(MultiDict(dict.fromkeys(("pain", "angle", "name", "notes", "day", "start", "side", "muscle"), text)))

    form.validate()

    assert form.angle._value() == text
