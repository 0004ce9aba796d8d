"""From the content of a visit to the data of the form."""

from collections.abc import Iterator
from typing import Any, Final

from clinic_log.catalogue import measures, units
from clinic_log.episodes.rules import Side
from clinic_log.treatments.forms import choices
from clinic_log.treatments.forms.fields_sent import new_uid
from clinic_log.treatments.forms.moments import clock_of, day_of
from clinic_log.treatments.forms.origins import origins_text
from clinic_log.treatments.forms.risk_fields import place_code, risk_data, row_risk_data
from clinic_log.treatments.queries import EpisodeFact, NoteFacts
from clinic_log.treatments.queries.later import Manner
from clinic_log.treatments.rules import (
    NEW_EPISODE,
    AdjunctEntry,
    EffectEntry,
    EffectTiming,
    MeasurementEntry,
    NeedlingEntry,
    RegionCount,
    SessionContent,
    StimulationEntry,
)
from clinic_log.treatments.rules.needle_count import is_in_one_number, region_lines

# Fields of the content whose control has the same name and value.
_SAME: Final = (
    *("kind", "no_needles_reason", "ended", "stopped_reason", "agreement", "agreement_regions", "since_last_visit"),
    *("since_previous", "side_effects_before_leaving", "counted_how", "count_note"),
    *("needling_reason", "next_step", "home_programme", "notes", "last_time"),
)
_SAME_NEEDLING: Final = (
    *("uid", "target_kind", "target_words", "region", "side", "spinal_level", "point_kind", "needles"),
    *("insertions", "depth_class", "patient_position", "approach", "technique", "dwell_minutes"),
    *("response_sought", "twitch", "note"),
)
_SAME_STIMULATION: Final = ("uid", "waveform", "frequency_hz", "pulse_width_us", "intensity_ma", "minutes")
_SAME_MEASUREMENT: Final = ("uid", "side", "mode", "not_asked_reason", "tool", "site")
_SAME_VITAL: Final = (
    *("uid", "systolic_mmhg", "diastolic_mmhg", "pulse_per_minute", "oxygen_percent", "breaths_per_minute", "note"),
)
_SAME_LOT: Final = ("uid", "product", "lot", "expires_on")
_SAME_EFFECT: Final = (
    *("uid", "severity", "is_serious", "site", "onset_on", "resolved_on", "reported_by", "told_how", "action"),
)


def data_of(content: SessionContent, *, facts: NoteFacts, revision: int | None) -> dict[str, Any]:
    """The data with which the form shows the content."""
    zone = facts.zone
    return {
        **_same(content, _SAME),
        **risk_data(content, facts=facts),
        "screening_confirmed": content.screening_confirmed.split(),
        "patient_id": str(facts.patient_id),
        "revision": "" if revision is None else str(revision),
        "start_day": day_of(content.started_at, zone),
        "start_clock": clock_of(content.started_at, zone),
        "end_clock": clock_of(content.ended_at, zone),
        "stopped_clock": clock_of(content.stopped_at, zone),
        "episodes": [_episode(episode_id) for episode_id in content.episode_ids],
        "new_episode": _new_episode(content),
        "needlings": [
            needling_data(row) | row_risk_data(content, uid=row.uid, muscle_slug=row.muscle_slug)
            for row in content.needlings
        ],
        "stimulations": [_stimulation(row) for row in content.stimulations],
        "measurements": [_measurement(row) for row in (*content.measurements, *_ready(content, facts))],
        "effects_before": [_effect(row) for row in content.effects_of(EffectTiming.BEFORE_LEAVING)],
        "effects_since": [_effect(row) for row in content.effects_of(EffectTiming.SINCE_LAST_TIME)],
        "adjuncts": [row.code for row in content.adjuncts],
        "adjunct_details": {row.code: _adjunct(row) for row in content.adjuncts},
        "counts": [_count(row) for row in (*content.counts, *_uncounted(content))],
        "needles_out": content.needles_out if is_in_one_number(content) else None,
        "lots": [_same(row, _SAME_LOT) for row in content.lots],
        "vital_signs": [
            {**_same(row, _SAME_VITAL), "taken_clock": clock_of(row.taken_at, zone)} for row in content.vital_signs
        ],
    }


def _count(row: RegionCount) -> dict[str, Any]:
    return {"uid": row.region, "label": row.label, "needles_out": row.needles_out, "note": row.note}


def _uncounted(content: SessionContent) -> Iterator[RegionCount]:
    held = {row.region for row in content.counts}
    for line in region_lines(content):
        if line.region not in held:
            yield RegionCount(region=line.region, label=line.label)


def _ready(content: SessionContent, facts: NoteFacts) -> Iterator[MeasurementEntry]:
    """An empty row for each measure of the served episodes that the visit does not hold yet; of all open ones while
    nobody said which it serves. It stands at each place and in each mode in which it was taken last, with the same
    tool: what was taken otherwise cannot be compared.
    """
    held = {(row.episode_id, row.measure_slug, row.side) for row in content.measurements}
    for episode in facts.episodes:
        if content.episode_ids and episode.id not in content.episode_ids:
            continue
        for slug, side in _asked_in(episode):
            if (episode.id, slug, side) not in held and _is_asked(slug):
                unit = _usual_unit(slug) if facts.uses_pounds_and_inches else ""
                for manner in facts.manners.get((episode.id, slug, side)) or (Manner(),):
                    yield MeasurementEntry(
                        uid=new_uid(),
                        measure_slug=slug,
                        episode_id=episode.id,
                        side=side,
                        entered_unit=unit,
                        **manner._asdict(),
                    )


def _usual_unit(slug: str) -> str:
    """What a clinic of pounds and inches types; empty for the measure's own unit."""
    measure = measures.get(slug)
    return measure.customary_unit if measure.customary_unit != measure.unit else ""


def _is_asked(slug: str) -> bool:
    """A measure that its clinic has retired is not asked again, also where an episode still tracks it."""
    measure = measures.find(slug)
    return measure is not None and not measure.is_retired


def _asked_in(episode: EpisodeFact) -> Iterator[tuple[str, Side | None]]:
    question = measures.get(episode.pain_question)
    yield question.slug, episode.side if question.sided else None
    for slug, side in episode.tracked:
        if slug != question.slug:
            yield slug, side


def needling_data(row: NeedlingEntry) -> dict[str, Any]:
    """The data of one row."""
    chart = row.chart
    diameter, diameter_other = size_in_list(row.diameter_mm, "diameter_mm", ".2f")
    length, length_other = size_in_list(row.length_mm, "length_mm", "g")
    return {
        **_same(row, _SAME_NEEDLING),
        "episode": _episode(row.episode_id),
        "muscle": row.muscle_slug,
        "diameter": diameter,
        "diameter_other": diameter_other,
        "length": length,
        "length_other": length_other,
        "other_responses": list(row.other_responses),
        "inserted_by": _person(row.inserted_by_id),
        "chart_version": chart.version if chart else "",
        "chart_view": chart.view if chart else "",
        "chart_x": chart.x if chart else None,
        "chart_y": chart.y if chart else None,
        "origins": origins_text(row),
    }


def _stimulation(row: StimulationEntry) -> dict[str, Any]:
    return {**_same(row, _SAME_STIMULATION), "first": row.first_uid, "second": row.second_uid}


def _measurement(row: MeasurementEntry) -> dict[str, Any]:
    return {
        **_same(row, _SAME_MEASUREMENT),
        "before": _typed(row, row.before),
        "after": _typed(row, row.after),
        "unit": row.entered_unit or _own_unit(row.measure_slug),
        "measure": row.measure_slug,
        "episode": _episode(row.episode_id),
        "rater": _person(row.rater_id),
    }


def _typed(row: MeasurementEntry, value: float | None) -> float | None:
    """A value in the unit in which it was typed; the unit of the measure is the catalogue's, as when it was read."""
    measure = measures.find(row.measure_slug)
    return value if value is None or measure is None else units.convert(value, measure.unit, row.entered_unit)


def _own_unit(slug: str) -> str:
    """The measure's own unit where there is a choice; empty where there is none."""
    measure = measures.find(slug)
    return measure.unit if measure is not None and len(measure.units) > 1 else ""


def _effect(row: EffectEntry) -> dict[str, Any]:
    place = place_code((row.muscle_slug, row.side)) if row.muscle_slug else None
    return {**_same(row, _SAME_EFFECT), "kind": row.kind_slug, "place": place}


def _adjunct(row: AdjunctEntry) -> dict[str, Any]:
    return {"minutes": row.minutes, "note": row.note}


def _new_episode(content: SessionContent) -> dict[str, Any]:
    new = content.new_episode
    if new is None:
        return {}
    return {
        "condition": new.condition_slug,
        "words": new.words,
        "region": new.region,
        "side": new.side,
        "onset_on": new.onset_on,
    }


def size_in_list(value: float | None, list_name: str, form: str) -> tuple[str | None, float | None]:
    """The code of the list that is exactly this size, or "other" and the size."""
    if value is None:
        return None, None
    code = format(value, form)
    known = {code for code, _label in choices.listed(list_name)}
    return (code, None) if code in known and float(code) == value else (choices.OTHER, value)


def _episode(episode_id: int | None) -> str | None:
    if episode_id is None:
        return None
    return choices.NEW_EPISODE_CHOICE if episode_id == NEW_EPISODE else str(episode_id)


def _person(person_id: int | None) -> str | None:
    return None if person_id is None else str(person_id)


def _same(thing: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}
