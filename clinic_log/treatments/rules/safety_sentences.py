"""What a note says of safety: needles counted, vital signs, danger notes read, warnings passed with a reason."""

from collections.abc import Iterator, Mapping

from clinic_log.base.dates import day_in_zone
from clinic_log.base.wording import day_words
from clinic_log.treatments.rules import codes
from clinic_log.treatments.rules.content import SessionContent
from clinic_log.treatments.rules.count_entries import VitalSigns
from clinic_log.treatments.rules.hazards import muscle_name, override_words
from clinic_log.treatments.rules.needle_count import is_in_one_number, region_lines
from clinic_log.treatments.rules.risk_entries import OverrideCode, OverrideEntry
from clinic_log.treatments.rules.sentences import clock_in, in_unit, joined, preceded, sentence_of


def count_sentences(content: SessionContent, zone: str) -> Iterator[str]:
    lines = region_lines(content)
    if content.needles_out is None and not lines:
        return
    if not is_in_one_number(content):
        for line in lines:
            yield sentence_of(f"Needles, {line.label}: {line.in_words}", (line.note,))
    how = codes.words("count_state", content.counted_how).lower()
    yield sentence_of(f"Needles in all: {total_words(content)}", (how, content.count_note))
    for label, counts in counted_again(content, zone):
        yield f"{label}: {counts}."


def total_words(content: SessionContent) -> str:
    """'4 in, 4 out'. While a count is withheld, the number in is left out: who counts must not know it."""
    if content.needles_out is not None:
        return f"{content.needles_in} in, {content.needles_out} out"
    is_withheld = any(line.is_withheld for line in region_lines(content))
    return "not counted" if is_withheld else f"{content.needles_in} in, not counted"


def counted_again(content: SessionContent, zone: str) -> tuple[tuple[str, str], ...]:
    """(region, every count with its time) where the needles were counted more than once."""
    counts: dict[str, list[str]] = {}
    for kept in content.recounts:
        how = preceded(" ", codes.words("count_state", kept.how).lower())
        at = f"{clock_in(kept.at, zone)} on {day_words(day_in_zone(kept.at, zone))}"
        again = "again " if counts.get(kept.label) else ""
        counts.setdefault(kept.label, []).append(f"{again}{kept.needles_out} at {at}{preceded(',', how)}")
    return tuple(
        (f"Counted more than once{preceded(', ', label)}", "; ".join(told))
        for label, told in counts.items()
        if told[1:]
    )


def pressure(row: VitalSigns) -> str:
    return "" if row.systolic_mmhg is None else f"{row.systolic_mmhg}/{row.diastolic_mmhg} mmHg"


def vital_signs_sentence(row: VitalSigns, zone: str) -> str:
    at = f" at {clock_in(row.taken_at, zone)}" if row.taken_at else ""
    return sentence_of(
        f"Vital signs{at}",
        (
            preceded("blood pressure ", pressure(row)),
            preceded("pulse ", in_unit(row.pulse_per_minute, " a minute")),
            preceded("oxygen saturation ", in_unit(row.oxygen_percent, " %")),
            in_unit(row.breaths_per_minute, " breaths a minute"),
            row.note,
        ),
    )


def notes_read(content: SessionContent, names: Mapping[int, str], *, is_short: bool) -> Iterator[str]:
    """One sentence for each person who read danger notes; a short one counts the muscles, which stand above."""
    read: dict[int | None, list[str]] = {}
    for row in content.overrides:
        if row.code is OverrideCode.HAZARD_READ:
            read.setdefault(row.by_id, []).append(muscle_name(row.subject))
    for by_id, told in read.items():
        which = f"of {len(told)} muscles" if is_short and len(told) > 1 else joined(told, ", ")
        yield sentence_of("Danger notes read", (which, preceded("by ", names.get(by_id or 0))))


def override_sentence(row: OverrideEntry, content: SessionContent, names: Mapping[int, str]) -> str:
    return sentence_of(override_words(row, content), (row.reason, preceded("by ", names.get(row.by_id or 0))))


def warning_signs(content: SessionContent) -> Iterator[str]:
    if content.warning_signs_given is not None:
        given = "given in writing" if content.warning_signs_given else "not given in writing"
        yield sentence_of("Warning signs after needling over the chest", (given, content.warning_signs_reason))
    elif content.warning_signs_reason:
        yield f"Why the warning signs were not given in writing: {content.warning_signs_reason}"
