"""Answers to the questions of a screening: what each says, what is missing, and how they are kept as plain values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from clinic_log.base.errors import InvalidInputError
from clinic_log.base.text import find_text_problem
from clinic_log.catalogue import contraindications
from clinic_log.catalogue.contraindications import Contraindication, Scope
from clinic_log.catalogue.vocabulary import Region
from clinic_log.episodes.rules import Side

WORDS_LIMIT: Final = 200
REASON_LIMIT: Final = 300


class Given(StrEnum):
    """What was answered. Not asked is never no."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one question; `words` and the place belong to a yes. `label` is the question as it was shown."""

    code: str
    label: str
    given: Given
    words: str = ""
    regions: frozenset[Region] = frozenset()
    side: Side | None = None

    @property
    def question(self) -> Contraindication | None:
        return contraindications.find(self.code)

    @property
    def is_absolute(self) -> bool:
        question = self.question
        return question is not None and question.is_absolute

    @property
    def scope(self) -> Scope:
        """What it concerns; a question that the catalogue no longer has concerns every needle."""
        question = self.question
        return question.scope if question is not None else Scope.EVERYWHERE

    @property
    def place(self) -> str:
        """'neck, shoulder, left'; empty where no place was said."""
        names = [region.label.lower() for region in Region if region in self.regions]
        side = {None: "", Side.BOTH: "both sides"}.get(self.side, str(self.side))
        return ", ".join(part for part in (*names, side) if part)

    @property
    def detail(self) -> str:
        return "; ".join(part for part in (self.place, self.words) if part)

    @property
    def in_words(self) -> str:
        """'Local infection (neck, left; boil)'."""
        return f"{self.label} ({self.detail})" if self.detail else self.label


def complete_answers(positive: Mapping[str, Answer], *, rest: Given) -> tuple[Answer, ...]:
    """One answer for each question in its order: those that were given, and `rest` for all others."""
    return tuple(
        positive.get(one.slug) or Answer(code=one.slug, label=one.label, given=rest)
        for one in contraindications.asked()
    )


def find_problems(answers: Iterable[Answer]) -> Iterator[tuple[str, str]]:
    """(code, why it cannot be kept) for each answer that says too much or where it has no place."""
    for answer in answers:
        if answer.question is None:
            yield answer.code, "This question is not asked any more"
        elif problem := find_text_problem(answer.words, limit=WORDS_LIMIT):
            yield answer.code, problem


def require_keepable(answers: Sequence[Answer]) -> None:
    """InvalidInputError for the first answer that cannot be kept, or where there is none at all."""
    if not answers:
        raise InvalidInputError("Answer the questions", field="rest")
    for code, problem in find_problems(answers):
        raise InvalidInputError(problem, field=code)


def is_complete(answers: Iterable[Answer]) -> bool:
    return all(answer.given is not Given.NOT_ASKED for answer in answers)


def positives(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    return tuple(answer for answer in answers if answer.given is Given.YES)


def to_plain(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """As a table keeps them; what is empty is left out."""
    return [
        {"code": one.code, "label": one.label, "given": one.given.value}
        | ({"words": one.words} if one.words else {})
        | ({"regions": sorted(one.regions)} if one.regions else {})
        | ({"side": one.side.value} if one.side else {})
        for one in answers
    ]


def from_plain(kept: Iterable[Mapping[str, Any]]) -> tuple[Answer, ...]:
    return tuple(
        Answer(
            code=row["code"],
            label=row["label"],
            given=Given(row["given"]),
            words=row.get("words", ""),
            regions=frozenset(map(Region, row.get("regions", ()))),
            side=Side(row["side"]) if "side" in row else None,
        )
        for row in kept
    )
