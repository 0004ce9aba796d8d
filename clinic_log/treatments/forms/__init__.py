"""The form of a whole note, and the raw fields that drafts keep of it."""

from clinic_log.treatments.forms.chart_sent import with_chart_button
from clinic_log.treatments.forms.fields_sent import fields_of, with_row_button
from clinic_log.treatments.forms.point_line import with_line_button
from clinic_log.treatments.forms.session_form import SessionForm
from clinic_log.treatments.forms.signing import AddendumForm, RetractionForm, SigningForm

__all__ = [
    "AddendumForm",
    "RetractionForm",
    "SessionForm",
    "SigningForm",
    "fields_of",
    "with_chart_button",
    "with_line_button",
    "with_row_button",
]
