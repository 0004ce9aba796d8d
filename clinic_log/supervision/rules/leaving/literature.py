"""The clinic's side effects beside the literature as they leave the clinic: the studies whole, the clinic hidden."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from clinic_log.supervision.rules.leaving.hiding import Hiding, Leaving, LeavingTable
from clinic_log.supervision.rules.leaving.notes import counted_so, notes_of_sessions
from clinic_log.supervision.rules.leaving.texts import OF_EFFECTS, OF_LITERATURE
from clinic_log.supervision.rules.leaving.totals import Basis, known_totals
from clinic_log.supervision.rules.literature import (
    COUNTED_AS,
    HEAD,
    ROLL_UP_WORDS,
    OwnCounts,
    RateLine,
    RateSection,
    rate_sections,
)
from clinic_log.treatments.rules import EffectTiming


def literature_leaving(own: OwnCounts, basis: Basis, hiding: Hiding) -> Leaving:
    """A count of the clinic is hidden together with its rate, and with what would tell it: all effects of a question
    add up by how grave they were, and once more by kind.
    """
    sections = rate_sections(own)
    slugs = [section.slug for section in sections]
    hidden = {timing: _hidden(own, timing, slugs=slugs, hiding=hiding) for timing in EffectTiming}
    return Leaving(
        title="Side effects: this clinic and the literature",
        notes=notes_of_sessions(known_totals(basis, hiding)),
        tables=tuple(_table(section, hidden, hiding) for section in sections),
        counted=counted_so(hiding, OF_LITERATURE, OF_EFFECTS),
    )


def _hidden(own: OwnCounts, timing: EffectTiming, *, slugs: Sequence[str], hiding: Hiding) -> set[str]:
    """The kinds that no study tells of stand in no row, but belong to the total."""
    if 0 < own.asked.get(timing, 0) < hiding.smallest:
        return set(slugs)
    grades = [slug for slug in slugs if slug in ROLL_UP_WORDS]
    kinds = [slug for slug in slugs if slug not in ROLL_UP_WORDS]
    by_grade = {slug: own.effects.get((slug, timing), 0) for slug in grades}
    rolled_up: dict[str, tuple[str, ...]] = {slug: COUNTED_AS.get(slug, (slug,)) for slug in grades}
    shown = hiding.sums({"all": tuple(grades)} | rolled_up, [by_grade])
    counts = [own.effects.get((slug, timing), 0) for slug in kinds]
    others = max(0, sum(by_grade.values()) - sum(counts))
    is_hidden = hiding.hidden([(count,) for count in counts], outside=(others,))
    return {slug for slug in grades if shown[slug] is None} | {
        slug for slug, one in zip(kinds, is_hidden, strict=True) if one
    }


def _table(section: RateSection, hidden: Mapping[EffectTiming, Collection[str]], hiding: Hiding) -> LeavingTable:
    own = [
        _row(line, is_hidden=section.slug in hidden[timing], hiding=hiding)
        for timing, line in zip(EffectTiming, section.own, strict=True)
    ]
    studies = [(*line.cells, line.note) for line in section.published]
    return LeavingTable(title=section.label, head=(*HEAD, "Note"), rows=(*own, *studies), widths=_WIDTHS)


def _row(line: RateLine, *, is_hidden: bool, hiding: Hiding) -> tuple[str, ...]:
    """A note of a hidden rate could tell that it is small."""
    cells = (*line.cells[:3], hiding.word, "", "") if is_hidden else line.cells
    return (*cells, "" if is_hidden else line.note)


_WIDTHS: Final = (2.5, 2.3, 2.8, 1.8, 1.3, 2, 3.4)
