"""What the page of an unsigned note shows, read in a constant number of statements."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, cast

from clinic_log.base.permissions import Actor, Permission
from clinic_log.patients.queries import list_alerts
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.forms.fields_sent import Fields
from clinic_log.treatments.forms.reading import read_content
from clinic_log.treatments.forms.rows import NeedlingRow
from clinic_log.treatments.queries import NoteFacts, content_of, get_draft, get_note_facts
from clinic_log.treatments.queries.later import latest_values
from clinic_log.treatments.rules import ChartPoint, NeedleSide, NeedlingEntry, SessionContent
from clinic_log.treatments.views.body import BodyView, body_views
from clinic_log.treatments.views.draft_state import is_typed
from clinic_log.treatments.views.finding import Visit
from clinic_log.treatments.views.note_rows import (
    levels_asked,
    measure_lines,
    measure_slugs,
    needle_line,
    needle_lines,
    reviewed_muscles,
)
from clinic_log.treatments.views.note_steps import Left, left_in

# Rows that are added by copying an empty one.
_ADDED: Final = ("measurements", "stimulations", "effects_before", "effects_since")


@dataclass(frozen=True, kw_only=True)
class OpenNote:
    """A note on one person's screen: the form, and how it stands to what is on the server.

    `restored_from` is when the text was kept that was typed and not yet saved; `overtaken` is that text once somebody
    else has saved the note after it; `stops_signing` says that the person wants to sign and must see what is missing.
    """

    form: SessionForm
    facts: NoteFacts
    draft_revision: int = 0
    saved_at: datetime | None = None
    restored_from: datetime | None = None
    overtaken: Fields | None = None
    is_refused: bool = False
    stops_signing: bool = False


def open_note(visit: Visit) -> OpenNote:
    """The note as this person left it: what was typed and not saved, exactly as typed, else what is saved."""
    facts = facts_of(visit)
    draft = get_draft(visit.db, by=visit.by, treatment=visit.treatment)
    if draft is None or not is_typed(draft):
        return OpenNote(
            form=saved_form(visit, facts),
            facts=facts,
            draft_revision=draft.revision if draft else 0,
            saved_at=draft.saved_at if draft else None,
        )
    form = SessionForm.from_fields(draft.fields, facts=facts)
    return OpenNote(
        form=form,
        facts=facts,
        draft_revision=draft.revision,
        saved_at=draft.saved_at,
        restored_from=draft.saved_at,
        overtaken=draft.fields if form.revision.data != str(visit.treatment.revision) else None,
    )


def refused_note(visit: Visit, form: SessionForm) -> OpenNote:
    """The note after a refusal, with everything typed still there."""
    draft = get_draft(visit.db, by=visit.by, treatment=visit.treatment)
    note = OpenNote(form=form, facts=form.facts, is_refused=True)
    return replace(note, draft_revision=draft.revision, saved_at=draft.saved_at) if draft else note


def facts_of(visit: Visit) -> NoteFacts:
    return get_note_facts(visit.db, by=visit.by, patient=visit.patient, treatment=visit.treatment)


def saved_form(visit: Visit, facts: NoteFacts) -> SessionForm:
    """The form with what is saved. A note that nobody has saved yet begins with the episode, when there is only one."""
    form = SessionForm.from_content(content_of(visit.treatment), facts=facts, revision=visit.treatment.revision)
    if visit.treatment.written_at is None and len(facts.episodes) == 1:
        form.episodes.data = [str(facts.episodes[0].id)]
    return form


def left_to_do(by: Actor, fields: Fields, facts: NoteFacts) -> Left:
    """What is left before signing in what was typed, as far as it can be read. Asks the database nothing."""
    return _left(by, _read(fields, facts), facts)


def note_page(visit: Visit, note: OpenNote) -> dict[str, Any]:
    """The values of the page. Reads the last values, the alerts and nothing else."""
    form, treatment = note.form, visit.treatment
    known = latest_values(
        visit.db,
        by=visit.by,
        treatment=treatment,
        before=treatment.started_at or note.facts.now,
        slugs=measure_slugs(form),
    )
    left = _left(visit.by, _content_shown(visit, note), note.facts)
    if note.stops_signing:
        form.show(left.gaps)
    body = body_views(_marked(form))
    return {
        "patient": visit.patient,
        "alerts": list_alerts(visit.db, patient=visit.patient),
        "treatment": treatment,
        "form": form,
        "note": note,
        "left": left,
        "measures": measure_lines(form, known),
        "needlings": needle_lines(form),
        "new_needling": needle_line(cast("NeedlingRow", form.empty_row("needlings"))),
        "levels_asked": levels_asked(),
        "reviewed": reviewed_muscles(),
        "body": body,
        "shown_view": _shown_view(body),
        "page_error": note.is_refused or (note.stops_signing and bool(left.gaps)),
        "empty_rows": {group: form.empty_row(group) for group in _ADDED},
    }


def _left(by: Actor, content: SessionContent, facts: NoteFacts) -> Left:
    """What is left once the content is saved: saving settles the episode of a row and who inserted the needle."""
    writer = by.user_id if by.may(Permission.SIGN_SESSION) else None
    settled = content.with_episodes_settled()
    needlings = tuple(replace(row, inserted_by_id=row.inserted_by_id or writer) for row in settled.needlings)
    settled = replace(settled, needlings=needlings)
    return left_in(settled, has_earlier_visit=facts.earlier is not None, zone=facts.zone)


def _content_shown(visit: Visit, note: OpenNote) -> SessionContent:
    """The content of the page: of the form, or what is saved while nothing was typed over it.

    A form is read as far as it can be, in a copy, so that no message appears beside a field before something is sent.
    """
    if note.is_refused:
        return read_content(note.form, readable_only=True)
    draft = get_draft(visit.db, by=visit.by, treatment=visit.treatment) if note.restored_from else None
    if draft is None:
        return content_of(visit.treatment)
    return _read(draft.fields, note.facts)


def _read(fields: Fields, facts: NoteFacts) -> SessionContent:
    form = SessionForm.from_fields(fields, facts=facts)
    form.validate()
    return read_content(form, readable_only=True)


def _marked(form: SessionForm) -> Iterable[NeedlingEntry]:
    """The needlings of the page as far as the body chart needs them."""
    for row in form.needlings.rows():
        x, y, view = row.chart_x.data, row.chart_y.data, row.chart_view.data
        chart = None
        if view and x is not None and y is not None:
            chart = ChartPoint(version=row.chart_version.data or "", view=view, x=x, y=y)
        yield NeedlingEntry(
            uid=row.uid.data,
            needles=1,
            muscle_slug=row.muscle.data,
            side=next((side for side in NeedleSide if side.value == row.side.data), None),
            label=row.title().partition(",")[0],
            chart=chart,
        )


def _shown_view(body: tuple[BodyView, ...]) -> str:
    """The view that is open at first: the one with most to see, the back when there is nothing."""
    front, back = body[0], body[1]
    return front.name if front.weight > back.weight else back.name
