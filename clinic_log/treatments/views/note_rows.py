"""Rows of the note as the page shows them: measures with their range and last value, needlings in one line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup
from wtforms import Field

from clinic_log.biostatistics.change import exceeds_mdc
from clinic_log.catalogue import measures, muscles
from clinic_log.catalogue.errors import UnknownMeasureError
from clinic_log.catalogue.measures import Measure
from clinic_log.charts import MeasureScale, OtherSide, measure_strip
from clinic_log.episodes.rules import Side
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.forms.rows import MeasurementRow, NeedlingRow
from clinic_log.treatments.queries.later import EarlierValue, MeasureKey
from clinic_log.treatments.rules.codes import words
from clinic_log.treatments.views.provenance import provenance
from clinic_log.treatments.views.reading import (
    MORE_THAN_ERROR,
    WITHIN_ERROR,
    joined,
    unit_suffix,
    with_unit,
    with_unit_sign,
)
from clinic_log.web.template_tools import day, number

_RESPONSES: Final = {"ltr-yes": "obtained", "ltr-no": "sought_none", "ltr-not-sought": "not_sought"}
_REFERRED: Final = {"referred-familiar": "Familiar", "referred-unfamiliar": "Not familiar", "local-pain": "Local only"}
_OPPOSITE: Final = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
_CELLS: Final = frozenset(str(score) for score in range(11))

# Fields that stand folded below the others.
_MORE: Final = (
    *("target_kind", "target_words", "region", "insertions", "patient_position", "approach", "dwell_minutes"),
    *("response_sought", "other_responses", "inserted_by", "episode", "note", "diameter_other", "length_other"),
)

Known = Mapping[MeasureKey, EarlierValue]
Values = Mapping[MeasureKey, float]


@dataclass(frozen=True, kw_only=True)
class MeasureLine:
    """One measure of the note. `as_scale` says that it is asked in eleven cells; without `measure` it is a new row."""

    form: Any
    measure: Measure | None
    name: str
    asked: str
    detail: str
    last: float | None
    last_words: str
    as_scale: bool
    strip: Markup
    change: str
    verdict: str
    is_more_than_error: bool
    plausible: tuple[str, str] | None
    asks_side: bool
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class NeedleLine:
    """One needling: its read line as the needle row component takes it, and what its muscle asks for."""

    form: Any
    line: Mapping[str, Any]
    is_open: bool
    asks_level: bool
    has_more: bool


def measure_lines(form: SessionForm, known: Known) -> list[MeasureLine]:
    """The rows of the form: those asked in eleven cells first, then the others, each in their order."""
    values = _values_of(form)
    lines = [_measure_line(form, row, known=known, values=values) for row in form.measurements.rows()]
    return sorted(lines, key=lambda line: not line.as_scale)


def measure_slugs(form: SessionForm) -> set[str]:
    """The measures of which the page shows the last value."""
    return {row.measure.data for row in form.measurements.rows() if row.measure.data}


def needle_lines(form: SessionForm) -> list[NeedleLine]:
    """The needlings of the form. Open are rows with a message, and rows without a target."""
    return [needle_line(row, zone=form.facts.zone) for row in form.needlings.rows()]


def needle_line(row: NeedlingRow, *, zone: str) -> NeedleLine:
    """One row, of the form or the empty one that is copied for the next."""
    muscle = muscles.by_slug().get(row.muscle.data or "")
    target = muscle.name if muscle else row.target_words.data or ""
    return NeedleLine(
        form=row,
        line={
            "target": joined((target, row.spinal_level.data or ""), " "),
            "side": row.side.data or "",
            "kind": words("trp_kind", row.point_kind.data).lower(),
            "needle": joined((_size(row, "diameter"), _size(row, "length")), " × "),
            "technique": words("technique", row.technique.data).partition(" (")[0],
            "depth": words("depth", row.depth_class.data),
            "dwell": f"{number(row.dwell_minutes.data)} min" if row.dwell_minutes.data is not None else "",
            "needles": _text(row.needles),
            "response": _RESPONSES.get(row.twitch.data or "", ""),
            "response_detail": "",
            "referred": joined(tuple(_REFERRED.get(code, "") for code in row.other_responses.data or ())),
            "referred_detail": "",
            "hazard": hazard_words(row.muscle.data),
            **provenance(row.origins.data or "", zone=zone),
        },
        is_open=bool(row.errors) or not target,
        asks_level=bool(muscle and muscle.needs_level),
        has_more=any(row[name].errors for name in _MORE) or bool(row.target_words.data),
    )


def hazard_words(slug: str | None) -> str:
    """What lies in the needle's way, quietly; and that no clinician has reviewed it, where that is so."""
    muscle = muscles.by_slug().get(slug or "")
    if muscle is None or not muscle.hazards:
        return ""
    hazards = ", ".join(hazard.value.replace("-", " ") for hazard in muscle.hazards)
    reviewed = "" if muscle.reviewed_by_clinician else " Not reviewed by a clinician."
    at_risk = f": {muscle.at_risk}" if muscle.at_risk else ""
    return f"{hazards.capitalize()}{at_risk}.{reviewed}"


def levels_asked() -> str:
    """The muscles that need a spinal level, for showing the field when one is chosen."""
    return " ".join(muscle.slug for muscle in muscles.all_muscles() if muscle.needs_level)


def reviewed_muscles() -> str:
    """The muscles whose hazards a clinician has reviewed, for the script that shows them."""
    return " ".join(muscle.slug for muscle in muscles.all_muscles() if muscle.reviewed_by_clinician)


def _measure_line(form: SessionForm, row: MeasurementRow, *, known: Known, values: Values) -> MeasureLine:
    measure = _measure(row.measure.data)
    side = _side(row)
    last = known.get((_episode_id(row), measure.slug, side)) if measure else None
    other = _other_side(row, measure, known=known, values=values)
    change, verdict, is_real = _change(row, measure)
    return MeasureLine(
        form=row,
        measure=measure,
        name=joined((measure.short_label, side or ""), " ") if measure else "New measure",
        asked="Pain" if measure and measure.is_pain_question else measure.short_label if measure else "",
        detail=_detail(measure, other=other, episode=_episode(form, row)) if measure else "",
        last=last.before if last else None,
        last_words=joined((_last_words(last, measure), reference_words(measure)), " · ") if measure else "",
        as_scale=measure is not None and _fits_cells(measure) and _is_on_cells(row),
        strip=_strip(row, measure, other) if measure else Markup(),
        change=change,
        verdict=verdict,
        is_more_than_error=is_real,
        plausible=_plausible(measure) if measure else None,
        asks_side=measure is not None and measure.sided and (side is None or bool(row.side.errors)),
        is_open=any(row[name].errors for name in ("not_asked_reason", "tool", "rater", "mode", "episode"))
        or bool(row.not_asked_reason.data),
    )


def _detail(measure: Measure, *, other: OtherSide | None, episode: str) -> str:
    return joined(
        (
            f"{other.word} {with_unit(other.value, measure.unit)}" if other and other.value is not None else "",
            episode,
        ),
        " · ",
    )


def _episode(form: SessionForm, row: MeasurementRow) -> str:
    """The episode that the row belongs to, where there are several."""
    labels = {str(episode.id): episode.label for episode in form.facts.episodes}
    return labels.get(row.episode.data or "", "") if len(labels) > 1 else ""


def reference_words(measure: Measure) -> str:
    """The reference range, or an empty text; the word 'unverified' where the source was not checked."""
    low, high = measure.reference_low, measure.reference_high
    if low is None and high is None:
        return ""
    doubt = "" if measure.verified.value == "yes" else ", not fully verified"
    if low is None or high is None:
        bound = f"{'from' if high is None else 'to'} {with_unit(low if high is None else high, measure.unit)}"
        return f"reference {bound}{doubt}"
    return f"reference {number(low)}–{with_unit(high, measure.unit)}{doubt}"


def _last_words(last: EarlierValue | None, measure: Measure) -> str:
    if last is None:
        return ""
    scores = " → ".join(with_unit(value, measure.unit) for value in (last.before, last.after) if value is not None)
    return f"last {scores}, {day(last.started_at)}"


def _values_of(form: SessionForm) -> Values:
    """The last score of each row of this page, for showing it beside the other side."""
    return {
        (_episode_id(row), row.measure.data, _side(row)): value
        for row in form.measurements.rows()
        if (value := row.after.data if row.after.data is not None else row.before.data) is not None
    }


def _other_side(row: MeasurementRow, measure: Measure | None, *, known: Known, values: Values) -> OtherSide | None:
    side = _side(row)
    opposite = _OPPOSITE.get(side) if side else None
    if measure is None or opposite is None:
        return None
    key = (_episode_id(row), measure.slug, opposite)
    earlier = known.get(key)
    value = values.get(key, earlier.latest if earlier else None)
    return OtherSide(opposite[0].upper(), opposite.value, value)


def _strip(row: MeasurementRow, measure: Measure, other: OtherSide | None) -> Markup:
    low = measure.minimum if measure.minimum is not None else measure.min_plausible
    high = measure.maximum if measure.maximum is not None else measure.max_plausible
    if low is None or high is None or not low < high:
        return Markup()
    scale = MeasureScale(
        low,
        high,
        measure.better.value,
        unit_suffix(measure.unit).strip(),
        mdc=measure.mdc,
        reference_low=measure.reference_low,
        reference_high=measure.reference_high,
    )
    return measure_strip(row.before.data, row.after.data, scale, label=measure.short_label, other_side=other)


def _change(row: MeasurementRow, measure: Measure | None) -> tuple[str, str, bool]:
    """The change, the verdict, and whether it is more than error."""
    before, after = row.before.data, row.after.data
    if measure is None or before is None:
        return "", "", False
    if after is None:
        return "", "not yet measured", False
    exceeds = exceeds_mdc(before, after, measure=measure)
    change = with_unit_sign(after - before, measure.unit)
    if exceeds is None:
        return change, "no error known", False
    error = f", {with_unit(measure.mdc, measure.unit)}" if measure.mdc is not None else ""
    return change, MORE_THAN_ERROR if exceeds else f"{WITHIN_ERROR}{error}", exceeds


def _plausible(measure: Measure) -> tuple[str, str] | None:
    if measure.min_plausible is None or measure.max_plausible is None:
        return None
    return number(measure.min_plausible), number(measure.max_plausible)


def _measure(slug: str | None) -> Measure | None:
    try:
        return measures.get(slug or "")
    except UnknownMeasureError:
        return None


def _fits_cells(measure: Measure) -> bool:
    return (measure.minimum, measure.maximum, measure.step) == (0, 10, 1)


def _is_on_cells(row: MeasurementRow) -> bool:
    """Whether what was typed is one of the cells: what is not must stay readable in a field."""
    return all(not (text := _text(row[name])) or text in _CELLS for name in ("before", "after"))


def _episode_id(row: MeasurementRow) -> int | None:
    return number_sent(row.episode.data)


def _side(row: MeasurementRow) -> Side | None:
    return next((side for side in Side if side.value == row.side.data), None)


def _size(row: NeedlingRow, name: str) -> str:
    chosen = row[name].data or ""
    return number(row[f"{name}_other"].data) if chosen == "other" else chosen


def _text(field: Field) -> str:
    """What was typed, as it was typed; else the value."""
    if field.raw_data:
        return str(field.raw_data[0]).strip()
    return number(field.data)
