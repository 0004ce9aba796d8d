"""What the buttons of a note do to its rows where no script does it: the fields are changed and kept as a draft."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from flask import request

from clinic_log.base.dates import now_utc
from clinic_log.rooms.queries import boxes_in, find_own_room
from clinic_log.treatments.forms import fields_of, with_chart_button, with_line_button, with_row_button
from clinic_log.treatments.forms.copying import row_texts, with_needle_above, with_other_side, with_values_confirmed
from clinic_log.treatments.forms.favourites import filled_from
from clinic_log.treatments.forms.fields_sent import BUTTONS, Fields, new_uid, uids_of, with_row, with_values
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.forms.point_line import LINE_FIELD
from clinic_log.treatments.queries import NoteFacts
from clinic_log.treatments.queries.favourites import get_favourite
from clinic_log.treatments.rules import Fate, Ghost
from clinic_log.treatments.rules.favourites import from_plain
from clinic_log.treatments.rules.last_time import fates_of, repeated, standing, with_confirmed, with_fate
from clinic_log.treatments.views.favourite_lines import summary
from clinic_log.treatments.views.finding import Visit, find_visit
from clinic_log.treatments.views.note_page import facts_of
from clinic_log.web.database import reading

_LAST_TIME: Final = "last_time"
_SITES: Final = "sites"
_LOTS: Final = "needle-lots"


@dataclass(frozen=True)
class Pressed:
    """The fields after a button, where on the page it leads, and what there is to say about it."""

    fields: Fields
    anchor: str | None = None
    message: str = ""
    endpoint: str = "treatments.edit"


def pressed_button(patient_id: int, session_id: int) -> Pressed | None:
    """What the button of the note that was pressed makes of its fields; None for the buttons that save."""
    with_line = with_line_button(request.form.lists())
    if with_line is not None:
        return Pressed(with_line, LINE_FIELD)
    with_row_changed = with_row_button(request.form.lists()) or with_chart_button(request.form.lists())
    if with_row_changed is not None:
        effect_group = request.form.get("add_effect", "").partition(":")[0]
        anchor = request.form.get("add_row") or effect_group or request.form.get("place") or _SITES
        return Pressed(with_row_changed, anchor)
    name = next((name for name in BUTTONS if name in request.form), None)
    if name is None:
        return None
    with reading() as db:
        visit = find_visit(patient_id, session_id, db=db)
        return _ACTS[name](fields_of(request.form.lists()), request.form[name], visit)


def _apply(fields: Fields, favourite_id: str, visit: Visit) -> Pressed:
    favourite = get_favourite(visit.db, by=visit.by, favourite_id=number_sent(favourite_id) or 0)
    filled, chosen = filled_from(fields, from_plain(favourite.content), name=favourite.name, facts=facts_of(visit))
    if chosen.is_empty:
        return Pressed(filled, _SITES, f"Nothing of {favourite.name} was missing")
    return Pressed(filled, _SITES, f"From {favourite.name}: {summary(chosen)}. Look at each and confirm it")


def _keep(fields: Fields, _value: str, _visit: Visit) -> Pressed:
    return Pressed(fields, endpoint="treatments.new_favourite")


def _both_sides(fields: Fields, uid: str, _visit: Visit) -> Pressed:
    changed = with_other_side(fields, uid)
    if changed is None:
        return Pressed(fields, _SITES, "Choose left or right first, then both sides")
    return Pressed(changed, _SITES)


def _needle_above(fields: Fields, uid: str, _visit: Visit) -> Pressed:
    return Pressed(with_needle_above(fields, uid), _SITES)


def _take_lots(fields: Fields, _value: str, visit: Visit) -> Pressed:
    """The boxes in use in the person's room now, in place of those that stood on the note."""
    room = find_own_room(visit.db, by=visit.by)
    if room is None or not room.boxes:
        return Pressed(fields, _LOTS, "No box is set for your room. Set it under Rooms and needles")
    kept = [pair for pair in fields if not pair[0].startswith("lots-")]
    for box in boxes_in(room):
        until = box.expires_on.isoformat() if box.expires_on else ""
        kept = with_row(kept, "lots", {"product": box.product, "lot": box.lot, "expires_on": until}, uid=new_uid())
    return Pressed(kept, _LOTS)


def _confirm_values(fields: Fields, uid: str, _visit: Visit) -> Pressed:
    return Pressed(with_values_confirmed(fields, uid, now=now_utc()), _SITES)


def _confirm(fields: Fields, token: str, visit: Visit) -> Pressed:
    facts = facts_of(visit)
    return _with_rows(fields, [ghost for ghost in facts.ghosts if ghost.token == token], facts)


def _repeat(fields: Fields, episode: str, visit: Visit) -> Pressed:
    """Every row of the episode but those that are confirmed one by one."""
    facts = facts_of(visit)
    return _with_rows(fields, [ghost for ghost in _of(episode, facts) if not ghost.is_confirmed_alone], facts)


def _drop(fields: Fields, token: str, visit: Visit) -> Pressed:
    known = {ghost.token for ghost in facts_of(visit).ghosts} - set(_fates(fields))
    return Pressed(_with_fates(fields, known & {token}, Fate.DROPPED), _LAST_TIME)


def _drop_all(fields: Fields, episode: str, visit: Visit) -> Pressed:
    left = {ghost.token for ghost in _of(episode, facts_of(visit))} - set(_fates(fields))
    return Pressed(_with_fates(fields, left, Fate.DROPPED), _LAST_TIME)


def _undo(fields: Fields, token: str, _visit: Visit) -> Pressed:
    """A row that was dropped can be confirmed again."""
    dropped = {known for known, fate in _fates(fields).items() if fate is Fate.DROPPED}
    return Pressed(_with_fates(fields, dropped & {token}, None), _LAST_TIME)


def _of(episode: str, facts: NoteFacts) -> list[Ghost]:
    return [ghost for ghost in facts.ghosts if ghost.episode_id == number_sent(episode)]


def _with_rows(fields: Fields, ghosts: Collection[Ghost], facts: NoteFacts) -> Pressed:
    known = _fates(fields)
    chosen = [ghost for ghost in ghosts if ghost.token not in known]
    made = {}
    for ghost in chosen:
        row = repeated(ghost, uid="", zone=facts.zone, confirmed_at=facts.now.replace(microsecond=0))
        made[ghost.token] = uid = new_uid()
        fields = with_row(fields, "needlings", row_texts(row), uid=uid)
    return Pressed(_remembering(fields, with_confirmed(_remembered(fields), made)), _LAST_TIME)


def _fates(fields: Fields) -> Mapping[str, Fate]:
    return fates_of(_remembered(fields))


def _remembered(fields: Fields) -> str:
    """What became of the rows of last time, as far as the rows that they became still stand."""
    text = next((text for name, text in fields if name == _LAST_TIME), "")
    return standing(text, uids_of(fields, "needlings"))


def _with_fates(fields: Fields, tokens: Collection[str], fate: Fate | None) -> Fields:
    return _remembering(fields, with_fate(_remembered(fields), tokens, fate))


def _remembering(fields: Fields, text: str) -> Fields:
    return with_values(fields, {_LAST_TIME: text})


_ACTS: Final[dict[str, Callable[[Fields, str, Visit], Pressed]]] = {
    "confirm_ghost": _confirm,
    "repeat_ghosts": _repeat,
    "drop_ghost": _drop,
    "drop_ghosts": _drop_all,
    "undo_ghost": _undo,
    "needle_above": _needle_above,
    "both_sides": _both_sides,
    "confirm_values": _confirm_values,
    "apply_favourite": _apply,
    "save_favourite": _keep,
    "take_lots": _take_lots,
}
