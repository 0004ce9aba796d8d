"""Where the form asks for answers to warnings and for what became of earlier side effects, read and written."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

from clinic_log.catalogue import muscles, precautions
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.forms.row_list import RowForm
from clinic_log.treatments.queries import NoteFacts
from clinic_log.treatments.rules import (
    EffectState,
    EffectUpdateEntry,
    NeedleSide,
    OverrideCode,
    OverrideEntry,
    SessionContent,
)
from clinic_log.treatments.rules.limits import TEXTS
from clinic_log.web.forms import ChoiceField, DayField, FieldsForm, TextField

if TYPE_CHECKING:
    from clinic_log.treatments.forms.session_form import SessionForm

YES_NO: Final = [("yes", "Yes"), ("no", "No")]
_GIVEN: Final = {"yes": True, "no": False}
_STATES: Final = [
    (EffectState.NOT_ASKED.value, "Not asked"),
    (EffectState.GONE.value, "Gone"),
    (EffectState.STILL_THERE.value, "Still there"),
    (EffectState.WORSE.value, "Worse"),
]

Place = tuple[str, NeedleSide | None]


class EffectUpdateRow(RowForm):
    """What became of one side effect; its uid is the number of the effect."""

    state = ChoiceField("What became of it", choices=_STATES)
    resolved_on = DayField("Over by")
    note = TextField("What was done or advised", limit=TEXTS["note"])

    SILENT: ClassVar[frozenset[str]] = frozenset({"uid"})
    NEEDED = ("state",)


def precaution_reasons() -> type[FieldsForm]:
    """A form with one reason for each precaution, named by its code."""
    reasons = {
        one.slug: TextField(f"Why needling goes on: {one.label}", limit=TEXTS["reason"])
        for one in precautions.all_precautions()
    }
    return type("PrecautionReasonsForm", (FieldsForm,), reasons)


def place_code(place: Place) -> str:
    """How a muscle and side that were needled are named in a list of places."""
    return f"{place[0]}|{place[1] or ''}"


def place_of(code: str | None) -> tuple[str | None, NeedleSide | None]:
    slug, _, side = (code or "").partition("|")
    return slug or None, next((one for one in NeedleSide if one.value == side), None)


def place_choices(places: Iterable[Place], *, chosen: str | None) -> list[tuple[str, str]]:
    """The places that were needled, each once, and the one that is chosen already."""
    slug, side = place_of(chosen)
    known = dict.fromkeys((*places, *([(slug, side)] if slug else [])))
    return [(place_code(place), _place_words(place)) for place in known if place[0] in muscles.by_slug()]


def read_overrides(form: "SessionForm", rows: Iterable[Any]) -> Iterator[OverrideEntry]:
    """Each answer once. A note that was read for another muscle than the row now names was not read for this one."""
    sites = list(rows)
    for slug in dict.fromkeys(row.muscle.data for row in sites if is_read(row)):
        yield OverrideEntry(code=OverrideCode.HAZARD_READ, subject=slug)
    for row in sites:
        if row.long_needle_reason.data:
            yield OverrideEntry(code=OverrideCode.LONG_NEEDLE, subject=row.uid.data, reason=row.long_needle_reason.data)
    if form.both_sides_reason.data:
        yield OverrideEntry(code=OverrideCode.BOTH_SIDES, reason=form.both_sides_reason.data)
    for field in form.precaution_reasons.form:
        if field.data:
            yield OverrideEntry(code=OverrideCode.PRECAUTION, subject=field.short_name, reason=field.data)


def is_read(row: Any) -> bool:
    """Whether the danger note of the muscle that the row names was read."""
    return bool(row.muscle.data) and row.hazard_read.data == row.muscle.data


def read_updates(rows: Iterable[Any]) -> Iterator[EffectUpdateEntry]:
    for row in rows:
        event_id = number_sent(row.uid.data)
        if event_id is not None and row.state.data and not row.state.errors:
            yield EffectUpdateEntry(
                event_id=event_id,
                state=EffectState(row.state.data),
                resolved_on=row.resolved_on.data,
                note=row.note.data or "",
            )


def read_given(form: "SessionForm") -> bool | None:
    return _GIVEN.get(form.warning_signs_given.data or "")


def risk_data(content: SessionContent, *, facts: NoteFacts) -> dict[str, Any]:
    """The data of the fields of the visit; an open effect that nobody answered about stands ready, unanswered."""
    reasons = _reasons(content)
    given = {True: "yes", False: "no"}
    answered = {entry.event_id: entry for entry in content.effect_updates}
    ids = dict.fromkeys((*(effect.id for effect in facts.open_effects), *answered))
    return {
        "warning_signs_given": None if content.warning_signs_given is None else given[content.warning_signs_given],
        "warning_signs_reason": content.warning_signs_reason,
        "both_sides_reason": reasons.get((OverrideCode.BOTH_SIDES, ""), ""),
        "precaution_reasons": {
            one.slug: reasons.get((OverrideCode.PRECAUTION, one.slug), "") for one in precautions.all_precautions()
        },
        "effect_updates": [_update(event_id, answered.get(event_id)) for event_id in ids],
    }


def row_risk_data(content: SessionContent, *, uid: str, muscle_slug: str | None) -> dict[str, Any]:
    """The answers of one needling."""
    reasons = _reasons(content)
    is_read_here = (OverrideCode.HAZARD_READ, muscle_slug or "") in reasons
    return {
        "hazard_read": muscle_slug if is_read_here else "",
        "long_needle_reason": reasons.get((OverrideCode.LONG_NEEDLE, uid), ""),
    }


def _reasons(content: SessionContent) -> Mapping[tuple[OverrideCode, str], str]:
    return {(entry.code, entry.subject): entry.reason for entry in content.overrides}


def _update(event_id: int, entry: EffectUpdateEntry | None) -> dict[str, Any]:
    return {
        "uid": str(event_id),
        "state": entry.state if entry else None,
        "resolved_on": entry.resolved_on if entry else None,
        "note": entry.note if entry else "",
    }


def _place_words(place: Place) -> str:
    name = muscles.get(place[0]).name
    return f"{name}, {place[1]}" if place[1] else name
