"""Keeping what is typed, every second after a change, whether it can be saved or not."""

from typing import Any

from flask import request

from clinic_log.base.errors import InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.treatments.actions import DraftConflictError, keep_draft
from clinic_log.treatments.forms.fields_sent import Fields, fields_of
from clinic_log.treatments.views.blueprint import blueprint
from clinic_log.treatments.views.finding import find_visit
from clinic_log.treatments.views.note_page import answer_to_draft
from clinic_log.web.database import own_transaction, reading
from clinic_log.web.guards import requires
from clinic_log.web.template_tools import clock

_UNREADABLE = "This page could not be read. Reload it."


@blueprint.put("/patients/<int:patient_id>/sessions/<int:session_id>/draft")
@requires(Permission.WRITE_SESSION)
def put_draft(patient_id: int, session_id: int) -> dict[str, Any] | tuple[dict[str, Any], int]:
    """Takes {"fields": [[name, text], ...], "revision": 3} and answers with the new revision, when it was kept, what is
    left before signing and what the measures say; 409 with the server's revision when another page of the same person
    came first.
    """
    fields, revision = _read(request.get_json(silent=True))
    try:
        with own_transaction() as db:
            visit = find_visit(patient_id, session_id, db=db)
            draft = keep_draft(db, by=visit.by, treatment=visit.treatment, fields=fields, revision=revision)
            kept = {"revision": draft.revision, "saved_at": clock(draft.saved_at)}
    except DraftConflictError as error:
        return {"revision": error.revision}, 409
    with reading() as db:
        return {**kept, **answer_to_draft(find_visit(patient_id, session_id, db=db), fields)}


def _read(sent: object) -> tuple[Fields, int]:
    """The pairs and the revision, or InvalidInputError for anything else."""
    fields, revision = (sent.get("fields"), sent.get("revision")) if isinstance(sent, dict) else (None, None)
    if not isinstance(fields, list) or not isinstance(revision, int) or not all(map(_is_pair, fields)):
        raise InvalidInputError(_UNREADABLE)
    return fields_of((name, [text]) for name, text in fields), revision


def _is_pair(sent: object) -> bool:
    return isinstance(sent, list) and len(sent) == 2 and all(isinstance(part, str) for part in sent)
