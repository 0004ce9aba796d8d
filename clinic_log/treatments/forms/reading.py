"""From the fields of the form to the content of the visit."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from wtforms import Field

from clinic_log.catalogue import measures, units
from clinic_log.episodes.rules import Side
from clinic_log.treatments.forms import choices
from clinic_log.treatments.forms.moments import later_day, moment_of
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.forms.origins import read_origins
from clinic_log.treatments.forms.risk_fields import place_of, read_given, read_overrides, read_updates
from clinic_log.treatments.forms.row_list import RowsField, is_answered
from clinic_log.treatments.rules import (
    NEW_EPISODE,
    AdjunctEntry,
    Agreement,
    Asked,
    ChartPoint,
    CountedHow,
    EffectEntry,
    EffectTiming,
    LotEntry,
    MeasurementEntry,
    NeedleSide,
    NeedlingEntry,
    NewEpisode,
    RegionCount,
    SessionContent,
    Severity,
    StimulationEntry,
    VisitEnd,
    VisitKind,
    VitalSigns,
)
from clinic_log.treatments.rules.content import MUSCLE_TARGET
from clinic_log.treatments.rules.last_time import standing
from clinic_log.treatments.rules.limits import TEXTS
from clinic_log.treatments.rules.needle_count import total_out

if TYPE_CHECKING:
    from clinic_log.treatments.forms.session_form import SessionForm

_Code = TypeVar("_Code")


def read_content(form: "SessionForm", *, readable_only: bool = False) -> SessionContent:
    """The content; with `readable_only` from as much as can be read, without the rows that lack what makes them one."""
    zone, day = form.facts.zone, form.start_day.data

    def later(clock: Field) -> datetime | None:
        return moment_of(later_day(day, form.start_clock.data, clock.data), clock.data, zone)

    content = SessionContent(
        kind=_code(VisitKind, form.kind),
        no_needles_reason=form.no_needles_reason.data or "",
        ended=_code(VisitEnd, form.ended),
        stopped_reason=form.stopped_reason.data or "",
        stopped_at=later(form.stopped_clock),
        started_at=moment_of(day, form.start_clock.data, zone),
        ended_at=later(form.end_clock),
        screening_confirmed=" ".join(form.screening_confirmed.data or ()),
        agreement=_code(Agreement, form.agreement),
        agreement_regions=form.agreement_regions.data or "",
        since_last_visit=form.since_last_visit.data,
        since_previous=_code(Asked, form.since_previous),
        side_effects_before_leaving=_code(Asked, form.side_effects_before_leaving),
        needles_out=form.needles_out.data,
        counted_how=_code(CountedHow, form.counted_how),
        count_note=form.count_note.data or "",
        needling_reason=form.needling_reason.data or "",
        next_step=form.next_step.data,
        home_programme=form.home_programme.data or "",
        notes=form.notes.data or "",
        episode_ids=tuple(sorted(_ids(list(form.episodes.data or ())))),
        new_episode=_new_episode(form),
        needlings=tuple(
            _with_origins(_needling(row), row, form.facts.now)
            for row in _usable(form.needlings, readable_only=readable_only)
        ),
        stimulations=tuple(_stimulation(row) for row in _channels(form, readable_only=readable_only)),
        measurements=tuple(_measurement(row) for row in _usable(form.measurements, readable_only=readable_only)),
        effects=tuple(_effects(form, readable_only=readable_only)),
        adjuncts=tuple(
            AdjunctEntry(code=code, minutes=row.minutes.data, note=row.note.data or "")
            for code, _label, row in form.adjunct_rows
            if code in (form.adjuncts.data or ())
        ),
        last_time=standing(form.last_time.data or "", {row.uid.data for row in form.needlings.rows()}),
        lots=tuple(_lot(row) for row in _usable(form.lots, readable_only=readable_only)),
        counts=tuple(_count(row) for row in _usable(form.counts, readable_only=readable_only)),
        vital_signs=tuple(
            _vital_signs(row, later(row.taken_clock)) for row in _usable(form.vital_signs, readable_only=readable_only)
        ),
        warning_signs_given=read_given(form),
        warning_signs_reason=form.warning_signs_reason.data or "",
        overrides=tuple(read_overrides(form, _usable(form.needlings, readable_only=readable_only))),
        effect_updates=tuple(read_updates(form.effect_updates.rows())),
    )
    return replace(content, needles_out=total_out(content))


def _count(row: Any) -> RegionCount:
    """A label that the page cannot have made is none."""
    label = row.label.data or ""
    return RegionCount(
        region=row.uid.data,
        needles_out=row.needles_out.data,
        note=row.note.data or "",
        label=label if len(label) <= TEXTS["region"] else "",
    )


def _lot(row: Any) -> LotEntry:
    return LotEntry(
        uid=row.uid.data, product=row.product.data or "", lot=row.lot.data or "", expires_on=row.expires_on.data
    )


def _vital_signs(row: Any, taken_at: datetime | None) -> VitalSigns:
    return VitalSigns(
        uid=row.uid.data,
        taken_at=taken_at,
        systolic_mmhg=row.systolic_mmhg.data,
        diastolic_mmhg=row.diastolic_mmhg.data,
        pulse_per_minute=row.pulse_per_minute.data,
        oxygen_percent=row.oxygen_percent.data,
        breaths_per_minute=row.breaths_per_minute.data,
        note=row.note.data or "",
    )


def _new_episode(form: "SessionForm") -> NewEpisode | None:
    new = form.new_episode.form
    if not any(is_answered(field) for field in new):
        return None
    return NewEpisode(
        condition_slug=new.condition.data,
        words=new.words.data or "",
        region=new.region.data or "",
        side=_code(Side, new.side),
        onset_on=new.onset_on.data,
    )


def _needling(row: Any) -> NeedlingEntry:
    return NeedlingEntry(
        uid=row.uid.data,
        needles=row.needles.data,
        episode_id=_id(row.episode),
        target_kind=row.target_kind.data or MUSCLE_TARGET,
        muscle_slug=row.muscle.data,
        target_words=row.target_words.data or "",
        region=row.region.data or "",
        side=_code(NeedleSide, row.side),
        spinal_level=row.spinal_level.data or "",
        point_kind=row.point_kind.data,
        diameter_mm=_size(row, "diameter"),
        length_mm=_size(row, "length"),
        insertions=row.insertions.data,
        depth_class=row.depth_class.data,
        patient_position=row.patient_position.data,
        approach=row.approach.data,
        technique=row.technique.data,
        dwell_minutes=row.dwell_minutes.data,
        response_sought=row.response_sought.data,
        twitch=row.twitch.data,
        other_responses=tuple(row.other_responses.data or ()),
        inserted_by_id=_id(row.inserted_by),
        note=row.note.data or "",
        chart=_chart(row),
    )


def _with_origins(entry: NeedlingEntry, row: Any, now: datetime) -> NeedlingEntry:
    return replace(entry, origins=read_origins(row.origins.data or "", entry=entry, now=now))


def _stimulation(row: Any) -> StimulationEntry:
    return StimulationEntry(
        uid=row.uid.data,
        first_uid=row.first.data,
        second_uid=row.second.data,
        waveform=row.waveform.data,
        frequency_hz=row.frequency_hz.data,
        pulse_width_us=row.pulse_width_us.data,
        intensity_ma=row.intensity_ma.data,
        minutes=row.minutes.data,
    )


def _measurement(row: Any) -> MeasurementEntry:
    kept = measures.find(row.measure.data)
    kept_unit, typed_unit = (kept.unit, row.unit.data or "") if kept else ("", "")
    is_other = kept is not None and typed_unit in kept.units and typed_unit != kept_unit

    def in_kept_unit(value: float | None) -> float | None:
        return units.to_kept(value, typed_unit, kept_unit) if value is not None and is_other else value

    return MeasurementEntry(
        uid=row.uid.data,
        measure_slug=row.measure.data,
        episode_id=_id(row.episode),
        side=_code(Side, row.side),
        mode=row.mode.data or "",
        before=in_kept_unit(row.before.data),
        after=in_kept_unit(row.after.data),
        not_asked_reason=row.not_asked_reason.data or "",
        rater_id=_id(row.rater),
        tool=row.tool.data or "",
        site=row.site.data or "",
        entered_unit=typed_unit if typed_unit != kept_unit else "",
        unit=kept_unit,
    )


def _effects(form: "SessionForm", *, readable_only: bool) -> Iterator[EffectEntry]:
    for rows, timing in (
        (form.effects_before, EffectTiming.BEFORE_LEAVING),
        (form.effects_since, EffectTiming.SINCE_LAST_TIME),
    ):
        for row in _usable(rows, readable_only=readable_only):
            muscle_slug, side = place_of(None if row.place.errors else row.place.data)
            yield EffectEntry(
                uid=row.uid.data,
                timing=timing,
                kind_slug=row.kind.data,
                severity=_code(Severity, row.severity),
                is_serious=bool(row.is_serious.data),
                site=row.site.data or "",
                muscle_slug=muscle_slug,
                side=side,
                onset_on=row.onset_on.data,
                resolved_on=row.resolved_on.data,
                reported_by=row.reported_by.data or "",
                told_how=row.told_how.data or "",
                action=row.action.data or "",
            )


def _usable(rows: RowsField, *, readable_only: bool) -> Iterator[Any]:
    """The rows in which something was answered; with `readable_only` those that can become an entry at all."""
    for row in rows.rows():
        if not row.is_blank() and not (readable_only and row.lacks_what_it_needs()):
            yield row


def _channels(form: "SessionForm", *, readable_only: bool) -> Iterator[Any]:
    """While a needling cannot be read, nobody can say that a channel names none."""
    needlings = [row for row in form.needlings.rows() if not row.is_blank()]
    if not (readable_only and any(row.lacks_what_it_needs() for row in needlings)):
        yield from _usable(form.stimulations, readable_only=readable_only)


def _chart(row: Any) -> ChartPoint | None:
    x, y, view = row.chart_x.data, row.chart_y.data, row.chart_view.data
    if not view or x is None or y is None:
        return None
    return ChartPoint(version=row.chart_version.data or "", view=view, x=x, y=y)


def _size(row: Any, name: str) -> float | None:
    chosen = row[name].data
    if chosen in {None, choices.OTHER}:
        other: float | None = row[f"{name}_other"].data
        return other
    return None if row[name].errors else float(chosen)


def _code(codes: Callable[[str], _Code], field: Field) -> _Code | None:
    """The code; None when it is no code of the list, which validating the form says."""
    if not field.data or field.errors:
        return None
    try:
        return codes(field.data)
    except ValueError:
        return None


def _id(field: Field) -> int | None:
    return next(iter(_ids([field.data] if field.data else [])), None)


def _ids(chosen: list[str]) -> Iterator[int]:
    for code in chosen:
        if code == choices.NEW_EPISODE_CHOICE:
            yield NEW_EPISODE
        elif (number := number_sent(code)) is not None:
            yield number
