"""Dangers that a signature waits for: a note that must be read, and warnings that somebody passes with a reason.

What is said names the structures at risk and never how to needle. Where no clinician has reviewed it, it says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from clinic_log.catalogue import contraindications, muscles
from clinic_log.catalogue.muscles import Hazard, Muscle
from clinic_log.patients.rules import AlertFacts
from clinic_log.screening.rules.standing import Standing
from clinic_log.treatments.rules.content import Gap, NeedlingEntry, SessionContent
from clinic_log.treatments.rules.precautions import PatientPrecaution
from clinic_log.treatments.rules.risk_entries import OverrideCode, OverrideEntry
from clinic_log.treatments.rules.states import NeedleSide

# Hazards whose note interrupts; of the others the row says one quiet line.
INTERRUPTING: Final = frozenset({Hazard.PNEUMOTHORAX, Hazard.SPINAL_CANAL, Hazard.VISCERA, Hazard.EYE})
_REMOVE: Final = "Remove the reason"
UNREVIEWED: Final = "not reviewed by a clinician"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRisks:
    """What is known beside the visit: the patient's alerts and the precautions that they name, (episode, muscle) whose
    note was read before, and what stands of screening; None where nobody looked.
    """

    precautions: tuple[PatientPrecaution, ...] = ()
    read: frozenset[tuple[int | None, str]] = frozenset()
    standing: Standing | None = None
    alerts: tuple[AlertFacts, ...] = ()


NOTHING_KNOWN: Final = KnownRisks()


def interrupts(muscle: Muscle) -> bool:
    return bool(INTERRUPTING.intersection(muscle.hazards))


def to_read(content: SessionContent, known: KnownRisks = NOTHING_KNOWN) -> Iterator[tuple[NeedlingEntry, Muscle]]:
    """The first row of each muscle with a note that interrupts and that was not read for every episode it serves, read
    in this visit or not.
    """
    seen = set()
    for row in content.needlings:
        muscle = muscles.by_slug().get(row.muscle_slug or "")
        if muscle is None or muscle.slug in seen or not interrupts(muscle):
            continue
        if (row.episode_id, muscle.slug) not in known.read:
            seen.add(muscle.slug)
            yield row, muscle


def is_over_chest(row: NeedlingEntry) -> bool:
    muscle = muscles.by_slug().get(row.muscle_slug or "")
    return muscle is not None and muscle.is_over_chest


def needs_warning_signs(content: SessionContent) -> bool:
    """Whether it is asked if the warning signs were given in writing: when a needle was over the chest."""
    return any(map(is_over_chest, content.needlings))


def is_on_both_sides_of_chest(content: SessionContent) -> bool:
    """By hazard and not by region; the South African guideline says to avoid it (record-fields, section 4)."""
    return {NeedleSide.LEFT, NeedleSide.RIGHT} <= {row.side for row in content.needlings if is_over_chest(row)}


def longest_usual_mm(slug: str | None) -> int | None:
    """The longest needle that is usual for the muscle; None where the catalogue gives none."""
    muscle = muscles.by_slug().get(slug or "")
    return muscle.usual_needle_length_mm_high if muscle else None


def is_longer_than_usual(row: NeedlingEntry) -> bool:
    longest = longest_usual_mm(row.muscle_slug)
    return longest is not None and row.length_mm is not None and row.length_mm > longest


def risk_gaps(content: SessionContent, known: KnownRisks = NOTHING_KNOWN) -> tuple[Gap, ...]:
    """Every note that was not read and every warning without a reason, in the order of the page."""
    return tuple(_gaps(content, known))


def override_words(entry: OverrideEntry, content: SessionContent) -> str:
    """What was read or passed, in words, without the reason."""
    if entry.code is OverrideCode.HAZARD_READ:
        return f"Danger note read: {muscle_name(entry.subject)}"
    if entry.code is OverrideCode.BOTH_SIDES:
        return "Both sides of the chest in one visit"
    if entry.code is OverrideCode.LONG_NEEDLE:
        return f"Needle longer than usual, {_row_name(entry.subject, content)}"
    if entry.code is OverrideCode.CONTRAINDICATION:
        question = contraindications.find(entry.subject)
        return f"Needled in spite of a contraindication ({question.label if question else entry.subject})"
    return f"Needled in spite of a precaution ({entry.subject})"


def passed(content: SessionContent) -> tuple[OverrideEntry, ...]:
    """The overrides proper: what was passed with a reason."""
    return tuple(entry for entry in content.overrides if entry.code is not OverrideCode.HAZARD_READ)


def _gaps(content: SessionContent, known: KnownRisks) -> Iterator[Gap]:
    done = {(entry.code, entry.subject) for entry in content.overrides}
    for row, muscle in to_read(content, known):
        if (OverrideCode.HAZARD_READ, muscle.slug) not in done:
            yield Gap(f"needlings.{row.uid}.hazard_read", f"Read the danger note of {muscle.name} and say so")
    for row in content.needlings:
        if is_longer_than_usual(row) and (OverrideCode.LONG_NEEDLE, row.uid) not in done:
            name = muscle_name(row.muscle_slug or "")
            yield Gap(
                f"needlings.{row.uid}.long_needle_reason",
                f"{row.length_mm:g} mm is longer than usual for {name} (up to {longest_usual_mm(row.muscle_slug)} mm). "
                "Say why, or change the length",
            )
    if is_on_both_sides_of_chest(content) and (OverrideCode.BOTH_SIDES, "") not in done:
        yield Gap("both_sides_reason", "Both sides of the chest were needled in one visit. Say why")
    for found in known.precautions:
        if found.concerns_visit(content) and (OverrideCode.PRECAUTION, found.code) not in done:
            yield Gap(f"precaution_reasons.{found.code}", f"{found.alert}: say why needling goes on")
            done.add((OverrideCode.PRECAUTION, found.code))
    yield from _needless(content, known)
    yield from _warning_signs(content)


def _needless(content: SessionContent, known: KnownRisks) -> Iterator[Gap]:
    """A reason whose warning is gone would be signed as if there had been one."""
    usual = {row.uid for row in content.needlings if not is_longer_than_usual(row)}
    concerned = {found.code for found in known.precautions if found.concerns_visit(content)}
    idle = {found.code for found in known.precautions} - concerned
    for entry in passed(content):
        if entry.code is OverrideCode.LONG_NEEDLE and entry.subject in usual:
            place = f"needlings.{entry.subject}.long_needle_reason"
            yield Gap(place, f"This needle is not longer than usual. {_REMOVE}")
        elif entry.code is OverrideCode.BOTH_SIDES and not is_on_both_sides_of_chest(content):
            yield Gap("both_sides_reason", f"Only one side of the chest was needled. {_REMOVE}")
        elif entry.code is OverrideCode.PRECAUTION and entry.subject in idle:
            yield Gap(f"precaution_reasons.{entry.subject}", f"Nothing was needled that this concerns. {_REMOVE}")


def _warning_signs(content: SessionContent) -> Iterator[Gap]:
    if not needs_warning_signs(content):
        if content.warning_signs_given is not None or content.warning_signs_reason:
            yield Gap("warning_signs_given", "No needle was over the chest. Take back the answer about warning signs")
        return
    if content.warning_signs_given is None:
        yield Gap("warning_signs_given", "Say whether the warning signs after needling the chest were given in writing")
    elif not content.warning_signs_given and not content.warning_signs_reason:
        yield Gap("warning_signs_reason", "Say why the warning signs were not given in writing")


def muscle_name(slug: str) -> str:
    muscle = muscles.by_slug().get(slug)
    return muscle.name if muscle else slug


def _row_name(uid: str, content: SessionContent) -> str:
    row = next((row for row in content.needlings if row.uid == uid), None)
    if row is None:
        return uid
    side = f", {row.side}" if row.side else ""
    return f"{muscle_name(row.muscle_slug or '')}{side}"
