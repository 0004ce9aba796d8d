"""The needlings of last time, which are not true until somebody confirms them: what is copied, and what is left to say.

What became of each is kept by the page in one field, as JSON of its name and its fate, with the row that confirming it
made ("confirmed:<uid>"); it is no part of what is signed.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from clinic_log.base.dates import day_in_zone
from clinic_log.base.text import fold
from clinic_log.catalogue import muscles
from clinic_log.treatments.rules.content import Gap, NeedlingEntry, SessionContent
from clinic_log.treatments.rules.effect_course import Placed
from clinic_log.treatments.rules.hazards import interrupts
from clinic_log.treatments.rules.origins import COPIED, OriginKind, Origins
from clinic_log.treatments.rules.states import Agreement, NeedleSide, VisitKind


class OpenPlaced(Placed, Protocol):
    """A side effect that is not over, with what it is and where it sits."""

    @property
    def label(self) -> str: ...
    @property
    def kind_slug(self) -> str: ...


class Fate(StrEnum):
    CONFIRMED = "confirmed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ghost:
    """One needling of the last session of an episode, as far as it may be repeated."""

    session_id: int
    episode_id: int
    started_at: datetime
    entry: NeedlingEntry
    open_effect: str = ""

    @property
    def token(self) -> str:
        """What the page knows it by."""
        return f"{self.session_id}.{self.entry.uid}"

    @property
    def is_confirmed_alone(self) -> bool:
        muscle = muscles.by_slug().get(self.entry.muscle_slug or "")
        return muscle is not None and interrupts(muscle)


def copied(entry: NeedlingEntry, *, uid: str, origins: Origins | None = None) -> NeedlingEntry:
    """The needling again, as far as it may be copied: without any response, note, count or person."""
    values: dict[str, Any] = {name: getattr(entry, name) for name in COPIED}
    return NeedlingEntry(uid=uid, origins=origins, label=entry.label, **values)


def origins_of(
    entry: NeedlingEntry, kind: OriginKind, source: str, *, confirmed_at: datetime | None = None
) -> Origins | None:
    """The origin of a row that was copied whole: every field that has a value."""
    fields = tuple(name for name in COPIED if getattr(entry, name) not in {None, ""})
    return Origins(kind=kind, source=source, fields=fields, confirmed_at=confirmed_at)


def repeated(ghost: Ghost, *, uid: str, zone: str, confirmed_at: datetime | None = None) -> NeedlingEntry:
    """The row that confirming it makes: carried from the day of that session, on the clock of the zone."""
    day = day_in_zone(ghost.started_at, zone).isoformat()
    origins = origins_of(ghost.entry, OriginKind.CARRIED, day, confirmed_at=confirmed_at)
    return replace(ghost.entry, uid=uid, origins=origins)


def fates_of(text: str) -> Mapping[str, Fate]:
    """What became of each row, from the field of the page. What cannot be read says nothing."""
    return {token: Fate(_fate(kept)) for token, kept in _read(text).items()}


def with_fate(text: str, tokens: Collection[str], fate: Fate | None) -> str:
    """The field of the page after these rows were confirmed or dropped; None takes it back."""
    kept = {token: told for token, told in _read(text).items() if token not in tokens}
    return _written(kept | dict.fromkeys(tokens, fate.value) if fate is not None else kept)


def with_confirmed(text: str, rows: Mapping[str, str]) -> str:
    """The field of the page after each of these names became the row with this uid."""
    return _written(_read(text) | {token: f"{Fate.CONFIRMED}:{uid}" for token, uid in rows.items()})


def standing(text: str, uids: Collection[str]) -> str:
    """The field while these rows stand in the note: what was confirmed and became a row that is gone is open again."""
    kept = _read(text)
    held = {token: told for token, told in kept.items() if _row(told) in {"", *uids}}
    return text if held == kept else _written(held)


def rows_made(text: str) -> Mapping[str, str]:
    """The uid of the row that each confirmed name became."""
    return {token: row for token, told in _read(text).items() if (row := _row(told))}


def of_two(mine: str, theirs: str, *, base: str | None, rows: Mapping[str, str]) -> str:
    """The field of a note that was made of two texts. `rows` names, by the uid that a row had in either text, the row
    that stays. What only one text changed since the base holds; else a row that stays was confirmed, and what
    somebody dropped is dropped.
    """
    here, there, first = _read(mine), _read(theirs), _read(base or "")
    found: dict[str, str] = {}
    for token in dict.fromkeys((*there, *here)):
        told = [there.get(token), here.get(token)]
        if base is not None and first.get(token) in told and told[0] != told[1]:
            told.remove(first.get(token))
        confirmed = (rows.get(_row(one)) for one in told if one and _row(one))
        row = next((row for row in confirmed if row), None)
        if row is not None:
            found[token] = f"{Fate.CONFIRMED}:{row}"
        elif unbound := next((one for one in told if one and not _row(one)), None):
            found[token] = unbound
    return _written(found)


def served(ghosts: Iterable[Ghost], episode_ids: Collection[int]) -> tuple[Ghost, ...]:
    """Those of the episodes that the visit serves; all while none is chosen."""
    return tuple(ghost for ghost in ghosts if not episode_ids or ghost.episode_id in episode_ids)


def unsettled(content: SessionContent, ghosts: Iterable[Ghost]) -> tuple[Ghost, ...]:
    """Those that are neither confirmed nor dropped, where this visit has to say so."""
    if not _asks(content):
        return ()
    fates = fates_of(content.last_time)
    return tuple(ghost for ghost in served(ghosts, content.episode_ids) if ghost.token not in fates)


def last_time_gaps(content: SessionContent, ghosts: Iterable[Ghost]) -> Iterator[Gap]:
    """What stops the signature: rows of last time that nobody confirmed or dropped."""
    left = unsettled(content, ghosts)
    if left:
        yield Gap("last_time", f"{len(left)} from last time: confirm or drop {'it' if len(left) == 1 else 'them'}")


def open_effect_words(effects: Iterable[OpenPlaced], entry: NeedlingEntry) -> str:
    """What is not over yet where this muscle was needled: effects placed there, or whose words name the muscle, and the
    same side where they name one.
    """
    names = [effect.label or effect.kind_slug for effect in effects if is_at(effect, entry)]
    return f"{', '.join(dict.fromkeys(names)).lower()} still open here" if names else ""


def _read(text: str) -> dict[str, str]:
    try:
        kept = json.loads(text or "{}")
    except ValueError:
        return {}
    known = {fate.value for fate in Fate}
    items = kept.items() if isinstance(kept, dict) else ()
    return {token: told for token, told in items if isinstance(told, str) and _fate(told) in known}


def _written(kept: Mapping[str, str]) -> str:
    return json.dumps(kept, sort_keys=True, separators=(",", ":")) if kept else ""


def _fate(told: str) -> str:
    return told.partition(":")[0]


def _row(told: str) -> str:
    return told.partition(":")[2]


def is_at(effect: Placed, entry: NeedlingEntry) -> bool:
    """Whether an effect sits where this needling was: by its muscle and side, else by the words of its place."""
    muscle = muscles.by_slug().get(entry.muscle_slug or "")
    if muscle is None:
        return False
    if effect.muscle_slug:
        return effect.muscle_slug == muscle.slug and effect.side in {None, entry.side}
    site = fold(effect.site)
    sides = {word for word in site.replace(",", " ").split() if word in {NeedleSide.LEFT, NeedleSide.RIGHT}}
    return fold(muscle.name) in site and (not sides or entry.side in sides)


def _asks(content: SessionContent) -> bool:
    """A visit without needles has nothing to repeat. An evaluation asks once something was needled in it."""
    if content.agreement is Agreement.DECLINES:
        return False
    if content.kind is VisitKind.EVALUATION:
        return bool(content.needlings)
    return content.kind in {None, VisitKind.NEEDLING}
