"""Signing a note: everything that will be signed, what it means, and proof of who signs."""

from flask import flash, redirect, render_template, request

from clinic_log.base.errors import ConflictError
from clinic_log.base.permissions import Permission
from clinic_log.treatments.actions import sign_session
from clinic_log.treatments.forms import SigningForm
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.rules import ContentError, SessionStatus, SignatureMeaning
from clinic_log.treatments.rules.limits import REVISION_FIELD
from clinic_log.treatments.views.blueprint import Answer, blueprint
from clinic_log.treatments.views.finding import Visit, find_visit, note_view
from clinic_log.treatments.views.proof import find_proof_refusal
from clinic_log.treatments.views.sign_page import has_unsaved_text, sign_page, signing_form
from clinic_log.web.guards import requires


@blueprint.get("/patients/<int:patient_id>/sessions/<int:session_id>/sign")
@requires(Permission.VIEW_PATIENTS)
def sign(patient_id: int, session_id: int) -> Answer:
    visit = find_visit(patient_id, session_id)
    if visit.treatment.status is not SessionStatus.DRAFT:
        return redirect(visit.url("show"))
    page = _page(visit, signing_form(visit))
    note_view(visit)
    return page


@blueprint.post("/patients/<int:patient_id>/sessions/<int:session_id>/sign")
@requires(Permission.SIGN_SESSION)
def sign_now(patient_id: int, session_id: int) -> Answer:
    """A signature that is sent twice is one: the second finds a signed note."""
    refusal = find_proof_refusal()
    visit = find_visit(patient_id, session_id)
    if visit.treatment.status is not SessionStatus.DRAFT:
        return redirect(visit.url("show"), 303)
    form = signing_form(visit, request.form)
    is_whole = form.validate()
    if refusal is not None:
        form.refuse_proof(refusal.field, refusal.text)
        return _page(visit, form), refusal.status
    if not is_whole or has_unsaved_text(visit):
        return _page(visit, form), 422
    return _sign(visit, form)


def _sign(visit: Visit, form: SigningForm) -> Answer:
    revision = number_sent(request.form.get(REVISION_FIELD))
    if revision is None:
        return _overtaken(visit, "")
    try:
        sign_session(
            visit.db,
            by=visit.by,
            treatment=visit.treatment,
            meaning=SignatureMeaning(form.meaning.data),
            revision=revision,
        )
    except ContentError:
        return _page(visit, form, is_refused=True), 422
    except ConflictError as error:
        if visit.treatment.status is not SessionStatus.DRAFT:  # the same signature arrived a moment before
            return redirect(visit.url("show"), 303)
        return _overtaken(visit, "" if revision != visit.treatment.revision else str(error))
    flash("Session signed", "success")
    return redirect(visit.url("show"), 303)


def _overtaken(visit: Visit, conflict: str) -> Answer:
    """The note as it stands now, to be read again. `conflict` says what stands against signing it; it is empty when the
    page was made from another state of the note.
    """
    form = signing_form(visit, request.form)
    form.revision.data = str(visit.treatment.revision)
    return _page(visit, form, is_overtaken=not conflict, conflict=conflict), 409


def _page(visit: Visit, form: SigningForm, *, conflict: str = "", **states: bool) -> str:
    return render_template("treatments/sign.html", **sign_page(visit, form, **states), conflict=conflict)
