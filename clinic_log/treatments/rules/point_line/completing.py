"""What the word before the caret can be completed to."""

from collections.abc import Sequence
from dataclasses import dataclass

from clinic_log.treatments.rules.point_line.reading import read_line
from clinic_log.treatments.rules.point_line.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Completion:
    """A choice, and the text before the caret once it is taken."""

    label: str
    before: str


def complete(before: str, vocabulary: Vocabulary, *, favourites: Sequence[str] = ()) -> tuple[Completion, ...]:
    """The choices for a word that can be several things; none for one that is understood, or not at all."""
    read = read_line(before, vocabulary, favourites=favourites)
    open_question = next((issue for issue in read.questions if issue.completes and issue.end == len(before)), None)
    if open_question is None:
        return ()
    return tuple(Completion(option.label, f"{option.line} ") for option in open_question.options)
