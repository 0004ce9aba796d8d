"""Answers to warnings, and what became of earlier side effects, in words for reading."""

from collections.abc import Iterator, Mapping
from typing import Final

from clinic_log.treatments.rules import EffectState, OverrideCode, SessionContent, VitalSigns
from clinic_log.treatments.rules.hazards import override_words
from clinic_log.treatments.rules.safety_sentences import pressure
from clinic_log.web.template_tools import clock, day, number

EFFECT_STATE_WORDS: Final = {
    EffectState.NOT_ASKED: "Not asked",
    EffectState.GONE: "Gone",
    EffectState.STILL_THERE: "Still there",
    EffectState.WORSE: "Worse",
}


def override_lines(content: SessionContent, names: Mapping[int, str]) -> Iterator[str]:
    """What was read or passed, why, and by whom."""
    for row in content.overrides:
        by = "" if row.code is OverrideCode.OUTSIDE_CREDENTIAL else names.get(row.by_id or 0, "")
        yield " · ".join(part for part in (override_words(row, content), row.reason, by) if part)


def warning_sign_pairs(content: SessionContent) -> Iterator[tuple[str, str]]:
    given = {True: "Yes", False: "No", None: ""}[content.warning_signs_given]
    text = ", ".join(part for part in (given, content.warning_signs_reason) if part)
    if text:
        yield "Warning signs given in writing", text


def earlier_effect_lines(content: SessionContent) -> Iterator[str]:
    for row in content.effect_updates:
        over = f", over by {day(row.resolved_on)}" if row.resolved_on else ""
        done = f", what was done: {row.note}" if row.note else ""
        yield f"{row.words}: {EFFECT_STATE_WORDS[row.state].lower()}{over}{done}"


def vital_sign_cells(row: VitalSigns, zone: str) -> tuple[str, ...]:
    """The cells of one reading: when, blood pressure, pulse, oxygen, breaths, note."""
    numbers = (row.pulse_per_minute, row.oxygen_percent, row.breaths_per_minute)
    told = (number(value) if value is not None else "" for value in numbers)
    cells = (clock(row.taken_at, zone), pressure(row).removesuffix(" mmHg"), *told)
    return (*(cell or "–" for cell in cells), row.note)
