"""A session's rows as plain content."""

from datetime import datetime
from typing import Any

from clinic_log.treatments.models import (
    AdverseEvent,
    Measurement,
    Needling,
    SessionLot,
    SessionVersion,
    TreatmentSession,
)
from clinic_log.treatments.rules import (
    AdjunctEntry,
    ChartPoint,
    EffectEntry,
    EffectUpdateEntry,
    LotEntry,
    MeasurementEntry,
    NeedlingEntry,
    OverrideEntry,
    Recount,
    RegionCount,
    SessionContent,
    StimulationEntry,
    VitalSigns,
)
from clinic_log.treatments.rules.canonical import narrative_of
from clinic_log.treatments.rules.origins import origins_from_plain

# The columns whose names and values are those of the content.
PLAIN_COLUMNS = (
    *("kind", "no_needles_reason", "ended", "stopped_reason", "stopped_at", "started_at", "ended_at"),
    *("screening_confirmed", "screening_words", "agreement", "agreement_regions"),
    *("since_last_visit", "since_previous", "side_effects_before_leaving"),
    *("needles_out", "counted_how", "count_note", "needling_reason", "next_step", "home_programme", "notes"),
    "last_time",
    *("warning_signs_given", "warning_signs_reason"),
)
NEEDLING_COLUMNS = (
    *("uid", "needles", "episode_id", "target_kind", "muscle_slug", "region", "side", "spinal_level", "point_kind"),
    *("diameter_mm", "length_mm", "insertions", "depth_class", "patient_position", "approach", "technique"),
    *("dwell_minutes", "response_sought", "twitch", "inserted_by_id", "note"),
)
STIMULATION_COLUMNS = (
    *("uid", "first_uid", "second_uid", "waveform", "frequency_hz", "pulse_width_us", "intensity_ma", "minutes"),
)
MEASUREMENT_COLUMNS = (
    *("uid", "measure_slug", "episode_id", "side", "mode", "before", "after", "not_asked_reason", "rater_id", "tool"),
    *("site", "entered_unit", "label", "unit"),
)
EFFECT_COLUMNS = (
    *("uid", "timing", "kind_slug", "severity", "is_serious", "site", "onset_on", "resolved_on", "reported_by"),
    *("told_how", "action", "label", "muscle_slug", "side"),
)
OVERRIDE_COLUMNS = ("code", "subject", "reason", "by_id", "at")
COURSE_COLUMNS = ("event_id", "state", "resolved_on", "note", "words")
ADJUNCT_COLUMNS = ("code", "minutes", "note", "label")
LOT_COLUMNS = ("uid", "product", "lot", "expires_on")
COUNT_COLUMNS = ("region", "needles_out", "note", "label")
VITAL_COLUMNS = (
    *("uid", "taken_at", "systolic_mmhg", "diastolic_mmhg", "pulse_per_minute", "oxygen_percent"),
    *("breaths_per_minute", "note"),
)


def content_of(treatment: TreatmentSession) -> SessionContent:
    """Everything saved in the session. Load it with `get_session`, or each kind of row costs a statement."""
    return SessionContent(
        **{name: getattr(treatment, name) for name in PLAIN_COLUMNS},
        episode_ids=tuple(sorted(row.episode_id for row in treatment.episodes)),
        needlings=tuple(needling_entry(row) for row in treatment.needlings),
        stimulations=tuple(StimulationEntry(**_values(row, STIMULATION_COLUMNS)) for row in treatment.stimulations),
        measurements=tuple(_measurement(row) for row in treatment.measurements),
        effects=tuple(_effect(row) for row in treatment.adverse_events),
        adjuncts=tuple(AdjunctEntry(**_values(row, ADJUNCT_COLUMNS)) for row in treatment.adjuncts),
        lots=tuple(lot_entry(row) for row in treatment.lots),
        counts=tuple(RegionCount(**_values(row, COUNT_COLUMNS)) for row in treatment.counts),
        vital_signs=tuple(VitalSigns(**_values(row, VITAL_COLUMNS)) for row in treatment.vital_signs),
        recounts=tuple(_recount(row) for row in treatment.recounts or () if "region" in row),
        overrides=tuple(OverrideEntry(**_values(row, OVERRIDE_COLUMNS)) for row in treatment.overrides),
        effect_updates=tuple(EffectUpdateEntry(**_values(row, COURSE_COLUMNS)) for row in treatment.effect_courses),
    )


def signed_narrative(version: SessionVersion) -> tuple[str, ...]:
    """The sentences that were signed in this version."""
    return narrative_of(version.content)


def lot_entry(row: SessionLot) -> LotEntry:
    return LotEntry(**_values(row, LOT_COLUMNS))


def needling_entry(row: Needling) -> NeedlingEntry:
    chart = None
    if row.chart_view is not None and row.chart_x is not None and row.chart_y is not None:
        chart = ChartPoint(version=row.chart_version or "", view=row.chart_view, x=row.chart_x, y=row.chart_y)
    return NeedlingEntry(
        **_values(row, NEEDLING_COLUMNS),
        target_words="" if row.muscle_slug else row.target_label,
        other_responses=tuple(row.other_responses),
        chart=chart,
        origins=origins_from_plain(row.origins),
        label=row.target_label,
    )


def _measurement(row: Measurement) -> MeasurementEntry:
    return MeasurementEntry(**_values(row, MEASUREMENT_COLUMNS))


def _effect(row: AdverseEvent) -> EffectEntry:
    return EffectEntry(**_values(row, EFFECT_COLUMNS))


def _recount(kept: dict[str, Any]) -> Recount:
    return Recount(
        at=datetime.fromisoformat(kept["at"]),
        by_id=kept["by"],
        region=kept["region"],
        label=kept["label"],
        needles_out=kept["out"],
        how=kept["how"],
    )


def _values(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
