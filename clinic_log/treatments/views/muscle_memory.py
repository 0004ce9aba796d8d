"""When each muscle was last needled, for the rows of the page and for those that are added on it."""

from collections.abc import Mapping
from dataclasses import dataclass

from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.queries.muscle_memory import list_muscle_memories
from clinic_log.treatments.rules import NeedleSide
from clinic_log.treatments.rules.muscle_memory import MuscleMemory, memory_of, sentence_of
from clinic_log.treatments.views.finding import Visit


@dataclass(frozen=True, kw_only=True)
class MemoryFact:
    """One muscle on one side, for the script that shows it beside a row."""

    muscle: str
    side: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Memories:
    """All that the script needs, and what stands beside the rows that are there, by their uid."""

    facts: tuple[MemoryFact, ...]
    rows: Mapping[str, str]


def muscle_memories(visit: Visit, form: SessionForm) -> Memories:
    found = list_muscle_memories(visit.db, by=visit.by, patient=visit.patient, treatment=visit.treatment)
    return Memories(
        facts=tuple(map(_fact, found)),
        rows={
            row.uid.data: memory_of(found, muscle_slug=row.muscle.data or "", side=_side(row.side.data))
            for row in form.needlings.rows()
        },
    )


def _fact(memory: MuscleMemory) -> MemoryFact:
    return MemoryFact(muscle=memory.muscle_slug, side=memory.side or "", words=sentence_of(memory))


def _side(code: str | None) -> NeedleSide | None:
    return next((side for side in NeedleSide if side.value == code), None)
