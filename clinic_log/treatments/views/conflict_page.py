"""Two texts of one note side by side: one's own, and the one that somebody saved, or oneself typed elsewhere."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import render_template

from clinic_log.audit.queries import find_last_act
from clinic_log.patients.queries import list_alerts
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.forms.reading import read_content
from clinic_log.treatments.forms.two_texts import Difference, Keep, Texts, differences
from clinic_log.treatments.queries import NoteFacts, get_draft
from clinic_log.treatments.queries.draft_state import is_later_than
from clinic_log.treatments.rules.limits import REVISION_FIELD
from clinic_log.treatments.rules.safety_sentences import total_words
from clinic_log.treatments.views.finding import Visit
from clinic_log.treatments.views.note_page import facts_of, saved_form
from clinic_log.treatments.views.saving import Sent
from clinic_log.web.template_tools import clock


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A person's own text and the other one: saved by somebody else, or typed by the same person on another page.

    `my_head` and `their_head` say whose each is and of when: 'Yours, 14:05', 'Helen Novak, 14:02'. `mark` names the
    other text, so that a page notices when it is no longer the one that was looked at. `newest` is the revision of the
    draft now.
    """

    texts: Texts
    my_head: str
    their_head: str
    sent: Sent
    is_own: bool
    mark: str
    newest: int

    @property
    def differences(self) -> list[Difference]:
        return differences(self.texts)

    @property
    def counts(self) -> tuple[str, str] | None:
        """Needles in and out of both texts in words, where they differ."""
        mine, theirs = (
            total_words(read_content(form, readable_only=True)) for form in (self.texts.mine, self.texts.theirs)
        )
        return None if mine == theirs else (mine, theirs)


def open_conflict(visit: Visit, sent: Sent) -> Conflict:
    """What was sent, beside the newest other text."""
    facts = facts_of(visit)
    draft = get_draft(visit.db, by=visit.by, treatment=visit.treatment)
    is_own = is_later_than(draft, sent.seen, sent.fields)
    if draft is not None and is_own:
        theirs, mark = SessionForm.from_fields(draft.fields, facts=facts), f"typed {draft.revision}"
    else:
        theirs, mark = saved_form(visit, facts), f"saved {visit.treatment.revision}"
    mine = SessionForm.from_fields(sent.fields, facts=facts)
    newest = draft.revision if draft is not None else 0
    typed_at = f", {clock(draft.saved_at)}" if draft is not None else ""
    return Conflict(
        texts=Texts(mine, theirs, _base(visit, sent, facts)),
        my_head="Yours" if is_own else f"Yours{typed_at}",
        their_head=f"On your other page{typed_at}" if is_own else _saved_by(visit),
        sent=replace(sent, seen=sent.seen if is_own else newest),
        is_own=is_own,
        mark=mark,
        newest=newest,
    )


def suggested(found: Sequence[Difference]) -> dict[str, Keep]:
    """What only one of the two texts changed, as that text has it."""
    return {one.key: one.changed for one in found if one.changed is not None}


def conflict_page(
    visit: Visit,
    conflict: Conflict,
    *,
    kept: Mapping[str, Keep] | None = None,
    has_missing: bool = False,
    is_changed_again: bool = False,
) -> str:
    found = conflict.differences
    chosen = suggested(found) if kept is None else kept
    return render_template(
        "treatments/conflict.html",
        patient=visit.patient,
        alerts=list_alerts(visit.db, patient=visit.patient),
        treatment=visit.treatment,
        conflict=conflict,
        differences=found,
        kept=chosen,
        mine=json.dumps(conflict.sent.fields),
        base=json.dumps(conflict.sent.base) if conflict.sent.base is not None else "",
        missing=[one for one in found if one.key not in chosen] if has_missing else [],
        is_changed_again=is_changed_again,
        page_error=has_missing,
    )


def _base(visit: Visit, sent: Sent, facts: NoteFacts) -> SessionForm | None:
    """What both texts began from: as the page has kept it, else what is saved, while that is where this text began."""
    if sent.base is not None:
        return SessionForm.from_fields(sent.base, facts=facts)
    began = next((text for name, text in sent.fields if name == REVISION_FIELD), "")
    return saved_form(visit, facts) if began == str(visit.treatment.revision) else None


def _saved_by(visit: Visit) -> str:
    """Who saved the note last, and when."""
    act = find_last_act(visit.db, patient_id=visit.patient.id, action="session.recorded", object_id=visit.treatment.id)
    if act is None:
        return "Saved meanwhile"
    name = act.user_name if act.user_id != visit.by.user_id else "You, on another page"
    return f"{name}, {clock(act.at)}"
