"""The form in which the text of a report is read and changed before it is made."""

import wtforms

from clinic_log.web.forms import FieldsForm, NotesField


class ReportForm(FieldsForm):
    """`idempotency_key` makes a form that is sent twice one report."""

    idempotency_key = wtforms.HiddenField()
    text = NotesField("Text")
