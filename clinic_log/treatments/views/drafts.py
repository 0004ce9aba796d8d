"""Keeping what is typed, every second after a change, whether it can be saved or not."""

from dataclasses import dataclass
from typing import Any

from flask import request

from clinic_log.base.errors import InvalidInputError
from clinic_log.base.permissions import Permission
from clinic_log.treatments.actions import DraftConflictError, keep_draft
from clinic_log.treatments.forms.fields_sent import Fields, fields_of
from clinic_log.treatments.queries import get_draft
from clinic_log.treatments.views.blueprint import blueprint
from clinic_log.treatments.views.finding import find_visit
from clinic_log.treatments.views.note_page import answer_to_draft, facts_of, known_values, slugs_in
from clinic_log.web.database import own_transaction
from clinic_log.web.guards import current_actor, requires
from clinic_log.web.template_tools import clock

_ANOTHER = "Another person is signed in than the one who opened this page. Nothing was kept."
_UNREADABLE = "This page could not be read. Reload it."


@dataclass(frozen=True)
class _Page:
    """What a page sent: the fields, the revision it had, who opened it, and what it had sent just before."""

    fields: Fields
    revision: int
    author: int
    after: Fields | None


@blueprint.get("/patients/<int:patient_id>/sessions/<int:session_id>/draft")
@requires(Permission.WRITE_SESSION)
def draft(patient_id: int, session_id: int) -> dict[str, int]:
    """{"revision": 3} of one's own draft, 0 for none: whether a page that was just loaded shows the newest."""
    visit = find_visit(patient_id, session_id)
    kept = get_draft(visit.db, by=visit.by, treatment=visit.treatment)
    return {"revision": kept.revision if kept else 0}


@blueprint.put("/patients/<int:patient_id>/sessions/<int:session_id>/draft")
@requires(Permission.WRITE_SESSION)
def put_draft(patient_id: int, session_id: int) -> dict[str, Any] | tuple[dict[str, Any], int]:
    """Takes {"fields": [[name, text], ...], "revision": 3, "author": 7} and answers with the new revision, when it was
    kept, what is left before signing and what the measures say. A page that is being left adds "after": the fields that
    it had sent just before, when no answer to them came yet.

    409 with the server's revision when another page of the same person came first; 401 when another person is signed in
    than the one who opened the page: nothing of theirs is kept.
    """
    sent = _read(request.get_json(silent=True))
    if sent.author != current_actor().user_id:
        return {"message": _ANOTHER}, 401
    try:
        with own_transaction() as db:
            visit = find_visit(patient_id, session_id, db=db)
            stored = keep_draft(
                db,
                by=visit.by,
                treatment=visit.treatment,
                fields=sent.fields,
                revision=sent.revision,
                after=sent.after,
            )
            kept = {"revision": stored.revision, "saved_at": clock(stored.saved_at)}
            facts = facts_of(visit)
            known = known_values(visit, facts, slugs=slugs_in(sent.fields))
    except DraftConflictError as error:
        return {"revision": error.revision}, 409
    return {**kept, **answer_to_draft(visit.by, sent.fields, facts=facts, known=known)}


def _read(sent: object) -> _Page:
    """InvalidInputError for anything that is no such object."""
    content = sent if isinstance(sent, dict) else {}
    revision, author, after = content.get("revision"), content.get("author"), content.get("after")
    if not isinstance(revision, int) or not isinstance(author, int):
        raise InvalidInputError(_UNREADABLE)
    return _Page(_pairs(content.get("fields")), revision, author, None if after is None else _pairs(after))


def _pairs(sent: object) -> Fields:
    if not isinstance(sent, list) or not all(map(_is_pair, sent)):
        raise InvalidInputError(_UNREADABLE)
    return fields_of((name, [text]) for name, text in sent)


def _is_pair(sent: object) -> bool:
    return isinstance(sent, list) and len(sent) == 2 and all(isinstance(part, str) for part in sent)
