"""What is left before signing, section by section, in the words of the step bar and the action bar."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from clinic_log.catalogue import adverse_events, measures, muscles
from clinic_log.treatments.forms.point_line import LINE_FIELD, LINE_NOT_ADDED
from clinic_log.treatments.queries import NoteFacts
from clinic_log.treatments.rules import Asked, EffectTiming, Gap, SessionContent
from clinic_log.treatments.rules.codes import words
from clinic_log.treatments.rules.signing import missing_for_signing
from clinic_log.treatments.rules.states import KINDS_WITH_NEEDLES
from clinic_log.treatments.views.note_count import CountShown, count_shown, count_told, sites_told
from clinic_log.web.template_tools import clock

DONE, TODO, OPTIONAL = "done", "todo", "optional"

# As many links as fit into one line on a tablet.
_LINKS: Final = 3

SECTIONS: Final = {
    "visit": "Visit",
    "check-in": "Check-in",
    "pain": "Pain",
    "sites": "Needles",
    "count": "Count",
    "effects": "Side effects",
    "closing": "Notes",
}
_SECTION_OF: Final = {
    "consent": "check-in",
    "screening_confirmed": "check-in",
    "agreement": "check-in",
    "agreement_regions": "check-in",
    "since_last_visit": "check-in",
    "since_previous": "check-in",
    "measurements": "pain",
    "last_time": "sites",
    "needlings": "sites",
    "quick_entry": "sites",
    "stimulations": "sites",
    "both_sides_reason": "sites",
    "precaution_reasons": "sites",
    "warning_signs_given": "sites",
    "warning_signs_reason": "sites",
    "effect_updates": "check-in",
    "needles_out": "count",
    "counted_how": "count",
    "count_note": "count",
    "counts": "count",
    "vital_signs": "count",
    "lots": "sites",
    "side_effects_before_leaving": "effects",
    "needling_reason": "closing",
    "next_step": "closing",
    "home_programme": "closing",
    "notes": "closing",
    "adjuncts": "closing",
}
_SHORT: Final = {
    "kind": "choose the kind",
    "started_at": "enter the start",
    "ended": "say how it ended",
    "stopped_reason": "say why it was stopped",
    "no_needles_reason": "say why no needle",
    "episode_ids": "choose the episode",
    "consent": "written consent",
    "screening_confirmed": "screening",
    "agreement": "today's agreement",
    "since_previous": "anything new?",
    "quick_entry": "quick entry not added",
    "needlings": "no site yet",
    "both_sides_reason": "both sides of the chest",
    "warning_signs_given": "warning signs given?",
    "warning_signs_reason": "say why not",
    "needles_out": "not counted out",
    "counted_how": "how were they counted?",
    "count_note": "say why",
    "side_effects_before_leaving": "not answered",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One section of the note: where it is, what it is called, how far it is, in words."""

    target: str
    name: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Left:
    """What stops the signature: the steps of the note and, for each section, the first place to go to."""

    steps: tuple[Step, ...]
    gaps: tuple[Gap, ...]
    count: CountShown
    count_words: str
    sites_words: str

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """(section, words) of the first sections in which something is missing; the last link stands for the rest."""
        found = [(section, SECTIONS[section].lower()) for section in _by_section(self.gaps)]
        if self.count_words:
            found = [(name, f"{words}: {self.count_words}" if name == "count" else words) for name, words in found]
        if len(found) <= _LINKS:
            return tuple(found)
        return (*found[: _LINKS - 1], (found[_LINKS - 1][0], f"{len(found) - _LINKS + 1} more"))


def left_in(
    content: SessionContent, *, facts: NoteFacts, line: str = "", sites: int | None = None, unnumbered: int = 0
) -> Left:
    """The state of every section of this content. Rows about what no list has say nothing: saving refuses them. `line`
    is what still stands in the quick entry line; the page may have more `sites` than the content, and some of them
    without a number of needles.
    """
    sites_words = sites_told(content, sites=len(content.needlings) if sites is None else sites, unnumbered=unnumbered)
    content = _with_known_rows(content)
    typed = (Gap(LINE_FIELD, LINE_NOT_ADDED),) if line else ()
    missing = missing_for_signing(
        content,
        has_earlier_visit=facts.earlier is not None,
        risks=facts.risks,
        ghosts=facts.ghosts,
        inserting=facts.inserting,
    )
    gaps = (*typed, *missing)
    found = _by_section(gaps)
    told = _told(content, facts.zone, sites_words)
    counting = count_told(content) if "count" in found else ""
    steps = tuple(
        _step(section, name=name, gaps=found.get(section, []), told=told[section]) for section, name in SECTIONS.items()
    )
    if counting:
        steps = tuple(replace(step, words=counting) if step.target == "count" else step for step in steps)
    return Left(steps, gaps, count_shown(content), counting, sites_words)


def section_of(gap: Gap) -> str:
    """The section of the page in which the gap can be closed."""
    group, _, rest = gap.field.partition(".")
    if group == "effects" and rest:
        return "effects"
    return _SECTION_OF.get(group, "visit")


def _with_known_rows(content: SessionContent) -> SessionContent:
    return replace(
        content,
        needlings=tuple(row for row in content.needlings if row.muscle_slug in {None, *muscles.by_slug()}),
        measurements=tuple(row for row in content.measurements if measures.find(row.measure_slug)),
        effects=tuple(row for row in content.effects if row.kind_slug in adverse_events.by_slug()),
    )


def _by_section(gaps: Iterable[Gap]) -> dict[str, list[Gap]]:
    found: defaultdict[str, list[Gap]] = defaultdict(list)
    for gap in gaps:
        found[section_of(gap)].append(gap)
    return {section: found[section] for section in SECTIONS if section in found}


def _step(section: str, *, name: str, gaps: list[Gap], told: str) -> Step:
    if gaps:
        return Step(section, name, TODO, _short(gaps))
    return Step(section, name, DONE if told else OPTIONAL, told or "optional")


def _short(gaps: list[Gap]) -> str:
    group = gaps[0].field.partition(".")[0]
    if group == "last_time":
        first: str | None = gaps[0].text.partition(":")[0]
    else:
        first = _SHORT.get("needles_out" if group == "counts" else gaps[0].field)
    if group == "counts":
        gaps = [gap for gap in gaps if gap is gaps[0] or not gap.field.startswith("counts.")]
    if first is None:
        return f"{len(gaps)} to complete"
    return first if len(gaps) == 1 else f"{first}, {len(gaps) - 1} more"


def _told(content: SessionContent, zone: str, sites: str) -> Mapping[str, str]:
    """What each section says when nothing is missing in it; empty when nothing was said."""
    has_needles = content.kind is None or content.kind in KINDS_WITH_NEEDLES
    nothing = "" if has_needles else "no needles"
    out = "" if content.needles_out is None else f"{content.needles_in} in, {content.needles_out} out"
    return {
        "visit": _visit(content, zone),
        "check-in": _answered(content),
        "pain": _measured(content),
        "sites": sites or nothing,
        "count": out or nothing,
        "effects": _effects(content),
        "closing": "written" if content.notes or content.home_programme or content.needling_reason else "",
    }


def _visit(content: SessionContent, zone: str) -> str:
    kind = words("visit_kind", content.kind).lower()
    return ", ".join(part for part in (kind, clock(content.started_at, zone)) if part)


def _answered(content: SessionContent) -> str:
    answers = (content.since_last_visit, content.since_previous, content.agreement)
    count = sum(answer is not None for answer in answers)
    return f"{count} answered" if count else ""


def _measured(content: SessionContent) -> str:
    pain = [row for row in content.measurements if measures.get(row.measure_slug).is_pain_question]
    rows = pain or content.measurements
    has_before = any(row.before is not None for row in rows)
    has_after = any(row.after is not None for row in rows)
    if has_before and has_after:
        return "before and after"
    return "before only" if has_before else "after only" if has_after else ""


def _effects(content: SessionContent) -> str:
    answer = content.side_effects_before_leaving
    if answer is Asked.PRESENT:
        return f"asked, {len(content.effects_of(EffectTiming.BEFORE_LEAVING))} present"
    return {Asked.NONE: "asked: none", Asked.NOT_ASKED: "not asked", None: ""}[answer]
