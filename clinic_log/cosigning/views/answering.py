"""An author answers the question with which a note was sent back."""

from flask import flash, redirect, render_template, request

from clinic_log.base.errors import ConflictError
from clinic_log.base.permissions import Permission
from clinic_log.cosigning.actions.cosigning import answer_question
from clinic_log.cosigning.forms import AnswerForm
from clinic_log.cosigning.queries.note import get_question
from clinic_log.cosigning.views.blueprint import Answer, blueprint
from clinic_log.cosigning.views.words import question_line
from clinic_log.patients.queries import list_alerts
from clinic_log.treatments.views.finding import Visit, find_visit, note_view
from clinic_log.web.guards import requires

_ADDRESS = "/patients/<int:patient_id>/sessions/<int:session_id>/questions/<int:question_id>"


@blueprint.get(_ADDRESS)
@requires(Permission.WRITE_SESSION)
def answer(patient_id: int, session_id: int, question_id: int) -> Answer:
    visit = find_visit(patient_id, session_id)
    page = _page(visit, question_id, AnswerForm())
    note_view(visit)
    return page


@blueprint.post(_ADDRESS)
@requires(Permission.WRITE_SESSION)
def save_answer(patient_id: int, session_id: int, question_id: int) -> Answer:
    visit, form = find_visit(patient_id, session_id), AnswerForm(request.form)
    question = get_question(visit.db, by=visit.by, treatment=visit.treatment, question_id=question_id)
    if not form.validate():
        return _page(visit, question_id, form), 422
    given = form.answer.data or ""
    try:
        answer_question(visit.db, by=visit.by, treatment=visit.treatment, question=question, answer=given)
    except ConflictError as conflict:
        return _page(visit, question_id, form, refused=str(conflict)), 409
    flash("Answer sent. The note waits for a supervisor again", "success")
    return redirect(visit.url("show"), 303)


def _page(visit: Visit, question_id: int, form: AnswerForm, *, refused: str = "") -> str:
    question = get_question(visit.db, by=visit.by, treatment=visit.treatment, question_id=question_id)
    return render_template(
        "cosigning/answer.html",
        patient=visit.patient,
        alerts=list_alerts(visit.db, patient=visit.patient),
        treatment=visit.treatment,
        question=question_line(question, visit.treatment),
        form=form,
        refused=refused,
        page_error=not refused and bool(form.errors),
    )
