"""What was given beside the needling, over the visits of an episode. None of it is shown as the cause of anything."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from clinic_log.outcomes.rules.visits import Visit, took_place


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFacts:
    """One other treatment in one session; None for minutes that nobody wrote."""

    session_id: int
    label: str
    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTreatment:
    """One kind: at how many of the visits, at which ('1, 3 to 5'), its minutes ('45 min, written at 2'), last day."""

    label: str
    visits: int
    of: int
    which: str
    minutes: str
    last_on: date


def other_treatments(given: Iterable[GivenFacts], visits: Sequence[Visit]) -> tuple[OtherTreatment, ...]:
    """The most frequent kind first. `visits` are those of the episode in order of time; one that served another
    episode, too, counts in both, since nobody recorded for which a treatment was.
    """
    held = [visit for visit in visits if took_place(visit.kind)]
    numbers = {visit.session_id: number for number, visit in enumerate(held, start=1)}
    kinds: dict[str, list[GivenFacts]] = {}
    for each in given:
        if each.session_id in numbers:
            kinds.setdefault(each.label, []).append(each)
    found = (_treatment(label, rows, held=held, numbers=numbers) for label, rows in kinds.items())
    return tuple(sorted(found, key=lambda treatment: (-treatment.visits, treatment.label)))


def _treatment(
    label: str, rows: Sequence[GivenFacts], *, held: Sequence[Visit], numbers: dict[int, int]
) -> OtherTreatment:
    at = sorted({numbers[row.session_id] for row in rows})
    return OtherTreatment(
        label=label,
        visits=len(at),
        of=len(held),
        which=", ".join(_ranges(at)),
        minutes=_minutes(rows),
        last_on=held[at[-1] - 1].held_on,
    )


def _minutes(rows: Sequence[GivenFacts]) -> str:
    written = [row.minutes for row in rows if row.minutes is not None]
    if not written:
        return ""
    return f"{sum(written)} min" + ("" if len(written) == len(rows) else f", written at {len(written)}")


def _ranges(numbers: Sequence[int]) -> Iterator[str]:
    for _distance, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        members = [number for _place, number in run]
        if len(members) > 2:
            yield f"{members[0]} to {members[-1]}"
        else:
            yield from map(str, members)
