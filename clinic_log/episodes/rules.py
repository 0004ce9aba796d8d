"""Facts about an episode that follow from its details alone, and what its details must satisfy."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from clinic_log.catalogue import conditions, measures
from clinic_log.catalogue.errors import UnknownEntryError
from clinic_log.catalogue.measures import DEFAULT_PAIN_QUESTION
from clinic_log.catalogue.vocabulary import Region

FREE_TEXT_CONDITION: Final = "other"  # the catalogue's entry for what its list does not hold
MOST_PLANNED_VISITS: Final = 200
LABEL_LIMIT: Final = 200  # characters of an own name for the condition
REFERRAL_LIMIT: Final = 300
SOURCE_LIMIT: Final = 120
SOURCE_LABEL_LIMIT: Final = 300
REASON_IS_MISSING: Final = "Say why the discharge was a mistake"

_ICD10: Final = re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?")
_ICD10_WITHOUT_POINT: Final = re.compile(r"([A-Z]\d[0-9A-Z])([0-9A-Z]{1,4})")


class Side(StrEnum):
    """The patient's side."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    MIDLINE = "midline"


class EpisodeState(StrEnum):
    OPEN = "open"
    DISCHARGED = "discharged"


class DischargeReason(StrEnum):
    GOALS_REACHED = "goals_reached"
    PLATEAU = "plateau"
    REFERRED_ON = "referred_on"
    PATIENT_STOPPED = "patient_stopped"
    DID_NOT_RETURN = "did_not_return"
    MOVED_AWAY = "moved_away"
    ADVERSE_EVENT = "adverse_event"
    OTHER = "other"


class SuggestionState(StrEnum):
    OPEN = "open"
    USED = "used"
    DISMISSED = "dismissed"


class Chronicity(StrEnum):
    """Duration class at the start of the episode."""

    ACUTE = "acute"
    SUBACUTE = "subacute"
    CHRONIC = "chronic"


@dataclass(frozen=True, slots=True, order=True)
class Tracked:
    """A measure to ask at each visit; `side` is left or right, and None for a measure without sides."""

    slug: str
    side: Side | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeDetails:
    """What a person says about an episode. None and "" mean not said.

    `condition_slug` names an entry of the catalogue; `condition_label` is the condition in own words, beside it or
    instead of it. `pain_question` is asked at every visit and so is never among `tracked`.
    """

    condition_slug: str | None = None
    condition_label: str = ""
    icd10: str = ""
    region: Region | None = None
    side: Side | None = None
    onset_on: date | None = None
    opened_on: date
    referral: str = ""
    goals: str = ""
    pain_question: str = DEFAULT_PAIN_QUESTION
    tracked: tuple[Tracked, ...] = ()
    planned_visits: int | None = None
    plan_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharge:
    """How an episode ended; the note is needed for another reason than those listed."""

    reason: DischargeReason
    discharged_on: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedCondition:
    """A condition that another system holds: `source` names the system, `source_id` the entry there."""

    condition_slug: str
    source_label: str
    source: str
    source_id: str
    onset_on: date | None = None
    resolved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What stops details from being kept: the field of the details, and a sentence to stand beside it."""

    field: str
    text: str


def chronicity(onset_on: date | None, *, opened_on: date) -> Chronicity | None:
    """Acute under 6 weeks, subacute to 12, chronic beyond (strata of methods.md section 10); None when unknown."""
    if onset_on is None or onset_on > opened_on:
        return None
    weeks = (opened_on - onset_on).days / 7
    if weeks < 6:
        return Chronicity.ACUTE
    return Chronicity.SUBACUTE if weeks <= 12 else Chronicity.CHRONIC


def duration_in_words(onset_on: date | None, *, opened_on: date) -> str:
    """'chronic, 14 weeks at the start' or '' when the onset is not known. Whole weeks, days within the first two."""
    kind = chronicity(onset_on, opened_on=opened_on)
    if kind is None or onset_on is None:
        return ""
    days = (opened_on - onset_on).days
    count, unit = (days, "day") if days < 14 else (days // 7, "week")
    return f"{kind.value}, {count} {unit}{'' if count == 1 else 's'} at the start"


def written_icd10(text: str) -> str:
    """The code in capitals, without spaces, with its point: 'm54 2' is M54.2. What is no code comes back as it was."""
    bare = "".join(text.upper().split())
    split = _ICD10_WITHOUT_POINT.fullmatch(bare)
    code = f"{split[1]}.{split[2]}" if split else bare
    return code if is_icd10(code) else text.strip()


def is_icd10(text: str) -> bool:
    """Whether the text has the form of an ICD-10 code, such as M54.2; whether the code exists is not known here."""
    return _ICD10.fullmatch(text) is not None


def settled(details: EpisodeDetails) -> EpisodeDetails:
    """The details as they are kept: what follows from the condition filled in where nothing was said."""
    condition = _condition(details.condition_slug)
    listed = None if condition is None or condition.slug == FREE_TEXT_CONDITION else condition
    codes = listed.icd10 if listed else ()
    return replace(
        details,
        condition_slug=listed.slug if listed else None,
        condition_label=details.condition_label or (listed.label if listed else ""),
        icd10=written_icd10(details.icd10) or (codes[0] if codes else ""),
        region=details.region or (listed.region if listed else None),
        tracked=_without_repeats(details.tracked, pain_question=details.pain_question),
    )


def find_problems(details: EpisodeDetails, *, born_on: date, today: date) -> Iterator[Problem]:
    """What stops settled details from being kept, in the order of the form. `today` is the day in the clinic's zone."""
    yield from _condition_problems(details)
    yield from _day_problems(details, born_on=born_on, today=today)
    yield from _measure_problems(details)
    if details.planned_visits is not None and not 1 <= details.planned_visits <= MOST_PLANNED_VISITS:
        yield Problem("planned_visits", f"Enter a number of visits from 1 to {MOST_PLANNED_VISITS}")
    if details.plan_until is not None and details.plan_until < details.opened_on:
        yield Problem("plan_until", "The plan ends before the episode starts: check the two dates")


def find_discharge_problems(discharge: Discharge, *, opened_on: date, today: date) -> Iterator[Problem]:
    """What stops a discharge: a day outside the episode, or another reason without words."""
    if discharge.discharged_on > today:
        yield Problem("discharged_on", "The discharge lies in the future: enter today or an earlier day")
    elif discharge.discharged_on < opened_on:
        yield Problem("discharged_on", "The discharge lies before the start of the episode: check the day")
    if discharge.reason is DischargeReason.OTHER and not discharge.note.strip():
        yield Problem("note", "Say in a few words why the episode ends")


def find_suggestion_problem(found: SuggestedCondition) -> Problem | None:
    """What stops a condition of another system from being kept as a suggestion."""
    if _condition(found.condition_slug) is None:
        return Problem("condition_slug", "The condition is not in the catalogue")
    if not 1 <= len(found.source) <= SOURCE_LIMIT or not 1 <= len(found.source_id) <= SOURCE_LIMIT:
        return Problem("source", f"The source and its number need 1 to {SOURCE_LIMIT} characters")
    if len(found.source_label) > SOURCE_LABEL_LIMIT:
        return Problem("source_label", f"The name of the condition has more than {SOURCE_LABEL_LIMIT} characters")
    return None


def _condition_problems(details: EpisodeDetails) -> Iterator[Problem]:
    condition = _condition(details.condition_slug)
    if details.condition_slug is not None and condition is None:
        yield Problem("condition_slug", "Choose a condition from the list, or describe it in your own words")
    elif not details.condition_label:
        yield Problem("condition_slug", "Choose the condition, or describe it in your own words")
    if details.icd10 and not is_icd10(details.icd10):
        yield Problem("icd10", "Enter an ICD-10 code such as M54.2, or leave it empty")
    if details.region is None:
        yield Problem("region", "Choose the region of the body")
    if condition is not None and condition.sided and details.side is None:
        yield Problem("side", "Choose the side: left, right, both or midline")


def _day_problems(details: EpisodeDetails, *, born_on: date, today: date) -> Iterator[Problem]:
    onset_on, opened_on = details.onset_on, details.opened_on
    if onset_on is not None and onset_on > today:
        yield Problem("onset_on", "The onset lies in the future: enter today or an earlier day")
    elif onset_on is not None and onset_on < born_on:
        yield Problem("onset_on", "The onset lies before the patient was born: check the date")
    elif onset_on is not None and onset_on > opened_on:
        yield Problem("onset_on", "The onset lies after the start of the episode: check the two dates")
    if opened_on > today:
        yield Problem("opened_on", "The start lies in the future: enter today or an earlier day")
    elif opened_on < born_on:
        yield Problem("opened_on", "The start lies before the patient was born: check the date")


def _measure_problems(details: EpisodeDetails) -> Iterator[Problem]:
    if details.pain_question not in {question.slug for question in measures.pain_questions()}:
        yield Problem("pain_question", "Choose the pain question from the list")
    for tracked in details.tracked:
        text = _tracked_problem(tracked)
        if text:
            yield Problem("tracked", text)


def _tracked_problem(tracked: Tracked) -> str:
    try:
        measure = measures.get(tracked.slug)
    except UnknownEntryError:
        return "Choose the measures from the list"
    if measure.sided and tracked.side not in {Side.LEFT, Side.RIGHT}:
        return f"Choose left or right for {measure.short_label}"
    if not measure.sided and tracked.side is not None:
        return f"{measure.short_label} has no side"
    return ""


def _without_repeats(tracked: Iterable[Tracked], *, pain_question: str) -> tuple[Tracked, ...]:
    return tuple(dict.fromkeys(one for one in tracked if one.slug != pain_question))


def _condition(slug: str | None) -> conditions.Condition | None:
    if slug is None:
        return None
    try:
        return conditions.get(slug)
    except UnknownEntryError:
        return None
