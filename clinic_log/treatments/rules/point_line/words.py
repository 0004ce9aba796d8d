"""Words of a line: the target, and the terms of the lists. A longer run of words goes before a shorter one."""

from collections.abc import Sequence
from typing import Final

from clinic_log.catalogue import muscles
from clinic_log.catalogue.search import Words
from clinic_log.treatments.rules.point_line.numbers import Answer, Found
from clinic_log.treatments.rules.point_line.tokens import QUOTED, WORD, Token
from clinic_log.treatments.rules.point_line.vocabulary import Term, Vocabulary

MUSCLE: Final = "muscle_slug"
TARGET_KIND: Final = "target_kind"

# What is followed by a text in quotation marks.
TARGETS_IN_WORDS: Final = ("tendon", "ligament", "scar", "other")
TEXTS_IN_WORDS: Final = {"region": "region", "level": "spinal_level", "note": "note"}

_LONGEST_RUN: Final = 7
_MOST_OFFERED: Final = 12


class WordReader:
    """Reads runs of words; `favourites` are the muscles that are offered first, the most used one in front."""

    def __init__(self, vocabulary: Vocabulary, favourites: Sequence[str]) -> None:
        self._vocabulary = vocabulary
        self._places = {slug: place for place, slug in enumerate(favourites)}

    def read(self, tokens: Sequence[Token], *, has_target: bool) -> Found | None:
        """What the next words say, or None when they say nothing."""
        if found := _with_text(tokens):
            return found
        longest = next((place for place, token in enumerate(tokens) if not token.words), len(tokens))
        for count in range(min(longest, _LONGEST_RUN), 0, -1):
            typed = tuple(word for token in tokens[:count] for word in token.words)
            found = self._after_target(typed, count) if has_target else self._before_target(typed, count)
            if found is not None:
                return found
        return None

    def _before_target(self, typed: Words, count: int) -> Found | None:
        """The muscle comes first, unless the words are exactly those of a term and of no muscle."""
        if typed in self._vocabulary.exact_terms and typed not in self._vocabulary.exact_muscles:
            return self._terms(typed, count)
        slugs = self._vocabulary.muscles_for(typed)
        return self._muscles(typed, slugs, count) if slugs else self._terms(typed, count)

    def _after_target(self, typed: Words, count: int) -> Found | None:
        terms = self._vocabulary.terms_for(typed)
        is_muscle = typed in self._vocabulary.exact_muscles
        if terms and (typed in self._vocabulary.exact_terms or not is_muscle):
            return self._terms(typed, count)
        said = " ".join(typed)
        if terms:
            answers = (*map(_answer, terms), Answer("Another muscle", f", {said}"))
            return Found(count, asked=f"{said}: what is meant?", answers=answers, completes=True)
        if is_muscle or self._vocabulary.muscles_for(typed):
            answer = Answer("Start another site", f", {said}")
            return Found(count, asked=f"{said}: another muscle? Put a comma before it", answers=(answer,))
        return None

    def _terms(self, typed: Words, count: int) -> Found | None:
        terms = self._vocabulary.terms_for(typed)
        if not terms:
            return None
        if len(terms) == 1:
            value = (terms[0].value,) if terms[0].field == "other_responses" else terms[0].value
            return Found(count, {terms[0].field: value})
        return Found(count, asked=f"{' '.join(typed)}: which one?", answers=tuple(map(_answer, terms)), completes=True)

    def _muscles(self, typed: Words, slugs: Sequence[str], count: int) -> Found:
        if len(slugs) == 1:
            return Found(count, {MUSCLE: slugs[0]})
        ordered = sorted(slugs, key=lambda slug: self._places.get(slug, len(self._places)))
        known = [muscles.get(slug) for slug in ordered[:_MOST_OFFERED]]
        answers = tuple(Answer(muscle.name, printed_name(muscle.name)) for muscle in known)
        return Found(count, {MUSCLE: None}, asked=f"{' '.join(typed)}: which muscle?", answers=answers, completes=True)


def printed_name(name: str) -> str:
    """A muscle's name as it stands in a line: no comma, no brackets."""
    return " ".join(name.lower().replace(",", " ").replace("(", " ").replace(")", " ").split())


def _answer(term: Term) -> Answer:
    return Answer(term.label, term.spellings[0])


def _with_text(tokens: Sequence[Token]) -> Found | None:
    """A word that a text in quotation marks belongs to, with it."""
    name = tokens[0].folded
    if tokens[0].kind != WORD or name not in {*TARGETS_IN_WORDS, *TEXTS_IN_WORDS}:
        return None
    text = tokens[1].quoted.strip() if len(tokens) > 1 and tokens[1].kind == QUOTED else ""
    if not text:
        return Found(1, refused=f'Put the words in quotation marks, such as {name} "{_SAMPLES[name]}"')
    if name in TARGETS_IN_WORDS:
        return Found(2, {TARGET_KIND: name, "target_words": text})
    return Found(2, {TEXTS_IN_WORDS[name]: text})


_SAMPLES: Final = {
    "tendon": "common extensor origin",
    "ligament": "sacrotuberous",
    "scar": "left knee",
    "other": "taut band",
    "region": "neck",
    "level": "C5",
    "note": "bled a little",
}
