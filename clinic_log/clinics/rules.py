"""Which settings a clinic has and what holds while nobody has decided; and what a measure of its own must say."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from math import isfinite
from typing import Final

from clinic_log.base.text import fold
from clinic_log.base.wording import counted
from clinic_log.catalogue.measures import Better, Construct, Measure, MeasureKind
from clinic_log.catalogue.own_measures import slug_of
from clinic_log.catalogue.vocabulary import Verified


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a clinic has decided. The defaults hold until somebody does.

    Sources disagree on both ways of counting muscles for a procedure code, so each default is the one that suggests
    the smaller number: a muscle counts once for both sides, and its parts (upper and middle trapezius) count as one.

    The other settings say when the progress of an open episode is pointed at. They are conventions of the clinic, not
    published limits. `reassess_after_days` is 0 where only the plan of an episode asks for a re-assessment.

    `review_hours` is how soon an incident has to be looked into after it became known: 72, as the first review of
    NHS England's Serious Incident Framework (2015).
    """

    sides_count_apart: bool = False
    parts_count_apart: bool = False
    pounds_and_inches: bool = False
    review_at_visit: int = 4
    review_after_days: int = 30
    visits_without_measure: int = 3
    reassess_after_days: int = 0
    review_hours: int = 72


@dataclass(frozen=True, slots=True)
class Setting:
    """One question to the clinic with its two answers, first the one for `False`."""

    name: str
    label: str
    no: str
    yes: str

    def answer(self, policy: Policy) -> str:
        return self.yes if getattr(policy, self.name) else self.no


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSetting:
    """One question that is answered by a number from `least` to `most`, of `noun` (one of them: 'visit')."""

    name: str
    label: str
    hint: str
    noun: str
    least: int
    most: int
    at_zero: str = ""

    def answer(self, policy: Policy) -> str:
        number: int = getattr(policy, self.name)
        return self.at_zero if self.at_zero and not number else counted(number, self.noun)


SETTINGS: Final = (
    Setting(
        "sides_count_apart",
        "The same muscle on the left and on the right",
        "counts once",
        "counts twice",
    ),
    Setting(
        "parts_count_apart",
        "Parts of one muscle, such as upper and middle trapezius",
        "count as one muscle",
        "count separately",
    ),
    Setting(
        "pounds_and_inches",
        "Forces, weights and lengths are typed first",
        "in kilograms and centimetres",
        "in pounds and inches",
    ),
)

NUMBER_SETTINGS: Final = (
    NumberSetting(
        name="review_at_visit",
        label="No important change, by visits",
        hint="Pointed at from this visit on: 2 to 20. Two visits are the fewest that have a course.",
        noun="visit",
        least=2,
        most=20,
    ),
    NumberSetting(
        name="review_after_days",
        label="No important change, by time",
        hint="Pointed at this many days after the first score, whichever comes first: 7 to 180.",
        noun="day",
        least=7,
        most=180,
    ),
    NumberSetting(
        name="visits_without_measure",
        label="Tracked measure left out",
        hint="Pointed at when it was not taken at this many visits in a row: 2 to 12.",
        noun="visit",
        least=2,
        most=12,
    ),
    NumberSetting(
        name="reassess_after_days",
        label="Re-assessment due",
        hint=(
            "This many days after the last evaluation, or after the first visit where there was none: 14 to 365. "
            "0: only when the plan of the episode is over."
        ),
        noun="day",
        least=14,
        most=365,
        at_zero="only by the plan",
    ),
    NumberSetting(
        name="review_hours",
        label="Time until an incident has to be looked into",
        hint="1 to 720. Reviews that are open already keep their due time.",
        noun="hour",
        least=1,
        most=720,
    ),
)

_ALL: Final = (*SETTINGS, *NUMBER_SETTINGS)


def changes(old: Policy, new: Policy) -> tuple[str, ...]:
    """What differs, in words for the audit: `sides_count_apart: counts once, now counts twice`."""
    return tuple(
        f"{setting.name}: {setting.answer(old)}, now {setting.answer(new)}"
        for setting in _ALL
        if setting.answer(old) != setting.answer(new)
    )


# A setting without a question, or a question without a setting, stops the program.
if {setting.name for setting in _ALL} != {field.name for field in fields(Policy)}:
    raise TypeError("Each setting of a policy needs one question.")


NAME_LIMIT: Final = 80
UNIT_LIMIT: Final = 20
SOURCE_LIMIT: Final = 300
_LARGEST: Final = 1_000_000  # beyond it a digit slipped
_COARSE_RANGE: Final = 10  # from this width on one step is 1, below it 0.1


class TakenBy(StrEnum):
    """Who gives the value: answers do not depend on who wrote them down, what is measured by hand does."""

    PATIENT = "patient"
    CLINICIAN = "clinician"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMeasureDetails:
    """What an administrator says about a measure of the clinic. The bounds and the MCID are in `unit`.

    `mcid` is the smallest change that matters to patients, from `mcid_source`; both or neither.
    """

    name: str
    unit: str
    minimum: float
    maximum: float
    better: Better
    taken_by: TakenBy
    is_sided: bool = False
    mcid: float | None = None
    mcid_source: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What stops a measure from being kept, for the field that it concerns."""

    field: str
    text: str


def find_measure_problems(details: OwnMeasureDetails, *, taken_names: Collection[str]) -> Iterator[Problem]:
    """In the order of the form. `taken_names` are those of the catalogue and of the clinic's measures in use."""
    if not details.name:
        yield Problem("name", "Enter what the measure is called")
    elif len(details.name) > NAME_LIMIT:
        yield Problem("name", f"Shorten the name to {NAME_LIMIT} characters")
    elif fold(details.name) in {fold(name) for name in taken_names}:
        yield Problem("name", "There is a measure of this name. Choose another name, or use that measure")
    if not details.unit:
        yield Problem("unit", "Enter the unit, such as kg, s or points")
    elif len(details.unit) > UNIT_LIMIT:
        yield Problem("unit", f"Shorten the unit to {UNIT_LIMIT} characters")
    yield from _range_problems(details)
    yield from _importance_problems(details)


def _range_problems(details: OwnMeasureDetails) -> Iterator[Problem]:
    for name in ("minimum", "maximum"):
        value = getattr(details, name)
        if not isfinite(value) or abs(value) > _LARGEST:
            yield Problem(name, f"Enter a number from -{_LARGEST:,} to {_LARGEST:,}")
            return
    if details.minimum >= details.maximum:
        yield Problem("maximum", "The highest value must lie above the lowest")


def _importance_problems(details: OwnMeasureDetails) -> Iterator[Problem]:
    """An MCID is a claim about patients: without a source nobody can check it, so it is not kept."""
    if details.mcid is None:
        if details.mcid_source:
            yield Problem("mcid", "A source is named but no important change. Enter the change, or remove the source")
        return
    if not 0 < details.mcid <= details.maximum - details.minimum:
        yield Problem("mcid", "Enter a change above 0 that fits into the range")
    if details.better is Better.NONE:
        yield Problem("mcid", "A measure without a better direction has no important change. Choose the direction")
    if not details.mcid_source:
        yield Problem("mcid_source", "Name the source of the important change, such as a paper with its DOI")
    elif len(details.mcid_source) > SOURCE_LIMIT:
        yield Problem("mcid_source", f"Shorten the source to {SOURCE_LIMIT} characters")


def measure_of(number: int, details: OwnMeasureDetails, *, is_retired: bool) -> Measure:
    """The measure as every page uses it beside the catalogue's. Its figures are the clinic's own, so not verified."""
    is_coarse = details.maximum - details.minimum >= _COARSE_RANGE
    return Measure(
        slug=slug_of(number),
        name=details.name,
        construct=Construct.FUNCTION if details.taken_by is TakenBy.PATIENT else Construct.PERFORMANCE,
        kind=MeasureKind.OWN,
        unit=details.unit,
        step=1 if is_coarse else 0.1,
        better=details.better,
        sided=details.is_sided,
        verified=Verified.NO,
        minimum=details.minimum,
        maximum=details.maximum,
        mcid=details.mcid,
        source=details.mcid_source or None,
        is_retired=is_retired,
    )
