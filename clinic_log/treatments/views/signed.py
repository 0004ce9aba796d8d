"""Reading a note, and what may still happen to it: a text is added to it, or it is retracted."""

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from clinic_log.base.errors import ConflictError
from clinic_log.base.permissions import Permission
from clinic_log.treatments.actions import Addendum, retract_session
from clinic_log.treatments.actions import add_addendum as add
from clinic_log.treatments.forms import AddendumForm, RetractionForm
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.rules import VersionKind
from clinic_log.treatments.views.blueprint import Answer, blueprint
from clinic_log.treatments.views.finding import Visit, find_visit, note_view
from clinic_log.treatments.views.proof import asked_of_signer, find_proof_refusal
from clinic_log.treatments.views.signed_page import VERSION_KINDS, signed_page
from clinic_log.web.guards import requires


@blueprint.get("/patients/<int:patient_id>/sessions/<int:session_id>")
@requires(Permission.VIEW_PATIENTS)
def show(patient_id: int, session_id: int) -> str:
    visit = find_visit(patient_id, session_id)
    page = _page(visit)
    note_view(visit)
    return page


@blueprint.post("/patients/<int:patient_id>/sessions/<int:session_id>/addendum")
@requires(Permission.SIGN_SESSION)
def add_addendum(patient_id: int, session_id: int) -> Answer:
    """What is sent twice is added once."""
    refusal = find_proof_refusal()
    visit, form = find_visit(patient_id, session_id), AddendumForm(request.form)
    is_whole = form.validate()
    if refusal is not None:
        form.refuse_proof(refusal.field, refusal.text)
    if refusal is not None or not is_whole:
        return _page(visit, addendum_form=form), refusal.status if refusal is not None else 422
    return _add(visit, form)


@blueprint.post("/patients/<int:patient_id>/sessions/<int:session_id>/retract")
@requires(Permission.RETRACT_SESSION)
def retract(patient_id: int, session_id: int) -> Answer:
    visit, form = find_visit(patient_id, session_id), RetractionForm(request.form)
    if not form.validate():
        return _page(visit, retraction_form=form), 422
    retract_session(visit.db, by=visit.by, treatment=visit.treatment, reason=form.reason.data or "")
    flash("Session retracted", "success")
    return _to(visit)


def _add(visit: Visit, form: AddendumForm) -> Answer:
    seen = number_sent(form.version.data)
    if seen is None:
        return _overtaken(visit, form)
    addendum = Addendum(
        kind=VersionKind(form.kind.data), text=form.text.data or "", reason=form.reason.data or "", after=seen
    )
    try:
        add(visit.db, by=visit.by, treatment=visit.treatment, addendum=addendum)
    except ConflictError:
        return _overtaken(visit, form)
    flash(f"{VERSION_KINDS[addendum.kind]} signed", "success")
    return _to(visit)


def _overtaken(visit: Visit, form: AddendumForm) -> Answer:
    """The note as it stands now with what was typed, to be read and added to again."""
    form.version.data = ""
    return _page(visit, addendum_form=form, is_overtaken=True), 409


def _page(
    visit: Visit,
    *,
    addendum_form: AddendumForm | None = None,
    retraction_form: RetractionForm | None = None,
    is_overtaken: bool = False,
) -> str:
    values = signed_page(visit)
    addendum = addendum_form or AddendumForm()
    addendum.version.data = addendum.version.data or str(values["newest"])
    return render_template(
        "treatments/show.html",
        **values,
        addendum_form=addendum,
        retraction_form=retraction_form or RetractionForm(),
        is_overtaken=is_overtaken,
        asked=asked_of_signer(visit.db),
        signer=visit.by.display_name,
        page_error=bool(addendum_form or retraction_form) and not is_overtaken,
    )


def _to(visit: Visit) -> Response:
    return redirect(visit.url("show"), 303)
