"""Writing the rows of a visit: a row is known by its uid, its place is its position."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol, TypeVar

from clinic_log.base.permissions import Actor
from clinic_log.catalogue import adverse_events, measures, muscles
from clinic_log.rooms.rules import lot_key
from clinic_log.treatments.models import (
    Adjunct,
    AdverseEvent,
    Measurement,
    Needling,
    SessionLot,
    Stimulation,
    TreatmentSession,
    VitalSignsReading,
)
from clinic_log.treatments.queries.content import (
    ADJUNCT_COLUMNS,
    EFFECT_COLUMNS,
    LOT_COLUMNS,
    MEASUREMENT_COLUMNS,
    NEEDLING_COLUMNS,
    STIMULATION_COLUMNS,
    VITAL_COLUMNS,
)
from clinic_log.treatments.queries.credentials import writer_of
from clinic_log.treatments.rules import (
    AdjunctEntry,
    EffectEntry,
    LotEntry,
    MeasurementEntry,
    NeedlingEntry,
    SessionContent,
)
from clinic_log.treatments.rules.codes import words
from clinic_log.treatments.rules.origins import origins_to_plain

_Row = TypeVar("_Row", bound="_Positioned")
_Values = dict[str, Any]


class _Positioned(Protocol):
    position: Any


def write_rows(treatment: TreatmentSession, content: SessionContent, *, by: Actor) -> None:
    """Make the rows of the session those of the content. Removed rows go, unchanged ones stay as they are.

    A practitioner who names nobody is taken to have inserted the needle and to have measured; a student names
    somebody.
    """
    writer = writer_of(by)
    treatment.needlings = _merged(
        treatment.needlings, [_needling(row, writer) for row in content.needlings], make=Needling
    )
    treatment.stimulations = _merged(
        treatment.stimulations, [_values(row, STIMULATION_COLUMNS) for row in content.stimulations], make=Stimulation
    )
    treatment.measurements = _merged(
        treatment.measurements, [_measurement(row, by.user_id) for row in content.measurements], make=Measurement
    )
    treatment.adverse_events = _merged(
        treatment.adverse_events, [_effect(row) for row in content.effects], make=_maker_of_events(treatment, by)
    )
    treatment.adjuncts = _merged(
        treatment.adjuncts, [_adjunct(row) for row in content.adjuncts], make=Adjunct, key="code"
    )
    treatment.lots = _merged(treatment.lots, [lot_values(row) for row in content.lots], make=SessionLot)
    treatment.vital_signs = _merged(
        treatment.vital_signs, [_values(row, VITAL_COLUMNS) for row in content.vital_signs], make=VitalSignsReading
    )


def _merged(
    existing: Sequence[_Row], wanted: list[_Values], *, make: Callable[..., _Row], key: str = "uid"
) -> list[_Row]:
    known = {getattr(row, key): row for row in existing}
    rows: list[_Row] = []
    for position, values in enumerate(wanted):
        row = known.get(values[key])
        if row is None:
            row = make(**values, position=position)
        else:
            row.position = position
            for name, value in values.items():
                setattr(row, name, value)
        rows.append(row)
    return rows


def _needling(entry: NeedlingEntry, writer: int | None) -> _Values:
    chart = entry.chart
    label = muscles.get(entry.muscle_slug).name if entry.muscle_slug else entry.target_words
    region = muscles.get(entry.muscle_slug).region.value if entry.muscle_slug else entry.region
    return {
        **_values(entry, NEEDLING_COLUMNS),
        "region": entry.region or region,
        "target_label": label,
        "other_responses": list(entry.other_responses),
        "inserted_by_id": entry.inserted_by_id or writer,
        "chart_version": chart.version if chart else None,
        "chart_view": chart.view if chart else None,
        "chart_x": chart.x if chart else None,
        "chart_y": chart.y if chart else None,
        "origins": origins_to_plain(entry.origins),
    }


def _measurement(entry: MeasurementEntry, writer: int | None) -> _Values:
    measure = measures.get(entry.measure_slug)
    measured = entry.before is not None or entry.after is not None
    return {
        **_values(entry, MEASUREMENT_COLUMNS),
        "label": measure.name,
        "unit": measure.unit,
        "rater_id": entry.rater_id or (writer if measured else None),
    }


def _effect(entry: EffectEntry) -> _Values:
    kind = adverse_events.get(entry.kind_slug)
    return {
        **_values(entry, EFFECT_COLUMNS),
        "label": kind.label,
        "is_serious": entry.is_serious or kind.is_serious,
    }


def lot_values(entry: LotEntry) -> _Values:
    """The columns of a lot that was in use."""
    return {**_values(entry, LOT_COLUMNS), "lot_key": lot_key(entry.lot)}


def _adjunct(entry: AdjunctEntry) -> _Values:
    return {**_values(entry, ADJUNCT_COLUMNS), "label": words("adjunct", entry.code)}


def _maker_of_events(treatment: TreatmentSession, by: Actor) -> Callable[..., AdverseEvent]:
    """Which visit an effect concerns is settled after the rows are written."""
    return partial(
        AdverseEvent,
        clinic_id=treatment.clinic_id,
        patient_id=treatment.patient_id,
        session_id=treatment.id,
        created_by_id=by.user_id,
    )


def _values(entry: object, names: tuple[str, ...]) -> _Values:
    return {name: getattr(entry, name) for name in names}
