"""Two texts of one note side by side: one's own, and the one that somebody saved, or oneself typed elsewhere."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template

from clinic_log.patients.queries import list_alerts
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.forms.reading import read_content
from clinic_log.treatments.forms.two_texts import Difference, Keep, differences
from clinic_log.treatments.queries import get_draft
from clinic_log.treatments.queries.draft_state import is_later_than
from clinic_log.treatments.rules.safety_sentences import total_words
from clinic_log.treatments.views.finding import Visit
from clinic_log.treatments.views.note_page import facts_of, saved_form
from clinic_log.treatments.views.saving import Sent


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A person's own text and the other one: saved by somebody else, or typed by the same person on another page.

    `mark` names the other text, so that a page notices when it is no longer the one that was looked at. `newest` is the
    revision of the draft now.
    """

    mine: SessionForm
    theirs: SessionForm
    sent: Sent
    is_own: bool
    mark: str
    newest: int

    @property
    def differences(self) -> list[Difference]:
        return differences(self.mine, self.theirs)

    @property
    def counts(self) -> tuple[str, str] | None:
        """Needles in and out of both texts in words, where they differ."""
        mine, theirs = (total_words(read_content(form, readable_only=True)) for form in (self.mine, self.theirs))
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
    shown = Sent(sent.fields, sent.seen if is_own else newest)
    return Conflict(mine=mine, theirs=theirs, sent=shown, is_own=is_own, mark=mark, newest=newest)


def conflict_page(
    visit: Visit,
    conflict: Conflict,
    *,
    kept: Mapping[str, Keep] | None = None,
    has_missing: bool = False,
    is_changed_again: bool = False,
) -> str:
    found = conflict.differences
    return render_template(
        "treatments/conflict.html",
        patient=visit.patient,
        alerts=list_alerts(visit.db, patient=visit.patient),
        treatment=visit.treatment,
        conflict=conflict,
        differences=found,
        kept=kept or {},
        mine=json.dumps(conflict.sent.fields),
        missing=[one for one in found if one.key not in (kept or {})] if has_missing else [],
        is_changed_again=is_changed_again,
        page_error=has_missing,
    )
