"""Which region holds a point, and on which side of the patient it lies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_log.catalogue import body_chart
from clinic_log.catalogue.body_chart import ChartRegion, ChartSide
from clinic_log.catalogue.chart_places import in_words, outline_of, place_in_words, region_at, side_at
from clinic_log.catalogue.errors import UnknownChartPlaceError

REGIONS = [region for view in body_chart.all_views() for region in view.regions]


def _name(region: ChartRegion) -> str:
    return f"{region.view}-{region.slug}-{region.side}"


@pytest.mark.parametrize("region", REGIONS, ids=_name)
def test_the_middle_of_each_region_lies_in_it_and_on_its_side(region: ChartRegion) -> None:
    assert region_at(region.view, *region.centroid, reach=0) == region
    assert side_at(region.view, *region.centroid) is region.side


@pytest.mark.parametrize(
    ("view", "point", "side"),
    [
        ("front", (5, 5), ChartSide.RIGHT),
        ("front", (350, 5), ChartSide.LEFT),
        ("back", (5, 5), ChartSide.LEFT),
        ("back", (350, 5), ChartSide.RIGHT),
        ("front", (177, 200), ChartSide.MIDLINE),
        ("palm-left", (1, 1), ChartSide.LEFT),
        ("foot-sole-right", (1, 1), ChartSide.RIGHT),
    ],
)
def test_the_side_is_the_patients_also_beside_the_body(view: str, point: tuple[float, float], side: ChartSide) -> None:
    assert side_at(view, *point) is side


def test_a_point_just_outside_belongs_to_the_nearest_region_and_one_far_away_to_none() -> None:
    arm = next(region for region in REGIONS if _name(region) == "front-biceps-left")
    edge = max(x for ring in outline_of(arm) for x, _ in ring)
    height = next(y for ring in outline_of(arm) for x, y in ring if x == edge)

    near, far = region_at("front", edge + 30, height), region_at("front", 350, 20)

    assert far is None
    assert near is None or near.side is ChartSide.LEFT
    assert place_in_words("front", 350, 20) == "Front: outside every region"


@given(st.sampled_from(body_chart.all_views()), st.floats(0, 1), st.floats(0, 1))
def test_every_point_has_a_side_and_a_region_agrees_with_it(
    view: body_chart.ChartView, across: float, down: float
) -> None:
    left, top, width, height = view.view_box
    point = left + across * width, top + down * height

    side, region = side_at(view.name, *point), region_at(view.name, *point)

    assert region is None or region.side is side


@given(st.sampled_from(["front", "back"]), st.floats(0, 176), st.floats(0, 900))
def test_a_point_and_its_mirror_image_lie_on_opposite_sides(view: str, x: float, y: float) -> None:
    opposite = {
        ChartSide.LEFT: ChartSide.RIGHT,
        ChartSide.RIGHT: ChartSide.LEFT,
        ChartSide.MIDLINE: ChartSide.MIDLINE,
    }
    here, there = region_at(view, x, y, reach=0), region_at(view, 354 - x, y, reach=0)

    if here is not None and there is not None:
        assert there.side is opposite[here.side]


def test_a_place_in_words_names_view_region_and_side() -> None:
    region = next(region for region in REGIONS if _name(region) == "back-upper-trapezius-right")

    assert in_words(region) == "upper trapezius, right"
    assert place_in_words("back", *region.centroid) == "Back: upper trapezius, right"
    assert place_in_words("inside", 1, 1) == ""


def test_a_view_that_is_not_drawn_is_refused() -> None:
    with pytest.raises(UnknownChartPlaceError):
        region_at("inside", 1, 1)
