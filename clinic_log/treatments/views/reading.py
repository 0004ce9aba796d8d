"""A saved note in words, for reading: nothing is left out, nothing that nobody answered is shown as an answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from clinic_log.biostatistics.change import exceeds_mdc
from clinic_log.catalogue import measures, units
from clinic_log.treatments.rules import (
    Agreement,
    Asked,
    EffectEntry,
    EffectTiming,
    MeasurementEntry,
    NeedlingEntry,
    SessionContent,
    StimulationEntry,
)
from clinic_log.treatments.rules.codes import needle_size, words
from clinic_log.treatments.rules.effect_course import place_words, told_words
from clinic_log.treatments.rules.origins import origin_words
from clinic_log.treatments.views.count_words import needle_pairs
from clinic_log.treatments.views.risk_words import (
    earlier_effect_lines,
    override_lines,
    vital_sign_cells,
    warning_sign_pairs,
)
from clinic_log.web.template_tools import clock, day, number, signed

if TYPE_CHECKING:
    from clinic_log.treatments.models import AdverseEvent

ASKED_WORDS: Final = {Asked.NOT_ASKED: "Not asked", Asked.NONE: "Asked: none", Asked.PRESENT: "Present"}
AGREEMENT_WORDS: Final = {Agreement.NOT_ASKED: "Not asked", Agreement.AGREES: "Agrees", Agreement.DECLINES: "Declines"}
WITHIN_ERROR: Final = "within error"
MORE_THAN_ERROR: Final = "more than error"

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class MeasuredRow:
    """One measure before and after, as written in a table."""

    name: str
    detail: str
    before: str
    after: str
    change: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class NeedledRow:
    """One needling as written in a table; `more` holds everything that has no column."""

    number: int
    target: str
    side: str
    kind: str
    needle: str
    technique: str
    needles: str
    response: str
    more: str


@dataclass(frozen=True, kw_only=True)
class NoteInWords:
    """The whole note for reading, in the order of the page."""

    visit: tuple[Pair, ...]
    check_in: tuple[Pair, ...]
    effects_since: tuple[str, ...]
    earlier_effects: tuple[str, ...]
    measured: tuple[MeasuredRow, ...]
    needled: tuple[NeedledRow, ...]
    channels: tuple[str, ...]
    overrides: tuple[str, ...]
    count: tuple[Pair, ...]
    vital_signs: tuple[tuple[str, ...], ...]
    effects: tuple[Pair, ...]
    effects_before: tuple[str, ...]
    closing: tuple[Pair, ...]


def in_words(
    content: SessionContent, *, zone: str, names: Mapping[int, str], episodes: Mapping[int, str]
) -> NoteInWords:
    """The content for reading; `names` are people and `episodes` labels, by id."""
    labels = {row.uid: f"{place} {_target(row)}" for place, row in enumerate(content.needlings, start=1)}
    several = len(content.episode_ids) > 1
    shown_episodes = episodes if several else {}
    return NoteInWords(
        visit=tuple(_visit(content, zone, episodes)),
        check_in=tuple(_check_in(content)),
        effects_since=tuple(effect_words(row) for row in content.effects_of(EffectTiming.SINCE_LAST_TIME)),
        earlier_effects=tuple(earlier_effect_lines(content)),
        measured=tuple(_measured(row, names, shown_episodes) for row in content.measurements),
        needled=tuple(
            _needled(place, row, names=names, episodes=shown_episodes, zone=zone)
            for place, row in enumerate(content.needlings, start=1)
        ),
        channels=tuple(_channel(row, labels) for row in content.stimulations),
        count=(*needle_pairs(content, zone), *warning_sign_pairs(content)),
        vital_signs=tuple(vital_sign_cells(row, zone) for row in content.vital_signs),
        overrides=tuple(override_lines(content, names)),
        effects=_filled(("Side effects before leaving", _answer(content.side_effects_before_leaving))),
        effects_before=tuple(effect_words(row) for row in content.effects_of(EffectTiming.BEFORE_LEAVING)),
        closing=tuple(_closing(content)),
    )


def effect_words(row: "EffectEntry | AdverseEvent") -> str:
    """A side effect in one line: what, how severe, where, from when to when, who told, what was done."""
    parts = (
        row.label or row.kind_slug,
        row.severity or "severity not said",
        "serious" if row.is_serious else "",
        place_words(row),
        f"began {day(row.onset_on)}" if row.onset_on else "",
        f"over by {day(row.resolved_on)}" if row.resolved_on else "",
        told_words(row),
        f"done: {row.action}" if row.action else "",
    )
    return joined(parts)


def change_of(row: MeasurementEntry) -> tuple[str, str]:
    """The change with its sign, and whether it is more than measurement error, which holds for the same rater and tool,
    as within one row; empty where it cannot be said.
    """
    before, after = row.shown(row.before), row.shown(row.after)
    if before is None or after is None:
        return "", ""
    measure = measures.get(row.measure_slug).in_unit(row.entered_unit)
    exceeds = exceeds_mdc(before, after, measure=measure)
    verdict = {True: MORE_THAN_ERROR, False: WITHIN_ERROR, None: "no error known"}[exceeds]
    if exceeds is False and measure.mdc is not None:
        verdict = f"{WITHIN_ERROR}, {with_unit(measure.mdc, measure.unit)}"
    return with_unit_sign(after - before, measure.unit), verdict


def with_unit(value: float | None, unit: str) -> str:
    """A value with its unit; degrees stand close, points of a scale have none."""
    if value is None:
        return ""
    return f"{number(value)}{units.sign(unit)}"


def with_unit_sign(value: float, unit: str) -> str:
    return f"{signed(value)}{units.sign(unit)}"


def joined(parts: tuple[str, ...], separator: str = ", ") -> str:
    return separator.join(part for part in parts if part)


def _visit(content: SessionContent, zone: str, episodes: Mapping[int, str]) -> Iterator[Pair]:
    ended = words("visit_end", content.ended)
    stopped = f"at {clock(content.stopped_at, zone)}" if content.stopped_at else ""
    yield from _filled(
        ("Episode", joined(tuple(episodes.get(episode_id, "") for episode_id in content.episode_ids), "; ")),
        ("Kind of visit", words("visit_kind", content.kind)),
        ("Why no needle was used", content.no_needles_reason),
        ("Ended", joined((ended, stopped), " ")),
        ("Why it was stopped", content.stopped_reason),
    )


def _check_in(content: SessionContent) -> Iterator[Pair]:
    yield from _filled(
        ("Since the last visit", words("since_last_visit", content.since_last_visit)),
        ("Since last time, anything new?", _answer(content.since_previous)),
        ("Agreement to needling today", AGREEMENT_WORDS[content.agreement] if content.agreement else ""),
        ("The agreement covers", content.agreement_regions),
        ("Before needling", content.screening_words),
    )


def _measured(row: MeasurementEntry, names: Mapping[int, str], episodes: Mapping[int, str]) -> MeasuredRow:
    change, verdict = change_of(row)
    measured_by = names.get(row.rater_id or 0, "")
    return MeasuredRow(
        name=joined((row.label or row.measure_slug, row.site, row.side or "", words("mode", row.mode).lower())),
        detail=joined(
            (
                episodes.get(row.episode_id or 0, ""),
                f"with {row.tool}" if row.tool else "",
                f"by {measured_by}" if measured_by else "",
                f"not asked: {row.not_asked_reason}" if row.not_asked_reason else "",
            )
        ),
        before=with_unit(row.shown(row.before), row.shown_unit) or "–",
        after=with_unit(row.shown(row.after), row.shown_unit) or "–",
        change=change,
        verdict=verdict,
    )


def _target(row: NeedlingEntry) -> str:
    return joined((row.label or row.target_words or row.muscle_slug or "", row.spinal_level), " ")


def _needled(
    place: int, row: NeedlingEntry, *, names: Mapping[int, str], episodes: Mapping[int, str], zone: str
) -> NeedledRow:
    size = needle_size(row.diameter_mm, row.length_mm)
    dwell = f"{number(row.dwell_minutes)} min in place" if row.dwell_minutes is not None else ""
    sought = words("sought", row.response_sought).lower()
    found = tuple(words("tissue_response", code).lower() for code in row.other_responses)
    inserted_by = names.get(row.inserted_by_id or 0, "")
    return NeedledRow(
        number=place,
        target=_target(row),
        side=row.side or "",
        kind=words("trp_kind", row.point_kind) if row.is_muscle else words("target", row.target_kind),
        needle=f"{size} mm" if size else "",
        technique=joined((words("technique", row.technique), dwell)),
        needles=_needles(row),
        response=words("twitch", row.twitch),
        more=joined(
            (
                episodes.get(row.episode_id or 0, ""),
                row.region,
                f"depth: {words('depth', row.depth_class).lower()}" if row.depth_class else "",
                words("position", row.patient_position).lower(),
                words("approach", row.approach).lower(),
                f"sought: {sought}" if sought else "",
                *found,
                f"inserted by {inserted_by}" if inserted_by else "",
                row.note,
                origin_words(row.origins, zone=zone) if row.origins else "",
            ),
            "; ",
        ),
    )


def _needles(row: NeedlingEntry) -> str:
    if row.insertions is None or row.insertions == row.needles:
        return str(row.needles)
    return f"{row.needles} ({row.insertions} insertions)"


def _channel(row: StimulationEntry, labels: Mapping[str, str]) -> str:
    settings = (
        words("stimulation_waveform", row.waveform),
        f"{number(row.frequency_hz)} Hz" if row.frequency_hz is not None else "",
        f"{number(row.pulse_width_us)} µs" if row.pulse_width_us is not None else "",
        f"{number(row.intensity_ma)} mA" if row.intensity_ma is not None else "",
        f"{number(row.minutes)} min" if row.minutes is not None else "",
    )
    between = f"{labels.get(row.first_uid, '?')} to {labels.get(row.second_uid, '?')}"
    return joined((f"Site {between}", *settings))


def _closing(content: SessionContent) -> Iterator[Pair]:
    others = (
        joined((row.label or row.code, f"{row.minutes} min" if row.minutes is not None else "", row.note))
        for row in content.adjuncts
    )
    yield from _filled(
        ("Other treatments", "; ".join(others)),
        ("Why needle today", content.needling_reason),
        ("Next step", words("next_step", content.next_step)),
        ("Home programme", content.home_programme),
        ("Notes", content.notes),
    )


def _answer(answer: Asked | None) -> str:
    return ASKED_WORDS[answer] if answer else ""


def _filled(*pairs: Pair) -> tuple[Pair, ...]:
    return tuple((name, text) for name, text in pairs if text)
