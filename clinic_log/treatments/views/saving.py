"""Saving what was typed: in a transaction of its own, so that a refusal afterwards loses nothing."""

from dataclasses import dataclass

from clinic_log.base.errors import ConflictError
from clinic_log.treatments.actions import keep_draft, record_session
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.forms.fields_sent import Fields
from clinic_log.treatments.queries import get_draft
from clinic_log.treatments.rules import ContentError, SessionStatus
from clinic_log.treatments.views.finding import Visit, find_visit
from clinic_log.treatments.views.note_page import facts_of
from clinic_log.web.database import own_transaction


@dataclass(frozen=True)
class Refusal:
    """Why nothing was saved: messages stand in the form, or somebody else saved in the meantime."""

    form: SessionForm
    is_overtaken: bool = False


class _RefusedError(Exception):
    """Ends the transaction without saving."""


def save_note(patient_id: int, session_id: int, fields: Fields) -> Refusal | None:
    """Save the note, or None when it was saved. What is refused is kept as the person's draft."""
    form: SessionForm | None = None
    try:
        with own_transaction() as db:
            visit = find_visit(patient_id, session_id, db=db)
            form = SessionForm.from_fields(fields, facts=facts_of(visit))
            _record(visit, form)
    except _RefusedError:
        refusal = Refusal(_known(form))
    except ContentError as error:
        refusal = Refusal(_known(form))
        refusal.form.show(error.gaps)
    except ConflictError:
        refusal = Refusal(_known(form), is_overtaken=True)
    else:
        return None
    keep_fields(patient_id, session_id, fields)
    return refusal


def keep_fields(patient_id: int, session_id: int, fields: Fields) -> None:
    """Keep the text of a page that a person has just sent, over whatever the same person's draft held."""
    with own_transaction() as db:
        visit = find_visit(patient_id, session_id, db=db)
        if visit.treatment.status is SessionStatus.DRAFT:
            _keep(visit, fields)


def _record(visit: Visit, form: SessionForm) -> None:
    if not form.validate():
        raise _RefusedError
    seen = form.revision.data or ""
    revision = int(seen) if seen.isdecimal() else None
    record_session(visit.db, by=visit.by, treatment=visit.treatment, content=form.to_content(), revision=revision)
    _keep(visit, [])  # nothing is typed any more that is not saved


def _keep(visit: Visit, fields: Fields) -> None:
    draft = get_draft(visit.db, by=visit.by, treatment=visit.treatment)
    revision = draft.revision if draft else 0
    keep_draft(visit.db, by=visit.by, treatment=visit.treatment, fields=fields, revision=revision)


def _known(form: SessionForm | None) -> SessionForm:
    if form is None:
        raise LookupError("Nothing was read yet.")
    return form
