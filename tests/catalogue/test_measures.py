from pathlib import Path

import pytest

from clinic_log.catalogue import measures
from clinic_log.catalogue.errors import CatalogueError, UnknownMeasureError
from clinic_log.catalogue.measure_labels import SHORT_LABELS
from clinic_log.catalogue.measures import Better, MeasureKind
from tests.catalogue.conftest import BreakCell


def test_every_row_of_the_four_files_is_a_measure() -> None:
    kinds = [measure.kind for measure in measures.all_measures()]

    assert [kinds.count(kind) for kind in MeasureKind] == [38, 57, 13, 0]


def test_the_numeric_rating_scale_has_its_published_facts() -> None:
    nprs = measures.get("nprs")

    assert (nprs.minimum, nprs.maximum, nprs.step) == (0, 10, 1)
    assert (nprs.mcid, nprs.mcid_percent, nprs.mdc) == (2, 30, 2)
    assert nprs.better is Better.LOWER
    assert nprs.loinc == "72514-3"


def test_the_default_pain_question_comes_first_and_soreness_is_none() -> None:
    assert [measure.slug for measure in measures.pain_questions()] == [
        *(measures.DEFAULT_PAIN_QUESTION, "vas-pain"),
        *("nprs-movement", "nprs-worst-24h", "nprs-average-week", "nprs-first-step"),
    ]


def test_no_importance_is_claimed_for_a_pain_question_without_a_published_one() -> None:
    own_questions = [each for each in measures.pain_questions() if each.slug.startswith("nprs-")]

    assert [(each.mcid, each.mcid_percent, each.mdc) for each in own_questions] == [(None, None, None)] * 4


def test_an_empty_cell_is_unknown_and_not_zero() -> None:
    assert measures.get("vas-pain").mdc is None
    assert measures.get("shoulder-extension").mdc is None


def test_a_movement_with_two_sides_is_sided_and_one_of_the_midline_is_not() -> None:
    assert measures.get("cervical-rotation").sided
    assert not measures.get("cervical-flexion").sided


@pytest.mark.parametrize("slug", ["grip-strength", "mmt", "ppt", "single-leg-hop", "muscle-tone-palpation"])
def test_what_is_measured_on_one_limb_or_muscle_is_sided(slug: str) -> None:
    assert measures.get(slug).sided


@pytest.mark.parametrize(("slug", "low", "high"), [("knee-extension", -120, 50), ("shoulder-flexion", 0, 400)])
def test_a_movement_is_refused_beyond_twice_its_plausible_bounds(slug: str, low: float, high: float) -> None:
    measure = measures.get(slug)

    assert (measure.hard_minimum, measure.hard_maximum) == (low, high)


def test_an_instrument_is_refused_beyond_the_ends_of_its_scale() -> None:
    hit6 = measures.get("hit6")

    assert (hit6.hard_minimum, hit6.hard_maximum) == (36, 78)


def test_only_extension_deficits_and_signed_scales_may_be_negative() -> None:
    negative = {measure.slug for measure in measures.all_measures() if measure.may_be_negative}

    assert negative == {
        *("groc-15", "groc-11", "fingertip-to-floor"),
        *("elbow-extension", "finger-mcp-extension", "hip-extension", "knee-extension", "ankle-dorsiflexion"),
    }


def test_every_short_label_belongs_to_a_measure_and_fits_a_narrow_column() -> None:
    slugs = {measure.slug for measure in measures.all_measures()}

    assert set(SHORT_LABELS) <= slugs
    assert max(len(measure.short_label) for measure in measures.all_measures()) <= 28


def test_short_labels_are_unique() -> None:
    labels = [measure.short_label for measure in measures.all_measures()]

    assert len(labels) == len(set(labels))


def test_an_unknown_measure_is_named_in_a_sentence() -> None:
    with pytest.raises(UnknownMeasureError) as caught:
        measures.get("pain-o-meter")

    assert str(caught.value) == "The catalogue holds no measure 'pain-o-meter'."
    assert isinstance(caught.value, KeyError)


@pytest.mark.parametrize(
    ("file", "first", "column", "value"),
    [
        ("instruments.csv", "ndi", "mcid", "fifteen"),
        ("instruments.csv", "ndi", "mcid", "nan"),
        ("instruments.csv", "ndi", "mcid", "-15"),
        ("instruments.csv", "ndi", "max", ""),
        ("instruments.csv", "ndi", "max", "0"),
        ("instruments.csv", "ndi", "better", "bigger"),
        ("instruments.csv", "ndi", "verified", "maybe"),
        ("instruments.csv", "ndi", "slug", "nprs"),
        ("instruments.csv", "ndi", "license_note", ""),
        ("movements.csv", "cervical-rotation", "sided", "perhaps"),
        ("movements.csv", "cervical-rotation", "unit", "rad"),
        ("movements.csv", "cervical-rotation", "normal_high", "50"),
        ("movements.csv", "cervical-rotation", "min_plausible", "10"),
        ("movements.csv", "cervical-rotation", "slug", "nprs"),
        ("tests.csv", "plank-hold", "step", "0"),
        ("tests.csv", "plank-hold", "construct", "magic"),
    ],
)
def test_a_broken_cell_is_named_by_file_row_and_column(
    *, folder: Path, break_cell: BreakCell, file: str, first: str, column: str, value: str
) -> None:
    row = break_cell(file, first=first, column=column, value=value)

    with pytest.raises(CatalogueError) as caught:
        measures.read_measures(folder)

    assert str(caught.value).startswith(f"{file}, row {row}, column {column}: ")


def test_a_catalogue_without_the_default_pain_question_is_refused(folder: Path, break_cell: BreakCell) -> None:
    break_cell("instruments.csv", first="nprs", column="slug", value="nprs-2")

    with pytest.raises(CatalogueError, match="nprs is missing"):
        measures.read_measures(folder)
