"""The words of the line and what they mean, taken from the catalogue, with the short forms that therapists type."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from clinic_log.catalogue import muscles, needling
from clinic_log.catalogue.muscles import Muscle, SynonymKind
from clinic_log.catalogue.search import Closeness, Words, closeness
from clinic_log.treatments.rules import codes
from clinic_log.treatments.rules.point_line.tokens import phrase
from clinic_log.treatments.rules.states import NeedleSide

BOTH: Final = "both"


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a field of the row. The first spelling is the one that is printed; `label` is what a person reads."""

    field: str
    value: str
    label: str
    spellings: tuple[str, ...]
    phrases: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class MuscleWords:
    """A muscle and all that it is called by; group words mean several muscles."""

    muscle: Muscle
    own: frozenset[Words]
    groups: frozenset[Words]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Terms and muscles, with the exact spellings of both as they are looked up. `beginnings` holds the names that have
    a word with these first two letters, each with the place of its muscle; `term_beginnings` the terms that begin so.
    """

    terms: tuple[Term, ...]
    muscles: tuple[MuscleWords, ...]
    exact_terms: Mapping[Words, tuple[Term, ...]]
    exact_muscles: Mapping[Words, tuple[str, ...]]
    beginnings: Mapping[str, frozenset[tuple[int, Words]]]
    term_beginnings: Mapping[str, tuple[tuple[Words, Term], ...]]

    def terms_for(self, typed: Words) -> tuple[Term, ...]:
        """What is spelled so; else each of which a spelling begins so, word by word in order. Two letters at least."""
        exact = self.exact_terms.get(typed)
        if exact or not typed or len(typed[0]) < 2:
            return exact or ()
        near = self.term_beginnings.get(typed[0][:2], ())
        return tuple(dict.fromkeys(term for spelling, term in near if _begins(typed, spelling)))

    def muscles_for(self, typed: Words) -> tuple[str, ...]:
        """The muscles that are called so; else those of which a name begins so; else those that hold such words."""
        exact = self.exact_muscles.get(typed)
        if exact or not typed or any(len(word) < 2 for word in typed):
            return exact or ()
        near: dict[int, Closeness] = {}
        for place, name in self._names_with(typed):
            answer = closeness(typed, name)
            if answer is not None:
                near[place] = min(answer, near.get(place, answer))
        nearest = min(near.values(), default=None)
        return tuple(self.muscles[place].muscle.slug for place in sorted(near) if near[place] == nearest)

    def _names_with(self, typed: Words) -> frozenset[tuple[int, Words]]:
        """The names in which each typed word may begin one: few of a thousand, and soon none for a run of words."""
        found = self.beginnings.get(typed[0][:2], frozenset())
        for word in typed[1:]:
            found &= self.beginnings.get(word[:2], frozenset())
        return found


@cache
def catalogue_vocabulary() -> Vocabulary:
    """The vocabulary of the installed catalogue, made once."""
    terms = tuple(_terms())
    known = tuple(_muscle_words(muscle) for muscle in muscles.all_muscles())
    return Vocabulary(
        terms, known, _exact_terms(terms), _exact_muscles(known), _beginnings(known), _term_beginnings(terms)
    )


# How therapists shorten what the catalogue lists; the words of the lists themselves need no entry.
_SHORT: Final[Mapping[tuple[str, str], tuple[str, ...]]] = MappingProxyType(
    {
        ("technique", "static"): ("in situ",),
        ("technique", "pistoning"): ("sparrow", "fast in fast out"),
        ("technique", "winding"): ("rotation",),
        ("technique", "fanning"): ("cone",),
        ("technique", "periosteal"): ("pecking",),
        ("approach", "pincer"): ("pincer grip",),
        ("approach", "flat"): ("flat palpation",),
        ("approach", "bone-backdrop"): ("toward bone", "towards bone"),
        ("approach", "rib-bracket"): ("rib bracketing",),
        ("depth_class", "superficial"): ("sf",),
        ("depth_class", "to-bone"): ("bone",),
        ("patient_position", "side-lying-left"): ("side lying on the left",),
        ("patient_position", "side-lying-right"): ("side lying on the right",),
        ("patient_position", "seated"): ("sitting",),
        ("patient_position", "other"): ("position other",),
        ("point_kind", "active"): ("active trp", "atrp"),
        ("point_kind", "latent"): ("latent trp", "ltrp"),
        ("point_kind", "not-trp"): ("not trp", "no trigger point", "no trp"),
        ("twitch", "ltr-yes"): ("ltr+", "ltr", "twitch", "twitch+", "local twitch response"),
        ("twitch", "ltr-no"): ("ltr-", "no ltr", "twitch-", "no twitch"),
        ("twitch", "ltr-not-sought"): ("ltr0", "ltr not sought", "twitch not sought", "not sought"),
        ("other_responses", "referred-familiar"): ("familiar", "familiar pain", "referred familiar"),
        ("other_responses", "referred-unfamiliar"): ("unfamiliar", "not familiar", "referred unfamiliar"),
        ("other_responses", "local-pain"): ("local pain", "local only"),
        ("other_responses", "cramp"): ("cramping", "deep ache"),
        ("other_responses", "grasp"): ("needle grasp",),
        ("other_responses", "release"): ("tone reduced",),
        ("other_responses", "nerve-like"): ("electric", "shooting", "nerve like"),
        ("other_responses", "vessel-like"): ("burning", "stinging", "vessel like"),
        ("other_responses", "none"): ("no response",),
    }
)
# Where the code is no word that says what it means when it stands alone.
_NOT_BY_CODE: Final = frozenset({"other", "none", "referred-familiar", "referred-unfamiliar", "not-trp"})

_LISTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "technique": "technique",
        "depth_class": "depth",
        "point_kind": "trp_kind",
        "approach": "approach",
        "patient_position": "position",
        "other_responses": "tissue_response",
    }
)


def _terms() -> Iterator[Term]:
    yield _term("side", NeedleSide.RIGHT, "Right", "right", "r", "rt")
    yield _term("side", NeedleSide.LEFT, "Left", "left", "l", "lft")
    yield _term("side", NeedleSide.MIDLINE, "Midline", "midline", "m")
    yield _term("side", BOTH, "Both sides, two rows", "both", "b", "bil", "bilateral", "both sides")
    for twitch, label in codes.TWITCH_WORDS.items():
        yield _term("twitch", twitch, f"Twitch: {label[0].lower()}{label[1:]}", *_SHORT["twitch", twitch])
    for field, list_name in _LISTS.items():
        for code in needling.codes(list_name):
            if field != "other_responses" or code.code not in codes.TWITCH_CODES:
                yield _term(field, code.code, code.label, *_spellings(field, code.code, code.label))
    for sought, label in codes.SOUGHT_WORDS.items():
        yield _term("response_sought", sought, f"Sought: {label[0].lower()}{label[1:]}", f"seek {label.lower()}")


def _term(field: str, value: str, label: str, *spellings: str) -> Term:
    return Term(field, value, label, spellings, tuple(map(phrase, spellings)))


def _spellings(field: str, code: str, label: str) -> tuple[str, ...]:
    """The code in words, the label up to its bracket, and the short forms."""
    by_code = () if code in _NOT_BY_CODE else (code.replace("-", " "),)
    by_label = () if code == needling.OTHER else (label.partition(" (")[0].lower(),)
    return tuple(dict.fromkeys((*by_code, *_SHORT.get((field, code), ()), *by_label)))


def _muscle_words(muscle: Muscle) -> MuscleWords:
    named = [muscle.name, muscle.latin, muscle.slug]
    own = [*named, *(one.text for one in muscle.synonyms if one.kind is not SynonymKind.GROUP)]
    groups = [one.text for one in muscle.synonyms if one.kind is SynonymKind.GROUP]
    return MuscleWords(muscle, frozenset(map(phrase, own)), frozenset(map(phrase, groups)))


def _exact_terms(terms: tuple[Term, ...]) -> Mapping[Words, tuple[Term, ...]]:
    found: dict[Words, tuple[Term, ...]] = {}
    for term in terms:
        for spelling in dict.fromkeys(term.phrases):
            found[spelling] = (*found.get(spelling, ()), term)
    return MappingProxyType(found)


def _exact_muscles(known: tuple[MuscleWords, ...]) -> Mapping[Words, tuple[str, ...]]:
    """A word of their own goes before a group word."""
    own: dict[Words, tuple[str, ...]] = {}
    groups: dict[Words, tuple[str, ...]] = {}
    for words in known:
        for found, names in ((own, words.own), (groups, words.groups)):
            for name in names:
                found[name] = (*found.get(name, ()), words.muscle.slug)
    return MappingProxyType({**groups, **own})


def _beginnings(known: tuple[MuscleWords, ...]) -> Mapping[str, frozenset[tuple[int, Words]]]:
    found: dict[str, set[tuple[int, Words]]] = {}
    for place, words in enumerate(known):
        for name in words.own | words.groups:
            for word in name:
                found.setdefault(word[:2], set()).add((place, name))
    return MappingProxyType({letters: frozenset(names) for letters, names in found.items()})


def _term_beginnings(terms: tuple[Term, ...]) -> Mapping[str, tuple[tuple[Words, Term], ...]]:
    found: dict[str, list[tuple[Words, Term]]] = {}
    for term in terms:
        for spelling in term.phrases:
            found.setdefault(spelling[0][:2], []).append((spelling, term))
    return MappingProxyType({letters: tuple(pairs) for letters, pairs in found.items()})


def _begins(typed: Words, spelling: Words) -> bool:
    return len(typed) <= len(spelling) and all(
        word.startswith(start) for start, word in zip(typed, spelling, strict=False)
    )
