"""What was done beside what happened: the muscles of an episode by its visits. No row is the effect of one muscle."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from clinic_log.outcomes.rules import PainCourse, PainPoint
from clinic_log.outcomes.rules.words import plain, visit_labels

# As many visits as fit beside each other on paper.
_VISITS_IN_A_TABLE: Final = 12

# For each session the answers before leaving and since then, in words.
EffectWords = Mapping[int, tuple[str, str]]

OBTAINED, SOUGHT_NONE, NOT_SOUGHT = "obtained", "sought_none", "not_sought"
_TWITCHES: Final = {"ltr-yes": OBTAINED, "ltr-no": SOUGHT_NONE, "ltr-not-sought": NOT_SOUGHT}


class NeedledFacts(NamedTuple):
    """One needling of a session: 'Upper trapezius R', how many needles, the code of its twitch, None when not said.

    A tuple, since an episode may have hundreds of them.
    """

    session_id: int
    episode_id: int | None
    target: str
    needles: int
    twitch: str | None


class MatrixCell(NamedTuple):
    """One muscle in one visit: needles of all its rows, and the best answer of the tissue; empty when none was said."""

    needles: int
    twitch: str


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """One visit: its number in the episode, its day, pain before and after, and both questions about side effects."""

    number: int
    day: str
    pain: str
    before_leaving: str
    since: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One muscle on one side; `twitch` counts the visits in which it was obtained among those that sought it."""

    target: str
    cells: tuple[MatrixCell | None, ...]
    twitch: str


@dataclass(frozen=True, slots=True)
class NeedledMatrix:
    """Up to twelve visits in order of time. A muscle that was not needled in them has no row."""

    columns: tuple[MatrixColumn, ...]
    rows: tuple[MatrixRow, ...]


def needled_matrices(
    needled: Iterable[NeedledFacts], *, course: PainCourse, effects: EffectWords
) -> tuple[NeedledMatrix, ...]:
    """The visits in which a needle went in, numbered as in the course of the pain, the latest table first; none when
    no needle did. `needled` are those of the episode.
    """
    by_session: dict[int, list[NeedledFacts]] = {}
    for row in needled:
        by_session.setdefault(row.session_id, []).append(row)
    numbered = [
        (number, point) for number, point in enumerate(course.points, 1) if point.visit.session_id in by_session
    ]
    starts = range(0, len(numbered), _VISITS_IN_A_TABLE)
    tables = (numbered[start : start + _VISITS_IN_A_TABLE] for start in starts)
    return tuple(_matrix(part, by_session, effects=effects) for part in tables)[::-1]


def _matrix(
    numbered: Sequence[tuple[int, PainPoint]], needled: Mapping[int, Sequence[NeedledFacts]], *, effects: EffectWords
) -> NeedledMatrix:
    days = visit_labels([point.visit.held_on for _number, point in numbered])
    by_target: dict[str, dict[int, list[NeedledFacts]]] = {}
    for at, (_number, point) in enumerate(numbered):
        for row in needled[point.visit.session_id]:
            by_target.setdefault(row.target, {}).setdefault(at, []).append(row)
    return NeedledMatrix(
        columns=tuple(
            MatrixColumn(number, day, _pain(point.before, point.after), *effects[point.visit.session_id])
            for (number, point), day in zip(numbered, days, strict=True)
        ),
        rows=tuple(_row(target, visits, len(numbered)) for target, visits in by_target.items()),
    )


def _row(target: str, visits: Mapping[int, Sequence[NeedledFacts]], count: int) -> MatrixRow:
    cells = tuple(_cell(visits.get(at, ())) for at in range(count))
    found = [cell.twitch for cell in cells if cell is not None]
    obtained, sought = found.count(OBTAINED), found.count(OBTAINED) + found.count(SOUGHT_NONE)
    return MatrixRow(target, cells, f"{obtained} of {sought}" if sought else "not sought")


def _cell(rows: Sequence[NeedledFacts]) -> MatrixCell | None:
    if not rows:
        return None
    twitches = {_TWITCHES.get(row.twitch or "", "") for row in rows}
    best = next((twitch for twitch in (OBTAINED, SOUGHT_NONE, NOT_SOUGHT) if twitch in twitches), "")
    return MatrixCell(sum(row.needles for row in rows), best)


def _pain(before: float | None, after: float | None) -> str:
    """'7 → 5', with a question mark for a score that was not asked; a dash without any."""
    if before is None and after is None:
        return "–"
    return " → ".join("?" if score is None else plain(score) for score in (before, after))
