"""Measures of the note as the page shows them: how they are asked, what is known of them, and what changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup
from wtforms import Field

from clinic_log.base.text import fold
from clinic_log.biostatistics.change import exceeds_mdc
from clinic_log.catalogue import measures, units
from clinic_log.catalogue.measures import Better, Measure
from clinic_log.catalogue.vocabulary import Verified
from clinic_log.charts import MeasureScale, OtherSide, measure_strip
from clinic_log.episodes.rules import Side
from clinic_log.treatments.forms import SessionForm
from clinic_log.treatments.forms.numbers_sent import number_sent
from clinic_log.treatments.forms.rows import MeasurementRow
from clinic_log.treatments.queries.later import EarlierValue, MeasureKey
from clinic_log.treatments.rules.codes import words
from clinic_log.treatments.views.reading import (
    MORE_THAN_ERROR,
    WITHIN_ERROR,
    joined,
    with_unit,
    with_unit_sign,
)
from clinic_log.web.template_tools import day, number

_OPPOSITE: Final = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
_CELLS: Final = frozenset(str(score) for score in range(11))
_DETAILS: Final = ("not_asked_reason", "tool", "rater", "mode", "episode")

Known = Mapping[MeasureKey, EarlierValue]
Values = Mapping[MeasureKey, float]


@dataclass(frozen=True, kw_only=True)
class MeasureResult:
    """What the two scores of a row say together. `is_more_than_error` only where an error is known."""

    change: str
    verdict: str
    is_more_than_error: bool


@dataclass(frozen=True, kw_only=True)
class MeasureLine:
    """One measure of the note. `as_scale` says that it is asked in eleven cells; without `measure` it is a new row.

    `facts` is what stands beside it before anything is typed: the last value with its day, the reference range, the
    measurement error, and whether the catalogue vouches for them.
    """

    form: Any
    measure: Measure | None
    name: str
    asked: str
    detail: str
    last: float | None
    facts: tuple[str, ...]
    as_scale: bool
    strip: Markup
    result: MeasureResult
    plausible: tuple[str, str] | None
    asks_side: bool
    is_open: bool
    asks_unit: bool


def measure_lines(form: SessionForm, known: Known) -> list[MeasureLine]:
    """The rows of the form: those asked in eleven cells first, then the others, each in their order."""
    values = _values_of(form)
    lines = [_measure_line(form, row, known=known, values=values) for row in form.measurements.rows()]
    return sorted(lines, key=lambda line: not line.as_scale)


def measure_slugs(form: SessionForm) -> set[str]:
    """The measures of which the page shows the last value."""
    return {row.measure.data for row in form.measurements.rows() if row.measure.data}


def measures_answered(form: SessionForm, known: Known) -> Iterator[dict[str, Any]]:
    """What a page that goes on being written shows beside each measure, by the uid of its row.

    `read` is the text of the two fields that the words are about, so that a page on which they are no longer true
    does not show them.
    """
    values = _values_of(form)
    for row in form.measurements.rows():
        measure = _measure(row)
        if measure is None:
            continue
        result = measure_result(row)
        yield {
            "uid": row.uid.data,
            "read": [_text(row.before), _text(row.after), row.unit.data or ""],
            "score": number(row.before.data),
            "change": result.change,
            "verdict": result.verdict,
            "good": result.is_more_than_error,
            "strip": str(_strip(row, measure, _other_side(row, measure, known=known, values=values))),
        }


def measure_result(row: MeasurementRow) -> MeasureResult:
    """The change and the verdict on it; measurement error holds for one rater and tool, as within one row."""
    change, verdict, is_real = _change(row, _measure(row))
    return MeasureResult(change=change, verdict=verdict, is_more_than_error=is_real)


def _measure_line(form: SessionForm, row: MeasurementRow, *, known: Known, values: Values) -> MeasureLine:
    measure = _measure(row)
    side = _side(row)
    last = _last(row, known) if measure else None
    other = _other_side(row, measure, known=known, values=values)
    return MeasureLine(
        form=row,
        measure=measure,
        name=joined((measure.short_label, row.site.data or "", side or ""), " ") if measure else "New measure",
        asked="Pain" if measure and measure.is_pain_question else measure.short_label if measure else "",
        detail=_detail(measure, other=other, episode=_episode(form, row)) if measure else "",
        last=last.before if last else None,
        facts=_facts(last, measure) if measure else (),
        as_scale=measure is not None and _fits_cells(measure) and _is_on_cells(row),
        strip=_strip(row, measure, other) if measure else Markup(),
        result=measure_result(row),
        plausible=_plausible(measure) if measure else None,
        asks_side=measure is not None and measure.sided and (side is None or bool(row.side.errors)),
        is_open=any(row[name].errors for name in _DETAILS) or bool(row.not_asked_reason.data),
        asks_unit=measure is not None and len(measures.get(measure.slug).units) > 1,
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


def _facts(last: EarlierValue | None, measure: Measure) -> tuple[str, ...]:
    figures = joined((_reference_words(measure), _error_words(measure)))
    doubt = ", not fully verified" if figures and measure.verified is not Verified.YES else ""
    return tuple(fact for fact in (_last_words(last, measure), f"{figures}{doubt}") if fact)


def _last(row: MeasurementRow, known: Known) -> EarlierValue | None:
    """The last value of the same motion; while the row does not say whether active or passive, the last of either."""
    key = _key(row, _side(row))
    if _mode(row):
        return known.get(key)
    of_either = (value for one, value in known.items() if one[:-1] == key[:-1])
    return max(of_either, key=lambda one: one.started_at, default=None)


def _reference_words(measure: Measure) -> str:
    """The reference range, or an empty text."""
    low, high = measure.reference_low, measure.reference_high
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return f"Reference {'from' if high is None else 'to'} {with_unit(low if high is None else high, measure.unit)}"
    return f"Reference {'' if low == high else f'{number(low)}–'}{with_unit(high, measure.unit)}"


def _error_words(measure: Measure) -> str:
    """The smallest change that is more than measurement error, or an empty text."""
    if measure.mdc is not None:
        return f"MDC {with_unit(measure.mdc, measure.unit)}"
    return "" if measure.mdc_percent is None else f"MDC {number(measure.mdc_percent)} % of the score before"


def _last_words(last: EarlierValue | None, measure: Measure) -> str:
    if last is None:
        return "Not measured before"
    scores = " → ".join(
        with_unit(_in_unit_of(measure, value), measure.unit) for value in (last.before, last.after) if value is not None
    )
    return f"Last {joined((scores, words('mode', last.mode).lower()), ' ')}, {day(last.started_at)}"


def _values_of(form: SessionForm) -> Values:
    """The last score of each row of this page in the unit of the catalogue, for showing it beside the other side."""
    found: dict[MeasureKey, float] = {}
    for row in form.measurements.rows():
        value = row.after.data if row.after.data is not None else row.before.data
        measure = _measure(row)
        if value is not None and measure is not None:
            found[_key(row, _side(row))] = units.to_kept(value, measure.unit, measures.get(measure.slug).unit)
    return found


def _other_side(row: MeasurementRow, measure: Measure | None, *, known: Known, values: Values) -> OtherSide | None:
    side = _side(row)
    opposite = _OPPOSITE.get(side) if side else None
    if measure is None or opposite is None:
        return None
    key = _key(row, opposite)
    earlier = known.get(key)
    value = values.get(key, earlier.latest if earlier else None)
    return OtherSide(opposite[0].upper(), opposite.value, None if value is None else _in_unit_of(measure, value))


def _strip(row: MeasurementRow, measure: Measure, other: OtherSide | None) -> Markup:
    low = measure.minimum if measure.minimum is not None else measure.min_plausible
    high = measure.maximum if measure.maximum is not None else measure.max_plausible
    if low is None or high is None or not low < high:
        return Markup()
    scale = MeasureScale(
        low,
        high,
        "lower" if measure.better is Better.LOWER else "higher",
        units.sign(measure.unit).strip(),
        mdc=measure.mdc,
        reference_low=measure.reference_low,
        reference_high=measure.reference_high,
    )
    return measure_strip(row.before.data, row.after.data, scale, label=measure.short_label, other_side=other)


def _change(row: MeasurementRow, measure: Measure | None) -> tuple[str, str, bool]:
    """The change, the verdict, and whether it is more than error."""
    before, after = row.before.data, row.after.data
    if measure is None or before is None:
        is_not_asked = before is None and after is None and row.not_asked_reason.data
        return "", "not asked" if is_not_asked else "", False
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


def _measure(row: MeasurementRow) -> Measure | None:
    """The measure of a row with its bounds in the unit in which the row is typed."""
    measure = measures.find(row.measure.data)
    unit = row.unit.data or ""
    return measure.in_unit(unit) if measure is not None and unit in measure.units else measure


def _in_unit_of(measure: Measure, value: float) -> float:
    """A value in the unit of the catalogue, in the unit in which a row is typed."""
    return units.convert(value, measures.get(measure.slug).unit, measure.unit)


def _key(row: MeasurementRow, side: Side | None) -> MeasureKey:
    return _episode_id(row), row.measure.data, side, fold(row.site.data or ""), _mode(row)


def _fits_cells(measure: Measure) -> bool:
    return (measure.minimum, measure.maximum, measure.step) == (0, 10, 1)


def _is_on_cells(row: MeasurementRow) -> bool:
    """Whether what was typed is one of the cells: what is not must stay readable in a field."""
    return all(not (text := _text(row[name])) or text in _CELLS for name in ("before", "after"))


def _episode_id(row: MeasurementRow) -> int | None:
    return number_sent(row.episode.data)


def _side(row: MeasurementRow) -> Side | None:
    return next((side for side in Side if side.value == row.side.data), None)


def _mode(row: MeasurementRow) -> str:
    return row.mode.data or ""


def _text(field: Field) -> str:
    """What was typed, as it was typed; else the value."""
    if field.raw_data:
        return str(field.raw_data[0]).strip()
    return number(field.data)
