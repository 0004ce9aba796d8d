"""Reading a line: its parts become rows, what a part without a target says is shared, and what is missing is asked."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from clinic_log.catalogue import muscles
from clinic_log.treatments.rules.point_line.model import Issue, LineRow, Option, Piece, PieceKind, ReadLine
from clinic_log.treatments.rules.point_line.parts import FIELD_WORDS, Part, PartReader, Span
from clinic_log.treatments.rules.point_line.tokens import COMMA, SPACE, Token, tokens_of
from clinic_log.treatments.rules.point_line.vocabulary import BOTH, Vocabulary
from clinic_log.treatments.rules.point_line.words import MUSCLE
from clinic_log.treatments.rules.spinal_levels import REFUSED, is_spinal_level
from clinic_log.treatments.rules.states import NeedleSide

_SIDES: Final = (NeedleSide.LEFT, NeedleSide.RIGHT)


def read_line(text: str, vocabulary: Vocabulary, *, favourites: Sequence[str] = ()) -> ReadLine:
    """The rows that the line means, and all that stands in their way. `favourites` are muscles to offer first."""
    reader = PartReader(text, vocabulary, favourites)
    parts = [reader.read(tokens) for tokens in _parted(tokens_of(text))]
    targets = [part for part in parts if part.has_target]
    for part in parts:
        if not part.has_target:
            _share(part, targets)
    for part in targets:
        _ask_for_side(part, reader)
        _check_level(part)
    unknown = tuple(issue for part in parts for issue in part.unknown)
    questions = [issue for part in parts for issue in part.questions]
    if parts and not targets and not unknown:
        questions.append(Issue("Which muscle?", len(text)))
    return ReadLine(
        rows=tuple(row for part in targets if part.is_settled for row in _rows(part)),
        pieces=tuple(_pieces(text, [span for part in parts for span in part.spans])),
        unknown=unknown,
        questions=tuple(questions),
    )


def _parted(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each part that has any."""
    words = [token for token in tokens if token.kind != SPACE]
    groups = groupby(words, key=lambda token: token.kind == COMMA)
    return [list(group) for is_comma, group in groups if not is_comma]


def _share(shared: Part, targets: Sequence[Part]) -> None:
    """Give what a part without a target says to every target that does not say it. What nobody takes is asked."""
    for name, value in shared.values.items():
        takers = [part for part in targets if name not in part.values]
        for part in takers:
            part.values[name] = value
        if targets and not takers:
            said = "the site has" if len(targets) == 1 else "every site has"
            words = f"{FIELD_WORDS[name]} is said twice: {said} its own. Remove one"
            shared.questions.append(Issue(words, shared.places[name][1]))
            shared.spans = [
                (span, PieceKind.ASKED if span == shared.places[name] else kind) for span, kind in shared.spans
            ]


def _ask_for_side(part: Part, reader: PartReader) -> None:
    slug = part.values.get(MUSCLE)
    if not slug:
        return
    muscle, side = muscles.get(slug), part.values.get("side")
    place = part.target_place
    if muscle.has_side and side is None:
        options = tuple(Option(one.capitalize(), reader.replaced((place[1], place[1]), f" {one}")) for one in _SIDES)
        part.questions.append(Issue(f"{muscle.name}: left or right?", place[1], options))
        _mark(part, place)
    if not muscle.has_side and side not in {None, NeedleSide.MIDLINE}:
        words = f"{muscle.name} lies on the midline and has no side"
        said = part.places.get("side")
        options = (Option("Without a side", reader.without(said)),) if said else ()
        part.questions.append(Issue(words, (said or place)[1], options))
        _mark(part, said or place)


def _check_level(part: Part) -> None:
    level = part.values.get("spinal_level")
    if level and not is_spinal_level(level) and "spinal_level" in part.places:
        place = part.places["spinal_level"]
        part.questions.append(Issue(f"{level}: {REFUSED[0].lower()}{REFUSED[1:]}", place[1]))
        _mark(part, place)


def _mark(part: Part, place: Span) -> None:
    part.spans = [(span, PieceKind.ASKED if span == place else kind) for span, kind in part.spans]


def _rows(part: Part) -> Iterator[LineRow]:
    """One row, or one for each side."""
    values = dict(part.values)
    side = values.pop("side", None)
    for one in _SIDES if side == BOTH else (side,):
        yield LineRow(**values, side=NeedleSide(one) if one else None)


def _pieces(text: str, spans: Sequence[tuple[Span, PieceKind]]) -> Iterator[Piece]:
    """The whole text in order: the spans, and what is between them."""
    end = 0
    for (start, stop), kind in sorted(spans):
        if start > end:
            yield Piece(text[end:start], PieceKind.BETWEEN)
        yield Piece(text[start:stop], kind)
        end = stop
    if end < len(text):
        yield Piece(text[end:], PieceKind.BETWEEN)
