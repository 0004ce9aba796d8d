"""A value is kept in one unit, whatever it was typed in, and shown as it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.catalogue import measures, own_measures, units
from clinic_log.catalogue.errors import UnknownMeasureError
from clinic_log.clinics.rules import OwnMeasureDetails, TakenBy, measure_of

CHOICES = [(measure.unit, other) for measure in measures.all_measures() for other in measure.units[1:]]


@pytest.mark.parametrize(
    ("typed", "unit", "kept", "kept_unit"),
    [(100, "lb", 45.359237, "kg"), (12, "in", 30.48, "cm"), (1000, "ft", 304.8, "m"), (10, "kgf", 98.0665, "N")],
)
def test_the_factors_are_those_of_the_definitions(*, typed: float, unit: str, kept: float, kept_unit: str) -> None:
    assert units.to_kept(typed, unit, kept_unit) == pytest.approx(kept, abs=1e-9)


@given(st.sampled_from(CHOICES), st.decimals(min_value=-2000, max_value=2000, places=3))
def test_what_was_typed_is_shown_and_kept_again_as_the_same(choice: tuple[str, str], typed: object) -> None:
    kept_unit, unit = choice
    value = float(str(typed))

    kept = units.to_kept(value, unit, kept_unit)

    assert units.convert(kept, kept_unit, unit) == value
    assert units.to_kept(units.convert(kept, kept_unit, unit), unit, kept_unit) == kept


def test_a_unit_that_a_measure_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be typed in lb"):
        measures.get("single-leg-hop").in_unit("lb")


def test_bounds_and_thresholds_follow_the_unit_and_percentages_do_not() -> None:
    grip = measures.get("grip-strength").in_unit("lb")

    assert grip.unit == "lb"
    assert grip.mcid == pytest.approx(14.330, abs=1e-3)
    assert grip.maximum == pytest.approx(220.462, abs=1e-3)
    assert measures.get("single-leg-hop").in_unit("in").mdc_percent == 11.3


def test_a_clinics_measure_is_known_only_while_its_clinic_is_at_work() -> None:
    details = OwnMeasureDetails(
        name="Side plank",
        unit="s",
        minimum=0,
        maximum=300,
        better=measures.Better.HIGHER,
        taken_by=TakenBy.CLINICIAN,
    )
    plank, retired = measure_of(1, details, is_retired=False), measure_of(2, details, is_retired=True)

    with own_measures.at_work(lambda: [plank, retired]):
        assert measures.get("own-1") == plank
        assert measures.get("own-2") == retired
        assert plank in measures.all_measures()
        assert retired not in measures.all_measures()

    assert measures.find("own-1") is None
    with pytest.raises(UnknownMeasureError):
        measures.get("own-1")
