"""Saving what was typed: in a transaction of its own, so that a refusal afterwards loses nothing."""

import json
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from flask import request

from clinic_log.base.errors import ConflictError
from clinic_log.treatments.actions import keep_draft, record_session
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.forms.favourites import unmeasured
from clinic_log.treatments.forms.fields_sent import Fields
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.queries import get_draft
from clinic_log.treatments.queries.draft_state import is_later_than, is_saved, saved_mark
from clinic_log.treatments.rules import ContentError, SessionStatus
from clinic_log.treatments.views.finding import Visit, find_visit
from clinic_log.treatments.views.note_page import facts_of
from clinic_log.web.database import own_transaction, reading


class Reason(Enum):
    """Why a page was not saved. One that does not say which revision it was made from counts as overtaken."""

    INVALID = auto()
    SAVED_BY_ANOTHER = auto()
    TYPED_ELSEWHERE = auto()


@dataclass(frozen=True)
class Refusal:
    """What was not saved, with its messages, and why."""

    form: SessionForm
    reason: Reason


@dataclass(frozen=True)
class Sent:
    """The fields of a page, the revision of the draft that it last knew of, and what was saved when it was made: None
    where it does not say.
    """

    fields: Fields
    seen: int
    base: Fields | None = None


def read_carried(text: str | None) -> Fields | None:
    """Fields that a page carries as JSON; None for what is none."""
    try:
        sent: Any = json.loads(text or "")
        return [[str(name), str(value)] for name, value in sent]
    except (ValueError, TypeError):
        return None


def base_sent() -> Fields | None:
    """What the page that was sent says was saved when it was made."""
    return read_carried(request.form.get("base"))


class _RefusedError(Exception):
    """Ends the transaction without saving."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.name)
        self.reason = reason


def save_note(patient_id: int, session_id: int, sent: Sent) -> Refusal | None:
    """Save the note, or None when it was saved, now or by the same text before. What is refused is kept as draft."""
    form: SessionForm | None = None
    try:
        with own_transaction() as db:
            visit = find_visit(patient_id, session_id, db=db)
            form = SessionForm.from_fields(sent.fields, facts=facts_of(visit))
            _save(visit, form, sent)
    except _RefusedError as error:
        refusal = Refusal(_known(form), error.reason)
    except ContentError as error:
        refusal = Refusal(_known(form), Reason.INVALID)
        refusal.form.show(error.gaps)
    except ConflictError:
        refusal = Refusal(_known(form), Reason.SAVED_BY_ANOTHER)
    else:
        return None
    if refusal.reason is Reason.SAVED_BY_ANOTHER and _was_saved_meanwhile(patient_id, session_id, sent):
        return None
    keep_fields(patient_id, session_id, sent)
    return refusal


def keep_fields(patient_id: int, session_id: int, sent: Sent) -> Refusal | None:
    """Keep the text that a person has just sent; refused when the same person typed elsewhere in the meantime."""
    with own_transaction() as db:
        visit = find_visit(patient_id, session_id, db=db)
        draft = get_draft(visit.db, by=visit.by, treatment=visit.treatment)
        if visit.treatment.status is not SessionStatus.DRAFT or is_saved(draft, sent.fields):
            return None
        if is_later_than(draft, sent.seen, sent.fields):
            return Refusal(SessionForm.from_fields(sent.fields, facts=facts_of(visit)), Reason.TYPED_ELSEWHERE)
        _keep(visit, sent.fields)
    return None


def _was_saved_meanwhile(patient_id: int, session_id: int, sent: Sent) -> bool:
    """Whether what overtook this text is the same text, as when one press of the button arrives twice at once."""
    with reading() as db:
        visit = find_visit(patient_id, session_id, db=db)
        return is_saved(get_draft(db, by=visit.by, treatment=visit.treatment), sent.fields)


def _save(visit: Visit, form: SessionForm, sent: Sent) -> None:
    draft = get_draft(visit.db, by=visit.by, treatment=visit.treatment)
    if is_saved(draft, sent.fields):
        return
    if is_later_than(draft, sent.seen, sent.fields):
        raise _RefusedError(Reason.TYPED_ELSEWHERE)
    revision = number_sent(form.revision.data)
    if revision is None:
        raise _RefusedError(Reason.SAVED_BY_ANOTHER)
    if not form.validate():
        raise _RefusedError(Reason.INVALID)
    record_session(visit.db, by=visit.by, treatment=visit.treatment, content=form.to_content(), revision=revision)
    _keep(visit, saved_mark(sent.fields, unmeasured(form)))


def _keep(visit: Visit, fields: Fields) -> None:
    draft = get_draft(visit.db, by=visit.by, treatment=visit.treatment)
    revision = draft.revision if draft else 0
    keep_draft(visit.db, by=visit.by, treatment=visit.treatment, fields=fields, revision=revision)


def _known(form: SessionForm | None) -> SessionForm:
    if form is None:
        raise LookupError("Nothing was read yet.")
    return form
