"""What somebody says on the page of scores outside a session, and what stops it from being kept."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from clinic_log.base.errors import InvalidInputError
from clinic_log.base.text import fold
from clinic_log.catalogue import conditions, measures, units
from clinic_log.catalogue.measures import Measure
from clinic_log.episodes.rules import Side
from clinic_log.outcomes.rules.visits import HowAsked, find_measure
from clinic_log.treatments.rules.limits import MEASURED_SITE_LIMIT
from clinic_log.treatments.rules.plausibility import refused_score

TOOL_LIMIT = 80
NOTE_LIMIT = 300
MOST_SCORES = 60
HOW_WORDS = {
    HowAsked.IN_PERSON: "in person",
    HowAsked.PHONE: "by phone",
    HowAsked.VIDEO: "by video",
    HowAsked.PAPER: "on paper",
    HowAsked.ONLINE: "online",
}
_MODES = frozenset({"", "active", "passive"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row that stands ready: a measure, the side where it has sides; the place, mode and tool where and how it was
    taken last.
    """

    slug: str
    side: Side | None = None
    site: str = ""
    mode: str = ""
    tool: str = ""


@dataclass(frozen=True, slots=True)
class ScoreProblem:
    """What stops scores from being kept; `field` is one of the occasion, or `<row>.<field>` by the place of a row."""

    field: str
    text: str


class ScoresError(InvalidInputError):
    """Scores that cannot be kept; every reason stands in `problems`."""

    def __init__(self, problems: Sequence[ScoreProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(f"{problem.text}." for problem in problems), field=problems[0].field)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """When the scores were taken, by whom of the clinic, and how."""

    taken_on: date
    asked_by_id: int
    how: HowAsked
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreEntry:
    """One score in the unit of the catalogue; `entered_unit` is the one in which it was typed, empty for the same."""

    measure_slug: str
    value: float
    side: Side | None = None
    mode: str = ""
    site: str = ""
    tool: str = ""
    entered_unit: str = ""

    @property
    def key(self) -> "ScoreKey":
        return ScoreKey(self.measure_slug, self.side, self.mode, fold(self.site))


@dataclass(frozen=True, slots=True)
class ScoreKey:
    """What can be scored once on one day."""

    measure_slug: str
    side: Side | None
    mode: str
    site: str


@dataclass(frozen=True, slots=True)
class ScoresTaken:
    """Scores of one occasion."""

    asking: Asking
    entries: Sequence[ScoreEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFacts:
    """What the check needs to know: the life of the patient, today in the clinic, who works there, and what is on
    record already for the day.
    """

    born_on: date
    deceased_on: date | None
    today: date
    staff_ids: Collection[int]
    on_record: Collection[ScoreKey] = field(default=())


def wanted_rows(
    pain_question: str,
    tracked: Iterable[tuple[str, Side | None]],
    *,
    condition_slug: str | None,
    manners: Mapping[tuple[str, Side | None], Sequence[tuple[str, str, str]]] = MappingProxyType({}),
) -> list[Wanted]:
    """What the page of an episode stands ready for: its pain question, what it tracks, and what its condition suggests
    of the patient's own answers, since nobody measures by hand on the telephone. `manners` are the places, modes and
    tools with which a tracked measure was taken last.
    """
    listed = next((one for one in conditions.all_conditions() if one.slug == condition_slug), None)
    suggested = [
        slug for slug in (listed.suggested_measures if listed else ()) if not measures.get(slug).is_taken_by_hand
    ]
    followed = [Wanted(slug, side, *manner) for slug, side in tracked for manner in manners.get((slug, side)) or ((),)]
    rows = [Wanted(pain_question), *followed, *map(Wanted, suggested)]
    known: dict[Wanted, None] = {}
    for row in rows:
        measure = find_measure(row.slug)
        if measure is not None and not measure.is_retired:
            known[row] = None
    return list(known)


def find_score_problems(taken: ScoresTaken, *, facts: ScoreFacts) -> Iterator[ScoreProblem]:
    """In the order of the page; empty when everything can be kept."""
    asking = taken.asking
    yield from _day_problems(asking.taken_on, facts)
    if asking.asked_by_id not in facts.staff_ids:
        yield ScoreProblem("asked_by", "Choose somebody who works in this clinic")
    if len(asking.note) > NOTE_LIMIT:
        yield ScoreProblem("note", f"Shorten the note to {NOTE_LIMIT} characters")
    if not 1 <= len(taken.entries) <= MOST_SCORES:
        yield ScoreProblem("scores", f"Enter 1 to {MOST_SCORES} scores")
    seen = set(facts.on_record)
    for place, entry in enumerate(taken.entries):
        yield from _entry_problems(entry, f"{place}.")
        if entry.key in seen:
            text = "This score is on record for that day already. Retract that one first if it is wrong"
            yield ScoreProblem(f"{place}.value", text)
        seen.add(entry.key)


def _day_problems(taken_on: date, facts: ScoreFacts) -> Iterator[ScoreProblem]:
    if taken_on > facts.today:
        yield ScoreProblem("taken_on", "This day lies in the future. Enter the day on which it was asked or measured")
    elif taken_on < facts.born_on:
        yield ScoreProblem("taken_on", "This day lies before the patient was born. Check the date")
    elif facts.deceased_on is not None and taken_on > facts.deceased_on:
        yield ScoreProblem("taken_on", "This day lies after the patient's death. Check the date")


def _entry_problems(entry: ScoreEntry, place: str) -> Iterator[ScoreProblem]:
    measure = find_measure(entry.measure_slug)
    if measure is None or measure.is_retired:
        yield ScoreProblem(f"{place}measure", "Choose a measure from the list")
        return
    if measure.sided and entry.side not in {Side.LEFT, Side.RIGHT}:
        yield ScoreProblem(f"{place}side", f"Choose left or right for {measure.short_label}")
    if not measure.sided and entry.side is not None:
        yield ScoreProblem(f"{place}side", f"{measure.short_label} has no side")
    yield from _details_problems(entry, measure, place)
    yield from _value_problems(entry, measure, place)


def _details_problems(entry: ScoreEntry, measure: Measure, place: str) -> Iterator[ScoreProblem]:
    if measure.asks_where and not entry.site:
        yield ScoreProblem(f"{place}site", f"Say at which muscle or place {measure.short_label} was taken")
    if len(entry.site) > MEASURED_SITE_LIMIT:
        yield ScoreProblem(f"{place}site", f"Shorten the place to {MEASURED_SITE_LIMIT} characters")
    if len(entry.tool) > TOOL_LIMIT:
        yield ScoreProblem(f"{place}tool", f"Shorten the tool to {TOOL_LIMIT} characters")
    if entry.mode not in _MODES:
        yield ScoreProblem(f"{place}mode", "Choose active or passive")


def _value_problems(entry: ScoreEntry, measure: Measure, place: str) -> Iterator[ScoreProblem]:
    if entry.entered_unit not in {"", *measure.units}:
        yield ScoreProblem(f"{place}unit", f"{measure.short_label} is entered in {units.choice(measure.units)}")
        return
    text = refused_score(measure, entry.value, entered_unit=entry.entered_unit)
    if text:
        yield ScoreProblem(f"{place}value", text)


def kept_value(measure: Measure, typed: float, unit: str) -> float:
    """A typed value in the unit of the catalogue; as typed for a unit that the measure does not have."""
    return units.to_kept(typed, unit, measure.unit) if unit in measure.units else typed
