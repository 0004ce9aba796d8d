"""Strip and interval bar: right places, values in words."""

import pytest
from hypothesis import given, settings

from clinic_log.charts import MeasureScale, OtherSide, interval_bar, measure_strip
from tests.charts.drawings import parse
from tests.charts.examples import MOTION, scores

TEN = MeasureScale(0, 10)


def test_a_strip_shows_before_as_a_ring_and_after_as_a_dot_on_its_scale() -> None:
    drawing = parse(measure_strip(0, 10, TEN, label="Pain"))

    assert drawing.centres("c-before") == [(6, 20)]
    assert drawing.centres("c-after") == [(178, 20)]
    assert drawing.box == (0, 0, 184, 40)


def test_a_strip_says_everything_in_words() -> None:
    markup = measure_strip(48, 56, MOTION, label="Rotation right", other_side=OtherSide("L", "left", 71))

    assert parse(markup).titles()[0] == (
        "Rotation right: before 48°, after 56°, left 71°, reference range 60 to 80°, measurement error 9.6°"
    )


def test_a_strip_shows_what_was_not_measured_as_missing() -> None:
    drawing = parse(measure_strip(None, None, TEN, label="Pain"))

    assert drawing.all("circle") == []
    assert drawing.titles()[0] == "Pain: before not measured, after not measured"


def test_a_strip_keeps_a_reference_limit_of_zero() -> None:
    scale = MeasureScale(-20, 140, "higher", "°", reference_low=0, reference_high=140)

    band = parse(measure_strip(5, None, scale, label="Extension")).all("rect", "c-band")[0]

    assert float(band.attrib["x"]) == pytest.approx(6 + 172 * 20 / 160)


def test_an_interval_bar_has_its_estimate_and_limits_in_place_and_in_words() -> None:
    drawing = parse(interval_bar(0.5, 0, 1, reference=0.25, label="Responders"))

    bar = drawing.all("line", "c-interval")[0]

    assert drawing.centres("c-estimate") == [(115, 8)]
    assert (float(bar.attrib["x1"]), float(bar.attrib["x2"])) == (5, 225)
    assert drawing.titles()[0] == "Responders: 50 %, 95 % interval 0 to 100 %, clinic 25 %"


@settings(max_examples=50)
@given(scores, scores, scores)
def test_any_strip_stays_inside_its_frame(before: float | None, after: float | None, other: float | None) -> None:
    markup = measure_strip(before, after, MOTION, label="Motion", other_side=OtherSide("L", "left", other))

    assert parse(markup).outside() == []
