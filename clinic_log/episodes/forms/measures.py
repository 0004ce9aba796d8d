"""Choosing the measures to track: one box for each, two for a measure with sides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import wtforms
from typing_extensions import override
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from clinic_log.catalogue import conditions, measures
from clinic_log.catalogue.measures import Construct, Measure, MeasureKind
from clinic_log.episodes.rules import Side, Tracked

_BETWEEN: Final = ":"  # stands in no slug
_SIDES: Final = (Side.LEFT, Side.RIGHT)

_QUESTIONNAIRES: Final = "Questions and questionnaires"
_STRENGTH: Final = "Strength"
_TESTS: Final = "Tests"
_OWN: Final = "Added by this clinic"
_JOINT_GROUPS: Final = MappingProxyType(
    {
        "neck": "Neck",
        "temporomandibular": "Jaw",
        "shoulder": "Shoulder",
        "elbow": "Elbow and forearm",
        "forearm": "Elbow and forearm",
        "wrist": "Wrist",
        "thumb CMC": "Thumb and fingers",
        "thumb MCP": "Thumb and fingers",
        "thumb IP": "Thumb and fingers",
        "finger MCP": "Thumb and fingers",
        "finger PIP": "Thumb and fingers",
        "finger DIP": "Thumb and fingers",
        "thoracolumbar spine": "Trunk",
        "thoracic spine": "Trunk",
        "lumbar spine": "Trunk",
        "hip": "Hip",
        "knee": "Knee",
        "ankle": "Ankle and foot",
        "foot": "Ankle and foot",
        "first MTP": "Ankle and foot",
    }
)


@dataclass(frozen=True)
class Box:
    """One answer: the value that is sent, and the words beside the box."""

    value: str
    label: str
    is_ticked: bool


@dataclass(frozen=True)
class BoxGroup:
    title: str
    boxes: tuple[Box, ...]

    @property
    def ticked_count(self) -> int:
        return sum(box.is_ticked for box in self.boxes)


class TrackedField(wtforms.SelectMultipleField):
    """The measures to track. Its data is what was sent, in the order of the page; `tracked` is what it means."""

    def __init__(self, label: str = "", **options: Any) -> None:
        super().__init__(label, choices=[], coerce=str, validate_choice=False, **options)

    @override
    def process_data(self, value: Any) -> None:
        self.data = [_box_value(tracked) for tracked in value or ()]

    @override
    def pre_validate(self, form: BaseForm) -> None:
        if any(_meaning(value) is None for value in self.data or ()):
            raise ValidationError("Choose the measures from the list")

    @property
    def tracked(self) -> tuple[Tracked, ...]:
        return tuple(one for value in self.data or () if (one := _meaning(value)) is not None)

    def suggested(self, condition: str | None, *, pain_question: str | None) -> tuple[Box, ...]:
        """Those that the condition suggests and those already ticked, without the pain question."""
        listed = next((one for one in conditions.all_conditions() if one.slug == condition), None)
        wanted = listed.suggested_measures if listed else ()
        ticked = [one.slug for one in self.tracked]
        return self._boxes(slug for slug in dict.fromkeys([*ticked, *wanted]) if slug != pain_question)

    def others(self, condition: str | None, *, pain_question: str | None) -> list[BoxGroup]:
        """All other measures, in groups."""
        shown = {box.value.partition(_BETWEEN)[0] for box in self.suggested(condition, pain_question=pain_question)}
        groups: dict[str, list[str]] = {}
        for measure in measures.all_measures():
            if measure.slug not in shown and measure.slug != pain_question:
                groups.setdefault(_group_of(measure), []).append(measure.slug)
        return [BoxGroup(title, self._boxes(slugs)) for title, slugs in groups.items()]

    def _boxes(self, slugs: Sequence[str] | Iterator[str]) -> tuple[Box, ...]:
        chosen = set(self.data or ())
        return tuple(
            Box(value, words, is_ticked=value in chosen)
            for slug in slugs
            for value, words in _answers(measures.get(slug))
        )


def label_of(tracked: Tracked) -> str:
    """'Neck rotation, left'."""
    name = measures.get(tracked.slug).short_label
    return f"{name}, {tracked.side.value}" if tracked.side else name


def _answers(measure: Measure) -> list[tuple[str, str]]:
    possible = [Tracked(measure.slug, side) for side in _SIDES] if measure.sided else [Tracked(measure.slug)]
    return [(_box_value(tracked), label_of(tracked)) for tracked in possible]


def _box_value(tracked: Tracked) -> str:
    return f"{tracked.slug}{_BETWEEN}{tracked.side.value}" if tracked.side else tracked.slug


def _meaning(value: str) -> Tracked | None:
    """None for a value that no box has."""
    slug, _, side = value.partition(_BETWEEN)
    measure = measures.find(slug)
    if measure is None or value not in {answer for answer, _words in _answers(measure)}:
        return None
    return Tracked(slug, Side(side) if side else None)


def _group_of(measure: Measure) -> str:
    if measure.kind is MeasureKind.MOVEMENT:
        joint = measure.joint or ""
        return _JOINT_GROUPS.get(joint, joint.capitalize())
    if measure.kind is MeasureKind.OWN:
        return _OWN
    if measure.construct is Construct.STRENGTH:
        return _STRENGTH
    return _TESTS if measure.kind is MeasureKind.TEST else _QUESTIONNAIRES
