"""The form of an episode, for opening and for correcting one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeVar

import wtforms
from typing_extensions import override

from clinic_log.base.errors import InvalidInputError
from clinic_log.catalogue import conditions, measures
from clinic_log.catalogue.vocabulary import Region
from clinic_log.episodes.forms.measures import TrackedField, label_of
from clinic_log.episodes.rules import (
    FREE_TEXT_CONDITION,
    LABEL_LIMIT,
    MOST_PLANNED_VISITS,
    REFERRAL_LIMIT,
    EpisodeDetails,
    Problem,
    Side,
    duration_in_words,
    find_problems,
    settled,
    written_icd10,
)
from clinic_log.web.forms import (
    ChoiceField,
    DayField,
    FieldsForm,
    ListField,
    NotesField,
    Required,
    TextField,
    WholeNumberField,
)
from clinic_log.web.template_tools import day

SIDES: Final = ((Side.LEFT, "Left"), (Side.RIGHT, "Right"), (Side.BOTH, "Both"), (Side.MIDLINE, "Midline"))
FILL_IN: Final = "fill-in"
_KEY: Final = re.compile(r"[0-9a-f]{32}")
Code = TypeVar("Code", bound=StrEnum)


class Difference(NamedTuple):
    """One detail that two people said differently, in words: a line of a table."""

    name: str
    saved: str
    typed: str


class ConditionField(ListField):
    """The conditions of the catalogue by region; each option carries its synonyms and code for the search."""

    @override
    def iter_groups(self) -> Iterator[tuple[str, list[Any]]]:
        for region, choices in super().iter_groups():
            options: list[Any] = list(choices)
            yield region, [option._replace(render_kw=_search_words(option.value)) for option in options]


def _search_words(slug: str) -> dict[str, str]:
    if not slug:
        return {}
    condition = conditions.get(slug)
    code = condition.icd10[0] if condition.icd10 else ""
    return {"data-search": " ".join((*condition.synonyms, *condition.icd10)), "data-note": code}


def _conditions_by_region() -> Mapping[str, list[tuple[str, str]]]:
    groups: dict[str, list[tuple[str, str]]] = {region.label: [] for region in Region}
    for condition in conditions.all_conditions():
        if condition.slug != FREE_TEXT_CONDITION:
            groups[condition.region.label].append((condition.slug, condition.label))
    return {region: sorted(members, key=lambda member: member[1]) for region, members in groups.items() if members}


class EpisodeForm(FieldsForm):
    """`key` makes sending twice harmless, `revision` is what the person saw, `suggestion` the one that it came from."""

    key = wtforms.HiddenField()
    revision = wtforms.HiddenField()
    suggestion = wtforms.HiddenField()
    step = wtforms.HiddenField()
    condition = ConditionField("Condition", choices=_conditions_by_region())
    own_words = TextField("In your own words", limit=LABEL_LIMIT)
    side = ChoiceField("Side", choices=[(side.value, words) for side, words in SIDES])
    region = ListField("Region of the body", choices=[(region.value, region.label) for region in Region])
    icd10 = TextField("ICD-10 code", limit=20)
    onset_on = DayField("Onset")
    opened_on = DayField("Episode starts", [Required("Enter the day on which the episode starts")])
    referral = TextField("Referred by", limit=REFERRAL_LIMIT)
    goals = NotesField("Goals, as the patient says them")
    pain_question = ListField(
        "Pain question",
        [Required("Choose the pain question that the course follows")],
        choices=[(question.slug, question.name) for question in measures.pain_questions()],
    )
    tracked = TrackedField("Measures to track")
    planned_visits = WholeNumberField("Planned visits", low=1, high=MOST_PLANNED_VISITS)
    plan_until = DayField("Plan until")

    @classmethod
    def of(cls, details: EpisodeDetails, **hidden: str) -> "EpisodeForm":
        """A form that shows the details. A listed condition in its own name needs no own words."""
        label = conditions.get(details.condition_slug).label if details.condition_slug else ""
        shown = {name: getattr(details, name) for name in _SAME_NAMES}
        own_words = "" if details.condition_label == label else details.condition_label
        return cls(data={**shown, **hidden, "condition": details.condition_slug, "own_words": own_words})

    def is_fit(self, *, born_on: date, today: date) -> bool:
        """Whether it can be saved; what cannot has its sentence beside the field."""
        valid = self.validate()
        problems = list(find_problems(settled(self.details(today=today)), born_on=born_on, today=today))
        for problem in problems:
            self._place(problem)
        return valid and not problems

    def refuse(self, error: InvalidInputError) -> None:
        """Put what an action refused beside its field."""
        self._place(Problem(error.field or "condition_slug", str(error)))

    def details(self, *, today: date) -> EpisodeDetails:
        """What was entered, unsettled. `today` stands in where no start could be read."""
        return EpisodeDetails(
            condition_slug=self.condition.data,
            condition_label=self.own_words.data or "",
            icd10=self.icd10.data or "",
            region=_member(Region, self.region.data),
            side=_member(Side, self.side.data),
            onset_on=self.onset_on.data,
            opened_on=self.opened_on.data or today,
            referral=self.referral.data or "",
            goals=self.goals.data or "",
            pain_question=self.pain_question.data or measures.DEFAULT_PAIN_QUESTION,
            tracked=self.tracked.tracked,
            planned_visits=self.planned_visits.data,
            plan_until=self.plan_until.data,
        )

    def fill_in(self, *, today: date) -> list[str]:
        """Fill empty fields with what follows from the condition; the names of the fields that it filled."""
        kept = settled(replace(self.details(today=today), icd10=written_icd10(self.icd10.data or "")))
        filled = []
        for field, value in ((self.icd10, kept.icd10), (self.region, kept.region)):
            if not field.data and value:
                field.data = str(value)
                filled.append(field.label.text)
        return filled

    def is_code_filled_in(self, *, today: date) -> bool:
        """Whether saving adds a code that the person left out."""
        return not self.icd10.data and bool(settled(self.details(today=today)).icd10)

    def duration(self) -> str:
        """The onset as a duration in words, as far as it is known."""
        return duration_in_words(self.onset_on.data, opened_on=self.opened_on.data) if self.opened_on.data else ""

    def take_over(self, saved: EpisodeDetails, *, revision: int, today: date) -> list[Difference]:
        """Let the next attempt replace what is saved; where it differs from what was typed."""
        self.revision.data = str(revision)
        before, after = _in_words(saved), _in_words(settled(self.details(today=today)))
        return [Difference(name, before[name], words) for name, words in after.items() if words != before[name]]

    @property
    def asks_to_fill_in(self) -> bool:
        """Whether it was sent by the button that fills in what follows from the condition, and is not to be saved."""
        return self.step.data == FILL_IN

    @property
    def sent_key(self) -> str | None:
        return self.key.data if self.key.data and _KEY.fullmatch(self.key.data) else None

    @property
    def seen_revision(self) -> int:
        """0, which no row has, when the form names none."""
        return _whole(self.revision.data)

    @property
    def suggestion_id(self) -> int | None:
        return _whole(self.suggestion.data) or None

    def _place(self, problem: Problem) -> None:
        """A field that has an error already keeps that one alone."""
        field = self[_FIELDS.get(problem.field, problem.field)]
        if not field.errors:
            field.errors = [problem.text]


_FIELDS: Final = {"condition_slug": "condition", "condition_label": "own_words"}
_SAME_NAMES: Final = (
    *("side", "region", "icd10", "onset_on", "opened_on", "referral", "goals", "pain_question"),
    *("tracked", "planned_visits", "plan_until"),
)


def _member(codes: type[Code], value: str | None) -> Code | None:
    """The member that the text names; None for nothing chosen and for what is no answer."""
    return next((code for code in codes if code.value == value), None)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _in_words(details: EpisodeDetails) -> dict[str, str]:
    return {
        "Condition": details.condition_label,
        "Side": dict(SIDES)[details.side] if details.side else "",
        "Region": details.region.label if details.region else "",
        "ICD-10 code": details.icd10,
        "Onset": day(details.onset_on),
        "Episode starts": day(details.opened_on),
        "Referred by": details.referral,
        "Goals": details.goals,
        "Pain question": details.pain_question,
        "Measures": "; ".join(label_of(one) for one in details.tracked),
        "Planned visits": str(details.planned_visits or ""),
        "Plan until": day(details.plan_until),
    }
