"""When a muscle was last needled in this patient, with which needle, and what was found there: never its effect.

Pain is left out on purpose: several muscles share a visit, so no change of it belongs to one of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from clinic_log.base.wording import counted, day_words
from clinic_log.treatments.rules.codes import needle_size, words
from clinic_log.treatments.rules.content import NeedlingEntry
from clinic_log.treatments.rules.last_time import is_at
from clinic_log.treatments.rules.sentences import joined, preceded
from clinic_log.treatments.rules.states import Asked, NeedleSide, Severity

_TWITCHES = {"ltr-yes": "twitch obtained", "ltr-no": "twitch sought, none", "ltr-not-sought": "twitch not sought"}


class Told(Protocol):
    """A side effect that counted visits told of."""

    @property
    def label(self) -> str: ...
    @property
    def kind_slug(self) -> str: ...
    @property
    def severity(self) -> Severity | None: ...
    @property
    def muscle_slug(self) -> str | None: ...
    @property
    def side(self) -> NeedleSide | None: ...
    @property
    def site(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LastNeedled:
    """The last counted visit in which one muscle was needled on one side: its rows there, both answers about side
    effects, and all effects of that visit.
    """

    held_on: date
    rows: tuple[NeedlingEntry, ...]
    before_leaving: Asked | None
    since: Asked | None
    effects: Sequence[Told] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MuscleMemory:
    """What the row of a muscle says of it; `side` is None where none was recorded."""

    muscle_slug: str
    side: NeedleSide | None
    words: str


def remembered(last: LastNeedled) -> MuscleMemory:
    """One sentence: '13 Nov 2026: 2 needles 0.30 × 40 mm, pistoning; twitch obtained; bruise here, mild.'"""
    first = last.rows[0]
    parts = (_needles(last.rows), _twitch(last.rows), *_effects(last, first))
    return MuscleMemory(
        muscle_slug=first.muscle_slug or "",
        side=first.side,
        words=f"{day_words(last.held_on)}: {joined(parts, '; ')}.",
    )


def memory_of(memories: Iterable[MuscleMemory], *, muscle_slug: str, side: NeedleSide | None) -> str:
    """What a row of this muscle says, each side by its name while none is chosen; empty when it was never needled."""
    here = [memory for memory in memories if muscle_slug and memory.muscle_slug == muscle_slug]
    if side is not None:
        here = [memory for memory in here if memory.side in {side, None}]
    return " ".join(sentence_of(memory) for memory in here)


def sentence_of(memory: MuscleMemory) -> str:
    """'Last needled here (left) 13 Nov 2026: …'"""
    return f"Last needled here{preceded(' (', memory.side, ')')} {memory.words}"


def _needles(rows: Sequence[NeedlingEntry]) -> str:
    total = counted(sum(row.needles for row in rows), "needle")
    sizes = dict.fromkeys(needle_size(row.diameter_mm, row.length_mm) for row in rows)
    size = joined((f"{size} mm" for size in sizes if size), " and ")
    techniques = dict.fromkeys(words("technique", row.technique).partition(" (")[0].lower() for row in rows)
    return joined((joined((total, size or "size not recorded"), " "), *techniques), ", ")


def _twitch(rows: Sequence[NeedlingEntry]) -> str:
    """The best answer of the tissue, as the matrix of the progress page counts it."""
    found = {row.twitch for row in rows}
    return next((said for code, said in _TWITCHES.items() if code in found), "twitch not recorded")


def _effects(last: LastNeedled, row: NeedlingEntry) -> Iterator[str]:
    """Effects placed here first, then those of the visit that nobody placed, else what both questions were answered."""
    here = [effect for effect in last.effects if is_at(effect, row)]
    unplaced = [effect for effect in last.effects if not effect.muscle_slug and not effect.site]
    yield from (f"{_named(effect)} here" for effect in here)
    yield from (f"{_named(effect)} after that visit, place not said" for effect in unplaced)
    if not here and not unplaced:
        yield _answers(last)


def _named(effect: Told) -> str:
    return joined(((effect.label or effect.kind_slug).lower(), preceded("(", effect.severity, ")")), " ")


def _answers(last: LastNeedled) -> str:
    """Not asked is never none; what sat elsewhere is no effect here."""
    if last.effects:
        return "no side effect here, others elsewhere"
    given = (last.before_leaving, last.since)
    if Asked.PRESENT in given:
        return "side effects present, not named"
    if given == (Asked.NONE, Asked.NONE):
        return "no side effects"
    if last.before_leaving is Asked.NONE:
        return "no side effects before leaving, not asked since"
    return "no side effects since, not asked before leaving" if last.since is Asked.NONE else "side effects not asked"
