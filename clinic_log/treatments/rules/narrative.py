"""A visit in sentences, made from the data alone: every answer and every word that was typed, nothing else."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, Protocol

from clinic_log.base.dates import in_zone
from clinic_log.catalogue import muscles
from clinic_log.treatments.rules import codes
from clinic_log.treatments.rules.content import (
    AdjunctEntry,
    EffectEntry,
    MeasurementEntry,
    NeedlingEntry,
    SessionContent,
    StimulationEntry,
    VitalSigns,
)
from clinic_log.treatments.rules.hazards import muscle_name, override_words, passed
from clinic_log.treatments.rules.needle_count import is_in_one_number, region_lines
from clinic_log.treatments.rules.origins import origin_words
from clinic_log.treatments.rules.risk_entries import EffectState, EffectUpdateEntry, OverrideCode, OverrideEntry
from clinic_log.treatments.rules.sentences import joined, sentence_of, shared_once
from clinic_log.treatments.rules.states import Agreement, Asked, EffectTiming, NeedleSide

NARRATIVE_LIMIT_CHARACTERS: Final = 5_000

_ASKED: Final = {
    Asked.NOT_ASKED: "not asked",
    Asked.NONE: "asked, none",
    Asked.PRESENT: "present",
}
_EFFECT_STATES: Final = {
    EffectState.NOT_ASKED: "not asked",
    EffectState.GONE: "gone",
    EffectState.STILL_THERE: "still there",
}
_AGREED: Final = {
    Agreement.NOT_ASKED: "not asked",
    Agreement.AGREES: "agrees",
    Agreement.DECLINES: "declines",
}


def narrate(content: SessionContent, *, zone: str, names: Mapping[int, str]) -> tuple[str, ...]:
    """The note in sentences, in the order of the page. `names` are those of the people that rows name by id.

    A note beyond the limit says once, before the needlings, what most of them share. What was typed is never cut: with
    very long texts a narrative stays longer than the limit.
    """
    sentences = tuple(_sentences(content, zone, names))
    if sum(map(len, sentences)) < NARRATIVE_LIMIT_CHARACTERS:
        return sentences
    return tuple(_sentences(content, zone, names, is_short=True))


def _sentences(
    content: SessionContent, zone: str, names: Mapping[int, str], *, is_short: bool = False
) -> Iterator[str]:
    yield from _visit(content, zone)
    for measurement in content.measurements:
        yield _measurement(measurement, names)
    labels = {row.uid: _target(row) for row in content.needlings}
    needlings = [(_target(row), _needling_parts(row, names, zone)) for row in content.needlings]
    yield from shared_once(needlings) if is_short else (sentence_of(target, parts) for target, parts in needlings)
    for channel in content.stimulations:
        yield _stimulation(channel, labels)
    yield from _notes_read(content, names, is_short=is_short)
    for reason_given in passed(content):
        yield _override(reason_given, content, names)
    yield from _warning_signs(content)
    yield from _count(content, zone)
    for reading in content.vital_signs:
        yield _vital_signs(reading, zone)
    yield from _question("Side effects before leaving", content, "side_effects_before_leaving")
    for adjunct in content.adjuncts:
        yield _adjunct(adjunct)
    for words, text in (
        ("Why needle today", content.needling_reason),
        ("Next step", codes.words("next_step", content.next_step)),
        ("Home programme", content.home_programme),
        ("Notes", content.notes),
    ):
        if text:
            yield f"{words}: {text}"


def _visit(content: SessionContent, zone: str) -> Iterator[str]:
    kind = codes.words("visit_kind", content.kind) or "Kind of visit not said"
    yield f"{kind}, {_span(content.started_at, content.ended_at, zone)}."
    if content.no_needles_reason:
        yield f"No needle was used: {content.no_needles_reason}"
    if content.ended is not None:
        stopped = f" at {_clock(content.stopped_at, zone)}" if content.stopped_at else ""
        yield f"Ended: {codes.words('visit_end', content.ended).lower()}{stopped}."
    if content.stopped_reason:
        yield f"Why it was stopped: {content.stopped_reason}"
    if content.agreement is not None:
        yield f"Agreement to needling today: {_AGREED[content.agreement]}."
    if content.agreement_regions:
        yield f"The agreement covers: {content.agreement_regions}"
    if content.since_last_visit:
        yield f"Since the last visit: {codes.words('since_last_visit', content.since_last_visit).lower()}."
    for update in content.effect_updates:
        yield _effect_update(update)
    yield from _question("Side effects since last time", content, "since_previous")


def _question(words: str, content: SessionContent, name: str) -> Iterator[str]:
    answer: Asked | None = getattr(content, name)
    if answer is not None:
        yield f"{words}: {_ASKED[answer]}."
    timing = EffectTiming.SINCE_LAST_TIME if name == "since_previous" else EffectTiming.BEFORE_LEAVING
    for effect in content.effects_of(timing):
        yield _effect(effect)


def _measurement(row: MeasurementEntry, names: Mapping[int, str]) -> str:
    scores = (
        (f"before {row.before:g}" if row.before is not None else ""),
        (f"after {row.after:g}" if row.after is not None else ""),
    )
    return sentence_of(
        f"{row.label or row.measure_slug}{_with(', ', row.side)}{_with(', ', codes.words('mode', row.mode).lower())}",
        (
            joined(scores, ", ") + (f" {row.unit}" if any(scores) and row.unit else ""),
            _with("not asked: ", row.not_asked_reason),
            _with("with ", row.tool),
            _with("measured by ", names.get(row.rater_id or 0)),
        ),
    )


def _target(row: NeedlingEntry) -> str:
    level = f" {row.spinal_level}" if row.spinal_level else ""
    return f"{row.label or row.target_words or row.muscle_slug}{level}{_with(', ', row.side)}"


def _needling_parts(row: NeedlingEntry, names: Mapping[int, str], zone: str) -> tuple[str, ...]:
    size = codes.needle_size(row.diameter_mm, row.length_mm)
    found = [codes.words("tissue_response", code) for code in row.other_responses]
    return (
        f"{row.needles} {'needle' if row.needles == 1 else 'needles'}{_with(' ', size, ' mm')}",
        _unit(row.insertions, " insertions"),
        "" if row.is_muscle else codes.words("target", row.target_kind).lower(),
        _with("region ", row.region),
        codes.words("trp_kind", row.point_kind).lower(),
        codes.words("technique", row.technique).lower(),
        codes.words("approach", row.approach).lower(),
        _with("depth ", codes.words("depth", row.depth_class).lower()),
        codes.words("position", row.patient_position).lower(),
        _unit(row.dwell_minutes, " min in place"),
        _with("sought: ", codes.words("sought", row.response_sought).lower()),
        _with("twitch: ", codes.words("twitch", row.twitch).lower()),
        joined(found, ", ").lower(),
        _with("inserted by ", names.get(row.inserted_by_id or 0)),
        row.note,
        "" if row.origins is None else origin_words(row.origins, zone=zone),
    )


def _stimulation(row: StimulationEntry, labels: Mapping[str, str]) -> str:
    ends = f"{labels.get(row.first_uid, row.first_uid)} to {labels.get(row.second_uid, row.second_uid)}"
    return sentence_of(
        f"Electrical stimulation, {ends}",
        (
            codes.words("stimulation_waveform", row.waveform).lower(),
            _unit(row.frequency_hz, " Hz"),
            _unit(row.pulse_width_us, " µs"),
            _unit(row.intensity_ma, " mA"),
            _unit(row.minutes, " min"),
        ),
    )


def _count(content: SessionContent, zone: str) -> Iterator[str]:
    lines = region_lines(content)
    if content.needles_out is None and not lines:
        return
    if not is_in_one_number(content):
        for line in lines:
            yield sentence_of(f"Needles, {line.label}: {line.in_words}", (line.note,))
    is_withheld = content.needles_out is None and any(line.is_withheld for line in lines)
    out = "not counted" if content.needles_out is None else f"{content.needles_out} out"
    told = out if is_withheld else f"{content.needles_in} in, {out}"
    how = codes.words("count_state", content.counted_how).lower()
    yield sentence_of(f"Needles in all: {told}", (how, content.count_note))
    for label, counts in counted_again(content, zone):
        yield f"{label}: {counts}."


def counted_again(content: SessionContent, zone: str) -> tuple[tuple[str, str], ...]:
    """(region, every count with its time) where the needles were counted more than once."""
    counts: dict[str, list[str]] = {}
    for kept in content.recounts:
        how = _with(" ", codes.words("count_state", kept.how).lower())
        at = f"{in_zone(kept.at, zone):%Y-%m-%d} {_clock(kept.at, zone)}"
        again = "again " if counts.get(kept.label) else ""
        counts.setdefault(kept.label, []).append(f"{again}{kept.needles_out} at {at}{_with(',', how)}")
    return tuple(
        (f"Counted more than once{_with(', ', label)}", "; ".join(told)) for label, told in counts.items() if told[1:]
    )


def pressure(row: VitalSigns) -> str:
    return "" if row.systolic_mmhg is None else f"{row.systolic_mmhg}/{row.diastolic_mmhg} mmHg"


def _vital_signs(row: VitalSigns, zone: str) -> str:
    at = f" at {_clock(row.taken_at, zone)}" if row.taken_at else ""
    return sentence_of(
        f"Vital signs{at}",
        (
            _with("blood pressure ", pressure(row)),
            _with("pulse ", _unit(row.pulse_per_minute, " a minute")),
            _with("oxygen saturation ", _unit(row.oxygen_percent, " %")),
            _unit(row.breaths_per_minute, " breaths a minute"),
            row.note,
        ),
    )


def _notes_read(content: SessionContent, names: Mapping[int, str], *, is_short: bool) -> Iterator[str]:
    """One sentence for each person who read danger notes; a short one counts the muscles, which stand above."""
    read: dict[int | None, list[str]] = {}
    for row in content.overrides:
        if row.code is OverrideCode.HAZARD_READ:
            read.setdefault(row.by_id, []).append(muscle_name(row.subject))
    for by_id, told in read.items():
        which = f"of {len(told)} muscles" if is_short and len(told) > 1 else joined(told, ", ")
        yield sentence_of("Danger notes read", (which, _with("by ", names.get(by_id or 0))))


def _override(row: OverrideEntry, content: SessionContent, names: Mapping[int, str]) -> str:
    return sentence_of(override_words(row, content), (row.reason, _with("by ", names.get(row.by_id or 0))))


def _warning_signs(content: SessionContent) -> Iterator[str]:
    if content.warning_signs_given is not None:
        given = "given in writing" if content.warning_signs_given else "not given in writing"
        yield sentence_of("Warning signs after needling over the chest", (given, content.warning_signs_reason))
    elif content.warning_signs_reason:
        yield f"Why the warning signs were not given in writing: {content.warning_signs_reason}"


def _effect_update(row: EffectUpdateEntry) -> str:
    over = _with("over by ", row.resolved_on)
    return sentence_of(f"From earlier, {row.words or 'side effect'}", (_EFFECT_STATES[row.state], over))


class Placed(Protocol):
    """A side effect with where it sits."""

    @property
    def muscle_slug(self) -> str | None: ...
    @property
    def side(self) -> NeedleSide | None: ...
    @property
    def site(self) -> str: ...


def place_words(row: Placed) -> str:
    """Where an effect sits: the muscle and side, and what was said in words."""
    muscle = muscles.by_slug().get(row.muscle_slug or "")
    at = f"{muscle.name}{_with(', ', row.side)}" if muscle else row.muscle_slug or ""
    return joined((at, row.site), ", ")


def _effect(row: EffectEntry) -> str:
    return sentence_of(
        row.label or row.kind_slug,
        (
            row.severity or "",
            "serious" if row.is_serious else "",
            place_words(row),
            _with("began ", row.onset_on),
            _with("over by ", row.resolved_on),
            _with("told by: ", codes.words("reported_by", row.reported_by).lower()),
            _with("what was done: ", row.action),
        ),
    )


def _adjunct(row: AdjunctEntry) -> str:
    return sentence_of(f"Also: {row.label or row.code}", (_unit(row.minutes, " min"), row.note))


def _with(before: str, value: object, after: str = "") -> str:
    return f"{before}{value}{after}" if value else ""


def _unit(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:g}{unit}"


def _span(started_at: datetime | None, ended_at: datetime | None, zone: str) -> str:
    if started_at is None:
        return "start not entered"
    until = f" to {_clock(ended_at, zone)}" if ended_at else ""
    return f"{in_zone(started_at, zone):%Y-%m-%d} {_clock(started_at, zone)}{until} ({zone})"


def _clock(moment: datetime | None, zone: str) -> str:
    return "" if moment is None else f"{in_zone(moment, zone):%H:%M}"
