"""What the buttons of a note do to its rows where no script does it: the fields are changed and kept as a draft."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from flask import request

from clinic_log.base.dates import now_utc
from clinic_log.treatments.forms import fields_of, with_row_button
from clinic_log.treatments.forms.copying import row_texts, with_other_side, with_values_confirmed
from clinic_log.treatments.forms.fields_sent import BUTTONS, Fields, with_row
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.queries import NoteFacts
from clinic_log.treatments.rules import Fate, Ghost
from clinic_log.treatments.rules.last_time import fates_of, repeated, with_fate
from clinic_log.treatments.views.finding import find_visit
from clinic_log.treatments.views.note_page import facts_of
from clinic_log.web.database import reading

_LAST_TIME: Final = "last_time"
_SITES: Final = "sites"


@dataclass(frozen=True)
class Pressed:
    """The fields after a button, where on the page it leads, and what there is to say about it."""

    fields: Fields
    anchor: str
    message: str = ""


def pressed_button(patient_id: int, session_id: int) -> Pressed | None:
    """What the button of the note that was pressed makes of its fields; None for the buttons that save."""
    with_row_changed = with_row_button(request.form.lists())
    if with_row_changed is not None:
        return Pressed(with_row_changed, request.form.get("add_row", _SITES))
    name = next((name for name in BUTTONS if name in request.form), None)
    if name is None:
        return None
    fields, value = fields_of(request.form.lists()), request.form[name]
    if name in _IN_ONE_ROW:
        return _IN_ONE_ROW[name](fields, value)
    with reading() as db:
        facts = facts_of(find_visit(patient_id, session_id, db=db))
    return Pressed(_FROM_LAST_TIME[name](fields, value, facts), _LAST_TIME)


def _both_sides(fields: Fields, uid: str) -> Pressed:
    changed = with_other_side(fields, uid)
    if changed is None:
        return Pressed(fields, _SITES, "Choose left or right first, then both sides")
    return Pressed(changed, _SITES)


def _confirm_values(fields: Fields, uid: str) -> Pressed:
    return Pressed(with_values_confirmed(fields, uid, now=now_utc()), _SITES)


def _confirm(fields: Fields, token: str, facts: NoteFacts) -> Fields:
    return _with_rows(fields, [ghost for ghost in facts.ghosts if ghost.token == token], facts)


def _repeat(fields: Fields, episode: str, facts: NoteFacts) -> Fields:
    """Every row of the episode but those that are confirmed one by one."""
    return _with_rows(fields, [ghost for ghost in _of(episode, facts) if not ghost.is_confirmed_alone], facts)


def _drop(fields: Fields, token: str, facts: NoteFacts) -> Fields:
    return _with_fates(fields, {ghost.token for ghost in facts.ghosts if ghost.token == token}, Fate.DROPPED)


def _undo(fields: Fields, token: str, facts: NoteFacts) -> Fields:
    """A row that was dropped can be confirmed again."""
    dropped = {ghost.token for ghost in facts.ghosts if _fates(fields).get(ghost.token) is Fate.DROPPED}
    return _with_fates(fields, dropped & {token}, None)


def _drop_all(fields: Fields, episode: str, facts: NoteFacts) -> Fields:
    left = {ghost.token for ghost in _of(episode, facts)} - set(_fates(fields))
    return _with_fates(fields, left, Fate.DROPPED)


def _of(episode: str, facts: NoteFacts) -> list[Ghost]:
    return [ghost for ghost in facts.ghosts if ghost.episode_id == number_sent(episode)]


def _with_rows(fields: Fields, ghosts: Collection[Ghost], facts: NoteFacts) -> Fields:
    known = _fates(fields)
    chosen = [ghost for ghost in ghosts if ghost.token not in known]
    for ghost in chosen:
        row = repeated(ghost, uid="", zone=facts.zone, confirmed_at=facts.now.replace(microsecond=0))
        fields = with_row(fields, "needlings", row_texts(row))
    return _with_fates(fields, {ghost.token for ghost in chosen}, Fate.CONFIRMED)


def _fates(fields: Fields) -> dict[str, Fate]:
    return dict(fates_of(dict(map(tuple, fields)).get(_LAST_TIME, "")))


def _with_fates(fields: Fields, tokens: Collection[str], fate: Fate | None) -> Fields:
    kept = next((text for name, text in fields if name == _LAST_TIME), "")
    others = [[name, text] for name, text in fields if name != _LAST_TIME]
    return [*others, [_LAST_TIME, with_fate(kept, tokens, fate)]]


_IN_ONE_ROW: Final[dict[str, Callable[[Fields, str], Pressed]]] = {
    "both_sides": _both_sides,
    "confirm_values": _confirm_values,
}
_FROM_LAST_TIME: Final[dict[str, Callable[[Fields, str, NoteFacts], Fields]]] = {
    "confirm_ghost": _confirm,
    "repeat_ghosts": _repeat,
    "drop_ghost": _drop,
    "drop_ghosts": _drop_all,
    "undo_ghost": _undo,
}
