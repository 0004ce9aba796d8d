"""Rapid removal without scripts: the visit is marked as stopped early at once, then the page asks why."""

from collections.abc import Sequence

from flask import redirect, render_template, request

from clinic_log.base.dates import now_utc
from clinic_log.base.permissions import Permission
from clinic_log.patients.queries import list_alerts
from clinic_log.treatments.forms.fields_sent import Fields, with_values
from clinic_log.treatments.queries import get_draft
from clinic_log.treatments.queries.draft_state import is_typed
from clinic_log.treatments.rules import SessionStatus, VisitEnd
from clinic_log.treatments.rules.codes import STOP_REASONS
from clinic_log.treatments.views.blueprint import Answer, blueprint
from clinic_log.treatments.views.finding import find_visit, note_view
from clinic_log.treatments.views.saving import Sent, keep_fields
from clinic_log.web.database import reading
from clinic_log.web.guards import requires
from clinic_log.web.template_tools import clock


def stopped_now(fields: Fields, *, zone: str) -> Fields:
    """The fields of a note with the visit stopped early at this moment, or when it was stopped before."""
    known = next((text.strip() for name, text in fields if name == "stopped_clock"), "")
    stopped = known or clock(now_utc(), zone)
    return with_values(fields, {"ended": VisitEnd.STOPPED_EARLY.value, "stopped_clock": stopped})


@blueprint.get("/patients/<int:patient_id>/sessions/<int:session_id>/rapid-removal")
@requires(Permission.WRITE_SESSION)
def rapid_removal(patient_id: int, session_id: int) -> Answer:
    visit = find_visit(patient_id, session_id)
    if visit.treatment.status is not SessionStatus.DRAFT:
        return redirect(visit.url("show"))
    page = render_template(
        "treatments/rapid_removal.html",
        patient=visit.patient,
        alerts=list_alerts(visit.db, patient=visit.patient),
        treatment=visit.treatment,
        reasons=STOP_REASONS,
    )
    note_view(visit)
    return page


@blueprint.post("/patients/<int:patient_id>/sessions/<int:session_id>/rapid-removal")
@requires(Permission.WRITE_SESSION)
def say_why_stopped(patient_id: int, session_id: int) -> Answer:
    """Adds the chosen reasons to what was typed; the count is asked on the page of the note."""
    chosen = [reason for reason in STOP_REASONS if reason in request.form.getlist("reason")]
    with reading() as db:
        visit = find_visit(patient_id, session_id, db=db)
        draft = get_draft(db, by=visit.by, treatment=visit.treatment)
        sent = Sent(_with_reasons(draft.fields, chosen), draft.revision) if draft and is_typed(draft) else None
        url = visit.url("edit", anchor="count")
    if chosen and sent is not None:
        keep_fields(patient_id, session_id, sent)
    return redirect(url, 303)


def _with_reasons(fields: Fields, chosen: Sequence[str]) -> Fields:
    said = next((text.strip() for name, text in fields if name == "stopped_reason"), "")
    words = [said, *(reason for reason in chosen if reason not in said)]
    return with_values(fields, {"stopped_reason": "; ".join(word for word in words if word)})
