"""What a browser would send of a form as it stands."""

from collections.abc import Iterator
from typing import Any

import wtforms
from wtforms.form import BaseForm

from clinic_log.treatments.forms.fields_sent import Fields


def fields_of_form(form: BaseForm) -> Fields:
    """Names and texts in the order of the page."""
    return [[field.name, text] for field in form for field, text in sent_of(field)]


def sent_of(field: wtforms.Field) -> Iterator[tuple[wtforms.Field, str]]:
    """Each control in the field with what it would send; a choice without an answer sends nothing."""
    if isinstance(field, wtforms.FormField):
        for inner in field.form:
            yield from sent_of(inner)
    elif isinstance(field, wtforms.FieldList):
        for entry in field.entries:
            yield from sent_of(entry)
    else:
        yield from ((field, text) for text in _texts(field))


def _texts(field: wtforms.Field) -> list[str]:
    if isinstance(field, wtforms.SelectMultipleField):
        return list(field.data or ())
    if isinstance(field, wtforms.BooleanField):
        return ["y"] if field.data else []
    if isinstance(field, wtforms.RadioField):
        return [field.data] if field.data is not None else []
    if isinstance(field, wtforms.SelectField):
        return [field.data or ""]
    control: Any = field
    return [control._value()]  # noqa: SLF001 -- what the control shows, readable or not
