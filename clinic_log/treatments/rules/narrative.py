"""A visit in sentences, made from the data alone: every answer and every word that was typed, nothing else."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

from clinic_log.base.dates import day_in_zone
from clinic_log.base.wording import counted, day_words
from clinic_log.catalogue import units
from clinic_log.treatments.rules import codes
from clinic_log.treatments.rules.content import (
    AdjunctEntry,
    EffectEntry,
    MeasurementEntry,
    NeedlingEntry,
    SessionContent,
    StimulationEntry,
)
from clinic_log.treatments.rules.effect_course import place_words, told_words
from clinic_log.treatments.rules.hazards import passed
from clinic_log.treatments.rules.lots import lot_sentences
from clinic_log.treatments.rules.origins import origin_words
from clinic_log.treatments.rules.risk_entries import EffectState, EffectUpdateEntry
from clinic_log.treatments.rules.safety_sentences import (
    count_sentences,
    notes_read,
    override_sentence,
    vital_signs_sentence,
    warning_signs,
)
from clinic_log.treatments.rules.sentences import clock_in, in_unit, joined, preceded, sentence_of, shared_once
from clinic_log.treatments.rules.states import Agreement, Asked, EffectTiming

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
    EffectState.WORSE: "worse",
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
    yield from notes_read(content, names, is_short=is_short)
    for reason_given in passed(content):
        yield override_sentence(reason_given, content, names)
    yield from warning_signs(content)
    yield from lot_sentences(content, day=day_in_zone(content.started_at, zone) if content.started_at else None)
    yield from count_sentences(content, zone)
    for reading in content.vital_signs:
        yield vital_signs_sentence(reading, zone)
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
        stopped = f" at {clock_in(content.stopped_at, zone)}" if content.stopped_at else ""
        yield f"Ended: {codes.words('visit_end', content.ended).lower()}{stopped}."
    if content.stopped_reason:
        yield f"Why it was stopped: {content.stopped_reason}"
    yield from content.screening_words.splitlines()
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
        preceded("before ", _value(row.shown(row.before), row.shown_unit)),
        preceded("after ", _value(row.shown(row.after), row.shown_unit)),
    )
    return sentence_of(
        joined((row.label or row.measure_slug, row.site, row.side or "", codes.words("mode", row.mode).lower()), ", "),
        (
            joined(scores, ", "),
            preceded("not asked: ", row.not_asked_reason),
            preceded("with ", row.tool),
            preceded("measured by ", names.get(row.rater_id or 0)),
        ),
    )


def _value(value: float | None, unit: str) -> str:
    """122°, 66.5 lb, 4; a finding is present or absent."""
    if value is not None and unit == "present":
        return unit if value else "absent"
    return in_unit(value, units.sign(unit))


def _target(row: NeedlingEntry) -> str:
    level = f" {row.spinal_level}" if row.spinal_level else ""
    return f"{row.label or row.target_words or row.muscle_slug}{level}{preceded(', ', row.side)}"


def _needling_parts(row: NeedlingEntry, names: Mapping[int, str], zone: str) -> tuple[str, ...]:
    size = codes.needle_size(row.diameter_mm, row.length_mm)
    found = [codes.words("tissue_response", code) for code in row.other_responses]
    return (
        f"{counted(row.needles, 'needle')}{preceded(' ', size, ' mm')}",
        "" if row.insertions is None else counted(row.insertions, "insertion"),
        "" if row.is_muscle else codes.words("target", row.target_kind).lower(),
        preceded("region ", row.region),
        codes.words("trp_kind", row.point_kind).lower(),
        codes.words("technique", row.technique).lower(),
        codes.words("approach", row.approach).lower(),
        preceded("depth ", codes.words("depth", row.depth_class).lower()),
        codes.words("position", row.patient_position).lower(),
        in_unit(row.dwell_minutes, " min in place"),
        preceded("sought: ", codes.words("sought", row.response_sought).lower()),
        preceded("twitch: ", codes.words("twitch", row.twitch).lower()),
        joined(found, ", ").lower(),
        preceded("inserted by ", names.get(row.inserted_by_id or 0)),
        row.note,
        "" if row.origins is None else origin_words(row.origins, zone=zone),
    )


def _stimulation(row: StimulationEntry, labels: Mapping[str, str]) -> str:
    ends = f"{labels.get(row.first_uid, row.first_uid)} to {labels.get(row.second_uid, row.second_uid)}"
    return sentence_of(
        f"Electrical stimulation, {ends}",
        (
            codes.words("stimulation_waveform", row.waveform).lower(),
            in_unit(row.frequency_hz, " Hz"),
            in_unit(row.pulse_width_us, " µs"),
            in_unit(row.intensity_ma, " mA"),
            in_unit(row.minutes, " min"),
        ),
    )


def _effect_update(row: EffectUpdateEntry) -> str:
    over = preceded("over by ", _day(row.resolved_on))
    return sentence_of(
        f"From earlier, {row.words or 'side effect'}",
        (_EFFECT_STATES[row.state], over, preceded("what was done: ", row.note)),
    )


def _effect(row: EffectEntry) -> str:
    return sentence_of(
        row.label or row.kind_slug,
        (
            row.severity or "",
            "serious" if row.is_serious else "",
            place_words(row),
            preceded("began ", _day(row.onset_on)),
            preceded("over by ", _day(row.resolved_on)),
            told_words(row),
            preceded("what was done: ", row.action),
        ),
    )


def _adjunct(row: AdjunctEntry) -> str:
    return sentence_of(f"Also: {row.label or row.code}", (in_unit(row.minutes, " min"), row.note))


def _span(started_at: datetime | None, ended_at: datetime | None, zone: str) -> str:
    if started_at is None:
        return "start not entered"
    until = f" to {clock_in(ended_at, zone)}" if ended_at else ""
    return f"{_day(day_in_zone(started_at, zone))}, {clock_in(started_at, zone)}{until} ({zone})"


def _day(day: date | None) -> str:
    return day_words(day) if day else ""
