"""The base of every form and row, validators, and the list of what is wrong on a page."""

from collections.abc import Iterator

import wtforms
from wtforms import Field, Form
from wtforms.form import BaseForm
from wtforms.validators import InputRequired


class FieldsForm(Form):
    """A form, or a row in one. The CSRF proof is checked before any form is read."""

    def all_errors(self) -> list[tuple[str, str]]:
        """(id of the control, message) of every error, in the order of the page, rows included."""
        return list(_errors_of(self))

    def summary_name(self) -> str:
        """What a list of errors calls this form where it is one of several rows; empty when it stands alone."""
        return ""


class Required(InputRequired):
    """The field needs a value; 0 is one."""

    def __init__(self, message: str) -> None:
        super().__init__(message)


def _errors_of(form: BaseForm) -> Iterator[tuple[str, str]]:
    for message in form.form_errors:
        yield "", str(message)
    name = form.summary_name() if isinstance(form, FieldsForm) else ""
    for field in form:
        for control, message in _errors_in(field):
            yield control, message if not name or name in message else f"{name}: {message}"


def _errors_in(field: Field) -> Iterator[tuple[str, str]]:
    if isinstance(field, wtforms.FormField):
        yield from _errors_of(field.form)
    elif isinstance(field, wtforms.FieldList):
        for entry in field.entries:
            yield from _errors_in(entry)
        yield from ((field.id, str(message)) for message in field.errors if isinstance(message, str))
    else:
        yield from ((field.id, str(message)) for message in field.errors)
