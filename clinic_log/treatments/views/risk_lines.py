"""What the page of a note says of dangers: per muscle, per row, for the whole visit, and of effects not yet over."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from clinic_log.catalogue import adverse_events, muscles
from clinic_log.catalogue.muscles import Muscle
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.forms.risk_fields import is_read
from clinic_log.treatments.forms.rows import NeedlingRow
from clinic_log.treatments.queries.open_effects import OpenEffect
from clinic_log.treatments.rules import NeedleSide, NeedlingEntry, SessionContent, StimulationEntry
from clinic_log.treatments.rules.hazards import (
    UNREVIEWED,
    KnownRisks,
    interrupts,
    is_longer_than_usual,
    is_on_both_sides_of_chest,
    needs_warning_signs,
    to_read,
)
from clinic_log.treatments.rules.precautions import PatientPrecaution
from clinic_log.treatments.views.screening_lines import (
    Warned,
    is_stopped,
    warned_lines,
    warnings_of_muscle,
    warnings_of_row,
)

# One more, "Other", stands beside them.
_CHIPS: Final = 8

EVERYDAY: Final = tuple((kind.slug, kind.label) for kind in adverse_events.everyday_kinds())[:_CHIPS]


@dataclass(frozen=True, kw_only=True)
class HazardNote:
    """What is known of the dangers of one muscle; `read_in` are the episodes for which it was read before."""

    slug: str
    name: str
    words: str
    source: str
    reviewed: str
    interrupts: bool
    is_over_chest: bool
    longest_mm: int | None
    length_source: str
    read_in: str
    precautions: str


@dataclass(frozen=True, kw_only=True)
class RowRisk:
    """The dangers of one row: the note of its muscle, whether it must be read here, and what else stands beside it."""

    note: HazardNote | None
    shows_card: bool
    is_read: bool
    is_long: bool
    is_stopped: bool
    precautions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PrecautionLine:
    """One precaution of the patient, and whether it matters beside something that the visit did."""

    code: str
    alert: str
    side: str
    when_stimulated: bool
    note: str
    source: str
    concerns: bool
    field: Any


@dataclass(frozen=True, kw_only=True)
class VisitRisks:
    """The dangers of the whole note."""

    notes: tuple[HazardNote, ...]
    rows: Mapping[str, RowRisk]
    precautions: tuple[PrecautionLine, ...]
    warned: tuple[Warned, ...]
    both_sides: bool
    over_chest: bool


def visit_risks(form: SessionForm, known: KnownRisks) -> VisitRisks:
    """From the rows as they stand on the page, also those that cannot be saved yet."""
    sites = list(form.needlings.rows())
    rows = tuple(_entry(form, row) for row in sites if row.muscle.data or row.target_words.data)
    has_channels = bool(_channels(form))
    content = SessionContent(needlings=rows)
    notes = {muscle.slug: _note(muscle, known) for muscle in muscles.all_muscles()}
    read = {row.muscle.data for row in sites if is_read(row)}
    unread = {entry.uid for entry, muscle in to_read(content, known) if muscle.slug not in read}
    entries = {entry.uid: entry for entry in rows}
    return VisitRisks(
        notes=tuple(notes.values()),
        rows={
            row.uid.data: _row_risk(row, entries.get(row.uid.data), notes=notes, unread=unread, known=known)
            for row in sites
        },
        precautions=tuple(
            _precaution(
                one, form, concerns=one.concerns_visit(content) or (one.precaution.when_stimulated and has_channels)
            )
            for one in _each_once(known.precautions)
        ),
        warned=warned_lines(known, replace(content, stimulations=_channels(form))),
        both_sides=is_on_both_sides_of_chest(content),
        over_chest=needs_warning_signs(content),
    )


def effect_lines(form: SessionForm) -> list[tuple[Any, str]]:
    """The rows about earlier side effects, each with its question."""
    known = {effect.id: effect for effect in form.facts.open_effects}
    return [(row, _effect_words(known.get(number_sent(row.uid.data) or 0))) for row in form.effect_updates.rows()]


def _effect_words(effect: OpenEffect | None) -> str:
    return f"{effect.words}, day {effect.day}: gone?" if effect else "Earlier side effect: gone?"


def _channels(form: SessionForm) -> tuple[StimulationEntry, ...]:
    """The channels that hold something, however little of it can be read."""
    return tuple(
        StimulationEntry(uid=row.uid.data or "", first_uid="", second_uid="")
        for row in form.stimulations.rows()
        if not row.is_blank()
    )


def _entry(form: SessionForm, row: NeedlingRow) -> NeedlingEntry:
    chosen = [number_sent(code) for code in form.episodes.data or ()]
    only = chosen[0] if len(chosen) == 1 else None
    return NeedlingEntry(
        uid=row.uid.data or "",
        needles=1,
        episode_id=number_sent(row.episode.data) or only,
        muscle_slug=row.muscle.data,
        target_words=row.target_words.data or "",
        side=next((side for side in NeedleSide if side.value == row.side.data), None),
        length_mm=_length(row),
        depth_class=row.depth_class.data,
    )


def _length(row: NeedlingRow) -> float | None:
    chosen = row.length.data
    if chosen in {None, "other"}:
        other: float | None = row.length_other.data
        return other
    return None if row.length.errors else float(chosen)


def _note(muscle: Muscle, known: KnownRisks) -> HazardNote:
    hazards = ", ".join(hazard.value.replace("-", " ") for hazard in muscle.hazards)
    at_risk = f": {muscle.at_risk}" if muscle.at_risk else ""
    reviewed = "yes" if muscle.reviewed_by_clinician else "no"
    unreviewed = "" if muscle.reviewed_by_clinician else f", {UNREVIEWED}"
    return HazardNote(
        slug=muscle.slug,
        name=muscle.name,
        words=f"{hazards.capitalize()}{at_risk}." if hazards else "",
        source=muscle.hazard_source,
        reviewed=reviewed,
        interrupts=interrupts(muscle),
        is_over_chest=muscle.is_over_chest,
        longest_mm=muscle.usual_needle_length_mm_high,
        length_source=f"{muscle.depth_basis}{unreviewed}",
        read_in=" ".join(str(episode_id) for episode_id, slug in _pairs(known) if slug == muscle.slug),
        precautions=" ".join((*_precautions_of(muscle, known), *warnings_of_muscle(known, muscle.slug))),
    )


def _precautions_of(muscle: Muscle, known: KnownRisks) -> Iterator[str]:
    for one in _each_once(known.precautions):
        if one.concerns(NeedlingEntry(uid="", needles=1, muscle_slug=muscle.slug)):
            yield one.code


def _pairs(known: KnownRisks) -> list[tuple[int, str]]:
    return sorted((episode_id, slug) for episode_id, slug in known.read if episode_id is not None)


def _row_risk(
    row: NeedlingRow,
    entry: NeedlingEntry | None,
    *,
    notes: Mapping[str, HazardNote],
    unread: set[str],
    known: KnownRisks,
) -> RowRisk:
    note = notes.get(row.muscle.data or "")
    read_here = is_read(row)
    concerned = [one for one in known.precautions if entry is not None and one.concerns(entry)]
    return RowRisk(
        note=note,
        shows_card=note is not None and note.interrupts and (read_here or row.uid.data in unread),
        is_read=read_here,
        is_long=entry is not None and is_longer_than_usual(entry),
        is_stopped=entry is not None and is_stopped(known, entry),
        precautions=(
            *(warnings_of_row(known, entry) if entry is not None else ()),
            *(f"{one.alert}: {one.precaution.note}" for one in concerned),
        ),
    )


def _precaution(one: PatientPrecaution, form: SessionForm, *, concerns: bool) -> PrecautionLine:
    precaution = one.precaution
    unreviewed = "" if precaution.reviewed_by_clinician else f"; {UNREVIEWED}"
    return PrecautionLine(
        code=one.code,
        alert=one.alert,
        side=one.side or "",
        when_stimulated=precaution.when_stimulated,
        note=precaution.note,
        source=f"{precaution.source}{unreviewed}",
        concerns=concerns,
        field=form.precaution_reasons.form[one.code],
    )


def _each_once(found: Iterable[PatientPrecaution]) -> tuple[PatientPrecaution, ...]:
    """One line for each precaution, also where two alerts name it."""
    return tuple({one.code: one for one in reversed(tuple(found))}.values())[::-1]
