"""What the page of an unsigned note shows, read in a constant number of statements."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final, cast

from clinic_log.accounts.rules import Role
from clinic_log.base.permissions import Actor, Permission
from clinic_log.catalogue import body_chart, muscles
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.forms.as_sent import fields_of_form
from clinic_log.treatments.forms.chart_sent import region_groups
from clinic_log.treatments.forms.favourites import asked_entry
from clinic_log.treatments.forms.fields_sent import Fields
from clinic_log.treatments.forms.point_line import line_in
from clinic_log.treatments.forms.reading import read_content
from clinic_log.treatments.forms.rows import NeedlingRow
from clinic_log.treatments.queries import NoteFacts, content_of, get_draft, get_note_facts
from clinic_log.treatments.queries.draft_state import asked_in, is_typed
from clinic_log.treatments.queries.favourite_muscles import list_favourite_muscles
from clinic_log.treatments.queries.later import EarlierValue, MeasureKey, latest_values
from clinic_log.treatments.rules import ChartPoint, MeasurementEntry, NeedleSide, NeedlingEntry, SessionContent
from clinic_log.treatments.rules.codes import STOP_REASONS
from clinic_log.treatments.rules.point_line import line_help
from clinic_log.treatments.views.body import AREAS, BodyView, area_of, body_views
from clinic_log.treatments.views.favourite_lines import favourite_lines
from clinic_log.treatments.views.finding import Visit
from clinic_log.treatments.views.last_time import last_time
from clinic_log.treatments.views.lot_lines import lot_lines
from clinic_log.treatments.views.muscle_memory import muscle_memories
from clinic_log.treatments.views.note_count import rows_shown
from clinic_log.treatments.views.note_measures import measure_lines, measure_slugs, measures_answered
from clinic_log.treatments.views.note_rows import (
    levels_asked,
    needle_line,
    needle_lines,
    reviewed_muscles,
)
from clinic_log.treatments.views.note_steps import Left, left_in
from clinic_log.treatments.views.point_line import shown_line
from clinic_log.treatments.views.provenance import ORIGIN_WORDS
from clinic_log.treatments.views.risk_lines import EVERYDAY, effect_lines, visit_risks
from clinic_log.treatments.views.row_marks import row_marks
from clinic_log.treatments.views.scope_lines import needle_scope
from clinic_log.treatments.views.screening_lines import area_lacks, asked_lines, consent_told

Known = Mapping[MeasureKey, EarlierValue]

# Rows that are added by copying an empty one.
_ADDED: Final = ("measurements", "stimulations", "effects_before", "effects_since", "counts", "vital_signs", "lots")


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
            form=saved_form(visit, facts, asked=map(asked_entry, asked_in(draft))),
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


def saved_form(visit: Visit, facts: NoteFacts, *, asked: Iterable[MeasurementEntry] = ()) -> SessionForm:
    """The form with what is saved, and the measures that were `asked` without a value. A note that nobody has saved yet
    begins with the episode, when there is only one.
    """
    saved = content_of(visit.treatment)
    content = replace(saved, measurements=(*saved.measurements, *asked))
    form = SessionForm.from_content(content, facts=facts, revision=visit.treatment.revision)
    if visit.treatment.written_at is None and len(facts.episodes) == 1:
        form.episodes.data = [str(facts.episodes[0].id)]
    return form


def answer_to_draft(by: Actor, fields: Fields, *, facts: NoteFacts, known: Known) -> dict[str, Any]:
    """What the page shows of what was typed, as far as it can be read: what is left, and what the measures say.

    Asks the database nothing.
    """
    form = _validated(fields, facts)
    left = _left(by, read_content(form, readable_only=True), form, line=line_in(fields))
    return {
        "steps": [{"target": step.target, "state": step.state, "words": step.words} for step in left.steps],
        "missing": [list(pair) for pair in left.missing],
        "sites": left.sites_words,
        "measures": list(measures_answered(form, known)),
        "count": {
            "lines": [asdict(line) for line in left.count.lines],
            "total": asdict(left.count.total) if left.count.total else None,
        },
    }


def content_as_left(visit: Visit) -> SessionContent:
    """The content as this person left it: what was typed, as far as it can be read, else what is saved."""
    return _content_shown(visit, open_note(visit))


def note_page(visit: Visit, note: OpenNote) -> dict[str, Any]:
    """The values of the page. Reads the last values, when muscles were last needled, the alerts and nothing else."""
    form, treatment = note.form, visit.treatment
    known = known_values(visit, note.facts, slugs=measure_slugs(form))
    content = _content_shown(visit, note)
    left = _left(visit.by, content, form, line=form.quick_entry.data or "")
    if note.stops_signing:
        form.show(left.gaps)
    marked, begins = list(_marked(form)), content.started_at or note.facts.now
    body = body_views(marked, can_be_tapped=True)
    return {
        "patient": visit.patient,
        "alerts": note.facts.risks.alerts,
        "treatment": treatment,
        "form": form,
        "note": note,
        "left": left,
        "counting": list(rows_shown(left.count, form)),
        "measures": measure_lines(form, known),
        "muscle_names": [muscle.name for muscle in muscles.all_muscles()],
        "line": shown_line(
            form.quick_entry.data or "", favourites=lambda: list_favourite_muscles(visit.db, by=visit.by)
        ),
        "line_help": line_help(),
        "needlings": needle_lines(form),
        "memories": muscle_memories(visit, form),
        "new_needling": needle_line(cast("NeedlingRow", form.empty_row("needlings")), zone=note.facts.zone),
        "last_time": last_time(form),
        "favourites": favourite_lines(visit.db, by=visit.by),
        "may_keep_favourite": visit.by.may(Permission.SIGN_SESSION),
        "origin_words": ORIGIN_WORDS,
        "levels_asked": levels_asked(),
        "reviewed": reviewed_muscles(),
        "lots": lot_lines(form),
        "risks": visit_risks(form, note.facts.risks),
        "scope": needle_scope(form),
        "open_effects": effect_lines(form),
        "screenings": asked_lines(note.facts),
        "consent": consent_told(note.facts, at=begins),
        "area_lacks": area_lacks(note.facts, content, at=begins),
        "everyday": EVERYDAY,
        "body": body,
        "row_marks": row_marks(marked),
        "chart": _chart(body, note),
        "stop_reasons": STOP_REASONS,
        "page_error": note.is_refused or (note.stops_signing and bool(left.gaps)),
        "base": _base(visit, note),
        "empty_rows": {group: form.empty_row(group) for group in _ADDED},
    }


def _left(by: Actor, content: SessionContent, form: SessionForm, *, line: str) -> Left:
    """What is left once the content is saved: saving settles the episode of a row and who inserted the needle."""
    writer = by.user_id if Role.PRACTITIONER in by.role_names else None
    settled = content.with_episodes_settled()
    needlings = tuple(replace(row, inserted_by_id=row.inserted_by_id or writer) for row in settled.needlings)
    settled = replace(settled, needlings=needlings)
    sites = list(form.needlings.rows())
    unnumbered = sum(row.needles.data is None for row in sites)
    return left_in(settled, facts=form.facts, line=line, sites=len(sites), unnumbered=unnumbered)


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


def slugs_in(fields: Fields) -> set[str]:
    """The measures that the raw fields name."""
    return {text for name, text in fields if name.startswith("measurements-") and name.endswith("-measure") and text}


def known_values(visit: Visit, facts: NoteFacts, *, slugs: set[str]) -> Known:
    """The last values of the measures before this visit."""
    before = visit.treatment.started_at or facts.now
    return latest_values(visit.db, by=visit.by, treatment=visit.treatment, before=before, slugs=slugs)


def _read(fields: Fields, facts: NoteFacts) -> SessionContent:
    return read_content(_validated(fields, facts), readable_only=True)


def _validated(fields: Fields, facts: NoteFacts) -> SessionForm:
    form = SessionForm.from_fields(fields, facts=facts)
    form.validate()
    return form


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


def _chart(body: tuple[BodyView, ...], note: OpenNote) -> dict[str, Any]:
    return {
        "shown_view": _shown_view(body),
        "shown_area": area_of(episode.region for episode in note.facts.episodes),
        "areas": AREAS,
        "regions": region_groups(),
        "version": body_chart.version(),
    }


def _base(visit: Visit, note: OpenNote) -> str:
    """What is saved, as JSON of its fields, where the page was made from it: what a second text is compared with."""
    if note.form.revision.data != str(visit.treatment.revision):
        return ""
    is_saved_form = note.restored_from is None and not note.is_refused
    saved = note.form if is_saved_form else saved_form(visit, note.facts)
    return json.dumps([pair for pair in fields_of_form(saved) if pair[1]])


def _shown_view(body: tuple[BodyView, ...]) -> str:
    """The view that is open at first: the one with most to see, the back when there is nothing."""
    front, back = body[0], body[1]
    return front.name if front.weight > back.weight else back.name
