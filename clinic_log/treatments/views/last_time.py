"""The needlings of last time as the page shows them: dimmed, lettered, to be confirmed or dropped."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from clinic_log.base.dates import day_in_zone
from clinic_log.catalogue import muscles
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.forms.copying import row_texts
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.rules import Fate, Ghost
from clinic_log.treatments.rules.codes import needle_size, words
from clinic_log.treatments.rules.hazards import INTERRUPTING
from clinic_log.treatments.rules.last_time import fates_of, repeated, standing
from clinic_log.treatments.views.reading import joined
from clinic_log.web.template_tools import day

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, kw_only=True)
class GhostLine:
    """One row of last time. `hazard` is what asks for confirming it by itself, `open_effect` what is not over there
    yet; `values` fill the row that confirming makes.
    """

    token: str
    letter: str
    target: str
    side: str
    detail: str
    needles: int
    hazard: str
    open_effect: str
    values: str
    fate: str

    @property
    def is_alone(self) -> bool:
        return bool(self.hazard)

    @property
    def is_open(self) -> bool:
        return not self.fate


@dataclass(frozen=True, kw_only=True)
class GhostGroup:
    """The rows of one episode. `is_served` is false while the visit serves other episodes only."""

    episode_id: int
    episode: str
    day: str
    lines: tuple[GhostLine, ...]
    is_served: bool

    @property
    def confirmed(self) -> int:
        return sum(line.fate == Fate.CONFIRMED for line in self.lines)

    @property
    def open(self) -> int:
        return sum(line.is_open for line in self.lines)

    @property
    def repeatable(self) -> int:
        """How many one act confirms."""
        return sum(line.is_open and not line.is_alone for line in self.lines)

    @property
    def has_alone(self) -> bool:
        return any(line.is_alone for line in self.lines)


def last_time(form: SessionForm) -> list[GhostGroup]:
    """The rows of each episode that the visit serves or may serve, lettered through."""
    facts = form.facts
    chosen = {number_sent(code) for code in form.episodes.data or ()}
    fates = fates_of(standing(form.last_time.data or "", {row.uid.data for row in form.needlings.rows()}))
    lines = [
        (ghost, _line(ghost, _letter(place), fate=fates.get(ghost.token), zone=facts.zone))
        for place, ghost in enumerate(facts.ghosts)
    ]
    several = len(facts.episodes) > 1
    return [
        GhostGroup(
            episode_id=episode.id,
            episode=episode.label if several else "",
            day=day(day_in_zone(_first(facts.ghosts, episode.id).started_at, facts.zone)),
            lines=tuple(line for ghost, line in lines if ghost.episode_id == episode.id),
            is_served=not chosen or episode.id in chosen,
        )
        for episode in facts.episodes
        if episode.id in {ghost.episode_id for ghost in facts.ghosts}
    ]


def _first(ghosts: Collection[Ghost], episode_id: int) -> Ghost:
    return next(ghost for ghost in ghosts if ghost.episode_id == episode_id)


def _letter(place: int) -> str:
    rounds, index = divmod(place, len(_LETTERS))
    return _LETTERS[index] * (rounds + 1)


def _line(ghost: Ghost, letter: str, *, fate: Fate | None, zone: str) -> GhostLine:
    entry = ghost.entry
    muscle = muscles.by_slug().get(entry.muscle_slug or "")
    hazards = [hazard for hazard in muscle.hazards if hazard in INTERRUPTING] if muscle else []
    name = muscle.name if muscle else entry.target_words
    technique = words("technique", entry.technique).partition(" (")[0].lower()
    return GhostLine(
        token=ghost.token,
        letter=letter,
        target=joined((name, entry.spinal_level), " "),
        side=entry.side or "",
        detail=joined((needle_size(entry.diameter_mm, entry.length_mm), technique), " · "),
        needles=entry.needles,
        hazard=", ".join(hazard.value.replace("-", " ") for hazard in hazards),
        open_effect=ghost.open_effect,
        values=json.dumps(row_texts(repeated(ghost, uid="", zone=zone)), ensure_ascii=False),
        fate=fate or "",
    )
