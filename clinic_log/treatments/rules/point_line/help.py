"""The grammar of the line as a person reads it, made from the vocabulary so that it is never older than it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from clinic_log.catalogue import muscles
from clinic_log.treatments.rules.point_line.model import LineRow
from clinic_log.treatments.rules.point_line.reading import read_line
from clinic_log.treatments.rules.point_line.vocabulary import Term, catalogue_vocabulary
from clinic_log.treatments.rules.point_line.wording import row_title, row_words

_EXAMPLES: Final = (
    *("ut r 30x40 piston 2x ltr", "lev r, inf l x2", "ut b 30x40 static 10min", "lev r, ut r, 30x40 x1"),
    *("lm l L4/5 0.30x50 deep ltr-", 'scar "left knee" l x1 note "sore"'),
)
_NUMBERS: Final = (
    ("30x40", "Diameter 0.30, length 40. What could be read in two ways is asked"),
    ("0.30x40", "The same, written out; 0,30 and .30 as well"),
    ("40mm", "Length alone"),
    ("2x", "Needles; x2, 2n and 2 needles as well"),
    ("10min", "Minutes in place; 10' as well"),
    ("6ins", "Insertions"),
    ("C5", "Spinal level; L4/5 and T12-L1 as well"),
)
_FIELDS: Final = {
    "side": "Side",
    "technique": "Technique",
    "twitch": "Local twitch",
    "depth_class": "Depth",
    "point_kind": "Trigger point",
    "approach": "Approach",
    "patient_position": "Position",
    "other_responses": "Other responses",
    "response_sought": "Response sought",
}
_SAMPLE_MUSCLES: Final = ("trapezius-upper", "levator-scapulae", "infraspinatus", "gluteus-medius", "tibialis-anterior")
_IN_WORDS: Final = (
    ('tendon "…"', "A target that is no muscle: tendon, ligament, scar or other, with its name"),
    ('note "…"', "A note of the site; region the same way"),
)


@dataclass(frozen=True, slots=True)
class HelpLine:
    """What is typed, each spelling, and what it means."""

    typed: tuple[str, ...]
    means: str


@dataclass(frozen=True, slots=True)
class HelpGroup:
    name: str
    lines: tuple[HelpLine, ...]


@dataclass(frozen=True, slots=True)
class LineHelp:
    examples: tuple[HelpLine, ...]
    groups: tuple[HelpGroup, ...]


@cache
def line_help() -> LineHelp:
    """Examples with what they are read as, and every word of the line by what it says."""
    return LineHelp(tuple(map(_example, _EXAMPLES)), tuple(_groups()))


def _groups() -> Iterator[HelpGroup]:
    yield HelpGroup("Muscle", tuple(map(_muscle, _SAMPLE_MUSCLES)))
    yield HelpGroup("Numbers", tuple(HelpLine((typed,), means) for typed, means in _NUMBERS))
    terms = catalogue_vocabulary().terms
    for field, name in _FIELDS.items():
        yield HelpGroup(name, tuple(_term(term) for term in terms if term.field == field))
    yield HelpGroup("In your own words", tuple(HelpLine((typed,), means) for typed, means in _IN_WORDS))


def _muscle(slug: str) -> HelpLine:
    muscle = muscles.get(slug)
    short = [one.text for one in muscle.synonyms if one.kind == "abbreviation"]
    return HelpLine((*short, muscle.name.lower()), muscle.name)


def _term(term: Term) -> HelpLine:
    return HelpLine(term.spellings, term.label)


def _example(line: str) -> HelpLine:
    read = read_line(line, catalogue_vocabulary())
    return HelpLine((line,), ". ".join(map(_said, read.rows)))


def _said(row: LineRow) -> str:
    words = ", ".join(row_words(row))
    return f"{row_title(row)}: {words}" if words else row_title(row)
