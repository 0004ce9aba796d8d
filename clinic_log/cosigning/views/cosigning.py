"""Reading a note that waits for a supervisor, co-signing it, or sending it back with a question."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from clinic_log.base.errors import ConflictError
from clinic_log.base.permissions import Permission
from clinic_log.cosigning.actions.cosigning import cosign, send_back
from clinic_log.cosigning.forms import CosignForm, SendBackForm
from clinic_log.cosigning.queries.facts import treating_ids
from clinic_log.cosigning.queries.note import read_beside
from clinic_log.cosigning.queries.waiting import list_waiting
from clinic_log.cosigning.rules import may_cosign, reason_words
from clinic_log.cosigning.views.blueprint import Answer, blueprint
from clinic_log.cosigning.views.words import cosignature_line, question_line
from clinic_log.treatments.rules import COUNTED_STATUSES, SignatureMeaning
from clinic_log.treatments.views.finding import Visit, find_visit, note_view
from clinic_log.treatments.views.proof import asked_of_signer, find_proof_refusal
from clinic_log.treatments.views.signed_page import signed_page
from clinic_log.web.guards import requires

_ADDRESS = "/patients/<int:patient_id>/sessions/<int:session_id>"
_NEXT = "next"


@blueprint.get(f"{_ADDRESS}/co-sign")
@requires(Permission.COSIGN_SESSION)
def read(patient_id: int, session_id: int) -> Answer:
    visit = find_visit(patient_id, session_id)
    if visit.treatment.status not in COUNTED_STATUSES:
        return redirect(visit.url("show"))
    page = _page(visit)
    note_view(visit)
    return page


@blueprint.post(f"{_ADDRESS}/co-sign")
@requires(Permission.COSIGN_SESSION)
def sign(patient_id: int, session_id: int) -> Answer:
    refusal = find_proof_refusal()
    visit, form = find_visit(patient_id, session_id), CosignForm(request.form)
    is_whole = form.validate()
    if refusal is not None:
        form.refuse_proof(refusal.field, refusal.text)
    if refusal is not None or not is_whole:
        return _page(visit, form), refusal.status if refusal is not None else 422
    meaning = SignatureMeaning(form.meaning.data)
    try:
        cosign(visit.db, by=visit.by, treatment=visit.treatment, seen=form.seen, meaning=meaning)
    except ConflictError as conflict:
        return _page(visit, form, refused=str(conflict)), 409
    flash("Note co-signed", "success")
    return _onward(visit)


@blueprint.post(f"{_ADDRESS}/send-back")
@requires(Permission.COSIGN_SESSION)
def ask(patient_id: int, session_id: int) -> Answer:
    visit, form = find_visit(patient_id, session_id), SendBackForm(request.form)
    if not form.validate():
        return _page(visit, asked=form), 422
    question = form.question.data or ""
    try:
        send_back(visit.db, by=visit.by, treatment=visit.treatment, seen=form.seen, question=question)
    except ConflictError as conflict:
        return _page(visit, asked=form, refused=str(conflict)), 409
    flash("Note sent back. It returns here once it is answered", "success")
    return _onward(visit)


def _onward(visit: Visit) -> Response:
    """To the next note that waits, where that was asked for and one does; else to the queue."""
    next_url = _next_url(visit) if request.form.get("act") == _NEXT else ""
    return redirect(next_url or url_for("worklist.today"), 303)


def _next_url(visit: Visit) -> str:
    """The page of the note that waits after this one, the first of all after the last; empty where no other waits."""
    waiting = [note.treatment for note in list_waiting(visit.db, by=visit.by)]
    at = next((number for number, one in enumerate(waiting) if one.id == visit.treatment.id), -1)
    others = [*waiting[at + 1 :], *waiting[: max(at, 0)]]
    if not others:
        return ""
    return url_for("cosigning.read", patient_id=others[0].patient_id, session_id=others[0].id)


def _page(visit: Visit, form: CosignForm | None = None, *, asked: SendBackForm | None = None, refused: str = "") -> str:
    treatment, values = visit.treatment, signed_page(visit)
    newest = treatment.versions[-1] if treatment.versions else None
    beside = read_beside(visit.db, by=visit.by, treatment=treatment)
    request_ = beside.request_of(newest) if newest is not None else None
    forms = (form or CosignForm(), asked or SendBackForm())
    for each in forms:
        if newest is not None:
            each.show(newest.number, newest.content_hash)
    return render_template(
        "cosigning/cosign.html",
        **values,
        form=forms[0],
        ask_form=forms[1],
        version=newest,
        why=reason_words(request_.reasons) if request_ is not None else "",
        waiting_since=request_.waiting_since if request_ is not None else None,
        cosignature=cosignature_line(beside, newest) if newest is not None else None,
        questions=[question_line(one, treatment) for one in beside.questions],
        may_cosign=treatment.status in COUNTED_STATUSES
        and may_cosign(
            visit.by.user_id,
            treated_ids=treating_ids(treatment),
            signer_ids=[one.signer_id for one in treatment.versions],
        ),
        asked=asked_of_signer(visit.db),
        signer=visit.by.display_name,
        next_url=_next_url(visit),
        refused=refused,
        page_error=not refused and bool(forms[0].errors or forms[1].errors),
    )
