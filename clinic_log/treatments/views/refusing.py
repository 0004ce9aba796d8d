"""What a person sees when a note was not saved: nothing that they typed is gone."""

from flask import redirect, render_template

from clinic_log.treatments.rules import SessionStatus
from clinic_log.treatments.views.blueprint import Answer
from clinic_log.treatments.views.conflict_page import conflict_page, open_conflict
from clinic_log.treatments.views.finding import Visit
from clinic_log.treatments.views.note_page import note_page, refused_note
from clinic_log.treatments.views.saving import Reason, Refusal, Sent


def refused(visit: Visit, refusal: Refusal, sent: Sent) -> Answer:
    """The note with its messages, or both texts where another one came first."""
    if visit.treatment.status is not SessionStatus.DRAFT:
        return redirect(visit.url("show"), 303)
    if refusal.reason is Reason.INVALID:
        return render_template("treatments/edit.html", **note_page(visit, refused_note(visit, refusal.form))), 422
    return conflict_page(visit, open_conflict(visit, sent)), 409
