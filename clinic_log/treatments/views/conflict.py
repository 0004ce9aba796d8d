"""Making one note of two texts: which answers to keep of each."""

from typing import Final

from flask import flash, redirect, request

from clinic_log.base.errors import InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.treatments.forms.fields_sent import Fields
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.forms.two_texts import Difference, Keep, merged
from clinic_log.treatments.rules import SessionStatus
from clinic_log.treatments.views.blueprint import Answer, blueprint
from clinic_log.treatments.views.conflict_page import conflict_page, open_conflict
from clinic_log.treatments.views.finding import find_visit
from clinic_log.treatments.views.refusing import refused
from clinic_log.treatments.views.saving import Sent, base_sent, read_carried, save_note
from clinic_log.web.database import reading
from clinic_log.web.guards import requires

_UNREADABLE: Final = "This page could not be read. Open the note again: your draft is kept."
_CHOICE: Final = "keep:"


@blueprint.post("/patients/<int:patient_id>/sessions/<int:session_id>/conflict")
@requires(Permission.WRITE_SESSION)
def settle(patient_id: int, session_id: int) -> Answer:
    """Save what was chosen as one note. The page comes again while a choice is missing, for the buttons that choose
    everything of one text, and when the other text changed once more.
    """
    with reading() as db:
        visit = find_visit(patient_id, session_id, db=db)
        if visit.treatment.status is not SessionStatus.DRAFT:
            return redirect(visit.url("show"), 303)
        seen = number_sent(request.form.get("draft_revision")) or 0
        conflict = open_conflict(visit, Sent(_fields(request.form.get("mine")), seen, base_sent()))
        found = conflict.differences
        kept = _kept(found)
        if conflict.mark != request.form.get("other"):
            return conflict_page(visit, conflict, is_changed_again=True), 409
        if "keep_all" in request.form:
            return conflict_page(visit, conflict, kept=kept)
        if len(kept) < len(found):
            return conflict_page(visit, conflict, kept=kept, has_missing=True), 422
        fields = merged(conflict.texts, kept)
    return _save(patient_id, session_id, Sent(fields, conflict.newest))


def _save(patient_id: int, session_id: int, sent: Sent) -> Answer:
    refusal = save_note(patient_id, session_id, sent)
    visit = find_visit(patient_id, session_id)
    if refusal is not None:
        return refused(visit, refusal, sent)
    flash("Both texts are now one note", "success")
    return redirect(visit.url("edit"), 303)


def _kept(found: list[Difference]) -> dict[str, Keep]:
    """The choices that were made, or the same one for each."""
    everything = request.form.get("keep_all")
    choices = {one.key: everything or request.form.get(f"{_CHOICE}{one.key}", "") for one in found}
    return {key: Keep(choice) for key, choice in choices.items() if choice in set(Keep)}


def _fields(text: str | None) -> Fields:
    """The fields of one's own text as the page carries them, or InvalidInputError."""
    fields = read_carried(text)
    if fields is None:
        raise InvalidInputError(_UNREADABLE)
    return fields
