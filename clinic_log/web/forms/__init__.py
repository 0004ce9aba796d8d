"""The base of every form: text normalised and checked, numbers read as people type them, errors in sentences."""

from clinic_log.web.forms.choices import ChipsField, ChoiceField, Choices, ListField
from clinic_log.web.forms.form import FieldsForm, Required
from clinic_log.web.forms.text import NotesField, TextField
from clinic_log.web.forms.values import ClockField, DayField, NumberField, WholeNumberField

__all__ = [
    "ChipsField",
    "ChoiceField",
    "Choices",
    "ClockField",
    "DayField",
    "FieldsForm",
    "ListField",
    "NotesField",
    "NumberField",
    "Required",
    "TextField",
    "WholeNumberField",
]
