"""One part of a line, between two commas: what it says, piece by piece."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from clinic_log.treatments.rules.point_line.model import Issue, Option, PieceKind
from clinic_log.treatments.rules.point_line.numbers import Found, read_number
from clinic_log.treatments.rules.point_line.suggesting import suggestion
from clinic_log.treatments.rules.point_line.tokens import OPEN, Token
from clinic_log.treatments.rules.point_line.vocabulary import Vocabulary
from clinic_log.treatments.rules.point_line.words import MUSCLE, TARGET_KIND, WordReader

Span = tuple[int, int]

FIELD_WORDS: Final = {
    "side": "The side",
    "spinal_level": "The level",
    "point_kind": "The kind of point",
    "diameter_mm": "The diameter",
    "length_mm": "The length",
    "needles": "The number of needles",
    "insertions": "The number of insertions",
    "depth_class": "The depth",
    "patient_position": "The position",
    "approach": "The approach",
    "technique": "The technique",
    "dwell_minutes": "The time in place",
    "response_sought": "The response sought",
    "twitch": "The twitch",
    "other_responses": "The response",
    "region": "The region",
    "note": "The note",
    MUSCLE: "The target",
    TARGET_KIND: "The target",
    "target_words": "The target",
}


@dataclass(slots=True)
class Part:
    """What the part says so far, and where it says it. A muscle that is asked about is a target without a value."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)
    spans: list[tuple[Span, PieceKind]] = field(default_factory=list)
    questions: list[Issue] = field(default_factory=list)
    unknown: list[Issue] = field(default_factory=list)

    @property
    def has_target(self) -> bool:
        return MUSCLE in self.values or TARGET_KIND in self.values

    @property
    def is_settled(self) -> bool:
        """Whether it is known what was needled."""
        return TARGET_KIND in self.values or bool(self.values.get(MUSCLE))

    @property
    def target_place(self) -> Span:
        return self.places.get(MUSCLE) or self.places[TARGET_KIND]


class PartReader:
    """Reads the parts of one text."""

    def __init__(self, text: str, vocabulary: Vocabulary, favourites: Sequence[str]) -> None:
        self._text = text
        self._vocabulary = vocabulary
        self._words = WordReader(vocabulary, favourites)

    def read(self, tokens: Sequence[Token]) -> Part:
        """The tokens of one part, without the space between them."""
        part = Part()
        place = 0
        while place < len(tokens):
            rest = tokens[place:]
            found = read_number(rest) or self._words.read(rest, has_target=part.has_target)
            count = found.count if found else 1
            span = (rest[0].start, rest[count - 1].end)
            if found is None:
                self._not_understood(part, rest[0])
            else:
                self._take(part, found, span)
            place += count
        return part

    def replaced(self, span: Span, words: str) -> str:
        """The whole text with other words in this place; a comma stands close to what is before it."""
        before = self._text[: span[0]]
        return f"{before.rstrip() if words.startswith(',') else before}{words}{self._text[span[1] :]}"

    def without(self, span: Span) -> str:
        return " ".join(self.replaced(span, "").split())

    def _take(self, part: Part, found: Found, span: Span) -> None:
        if found.refused:
            words = f"{self._text[slice(*span)]}: {found.refused[0].lower()}{found.refused[1:]}"
            part.unknown.append(Issue(words, span[1]))
            part.spans.append((span, PieceKind.UNKNOWN))
            return
        if found.asked:
            options = tuple(Option(answer.label, self.replaced(span, answer.text)) for answer in found.answers)
            part.questions.append(Issue(found.asked, span[1], options, found.completes))
        said_twice = [name for name in found.values if _differs(part, name, found.values[name])]
        if said_twice:
            self._ask_which(part, said_twice[0], span)
        part.spans.append((span, PieceKind.ASKED if found.asked or said_twice else PieceKind.UNDERSTOOD))
        for name, value in found.values.items():
            if name == "other_responses":
                value = tuple(dict.fromkeys((*part.values.get(name, ()), *value)))  # noqa: PLW2901 -- several add up
            part.values.setdefault(name, value)
            if name == "other_responses":
                part.values[name] = value
            part.places.setdefault(name, span)

    def _ask_which(self, part: Part, name: str, span: Span) -> None:
        earlier = part.places[name]
        first, second = (self._text[slice(*place)] for place in (earlier, span))
        options = (Option(first, self.without(span)), Option(second, self.without(earlier)))
        part.questions.append(Issue(f"{FIELD_WORDS[name]} is said twice: {first} or {second}?", span[1], options))

    def _not_understood(self, part: Part, token: Token) -> None:
        span = (token.start, token.end)
        meant = suggestion(token.folded, self._vocabulary)
        words = f"{token.text}: {'close the quotation mark.' if token.kind == OPEN else 'not understood.'}"
        options = (Option(meant, self.replaced(span, meant)),) if meant else ()
        part.unknown.append(Issue(f"{words} Did you mean {meant}?" if meant else words, span[1], options))
        part.spans.append((span, PieceKind.UNKNOWN))


def _differs(part: Part, name: str, value: object) -> bool:
    """Whether the part says another thing of this already. Responses add up."""
    return name != "other_responses" and name in part.values and part.values[name] != value
