import json
from pathlib import Path
from typing import Any

import pytest

from clinic_log.catalogue import body_chart, muscles
from clinic_log.catalogue.errors import CatalogueError, UnknownChartPlaceError, UnknownMuscleError


def read_broken(folder: Path, change: dict[str, Any], *, region: int | None = None) -> body_chart.BodyChart:
    """The chart after some values of its first view, or of one of that view's regions, were replaced."""
    path = folder / body_chart.BODY_CHART_FILE
    content = json.loads(path.read_text(encoding="utf-8"))
    view = content["views"][0]
    (view if region is None else view["regions"][region]).update(change)
    path.write_text(json.dumps(content), encoding="utf-8")
    return body_chart.read_body_chart(folder, known_muscles=muscles.by_slug())


def find_region(view: str, slug: str, side: str) -> body_chart.ChartRegion:
    regions = body_chart.get_view(view).regions
    return next(region for region in regions if (region.slug, region.side) == (slug, side))


def test_all_views_and_regions_are_there() -> None:
    views = body_chart.all_views()

    assert len(views) == 12
    assert sum(len(view.regions) for view in views) == 240


def test_every_muscle_lies_somewhere() -> None:
    assert all(body_chart.regions_for_muscle(muscle.slug) for muscle in muscles.all_muscles())


def test_side_is_the_patients_on_both_views() -> None:
    front_left = find_region("front", "jaw", "left")
    back_left = find_region("back", "levator-scapulae", "left")

    assert front_left.centroid[0] > 177 > back_left.centroid[0]


def test_the_midline_asks_for_the_side_and_the_face_opens_either_head() -> None:
    midline = [region for region in body_chart.get_view("front").regions if region.asks_side]

    assert {region.slug for region in midline} == {"face", "sternum", "pelvic-floor-front"}
    assert find_region("front", "face", "midline").insets == ("head-left", "head-right")


def test_a_muscle_is_found_on_its_side_only() -> None:
    sides = {region.side for region in body_chart.regions_for_muscle("levator-scapulae", side="left")}

    assert sides == {"left"}


def test_places_that_are_not_drawn_are_named() -> None:
    with pytest.raises(UnknownChartPlaceError, match="inside"):
        body_chart.get_view("inside")
    with pytest.raises(UnknownMuscleError):
        body_chart.regions_for_muscle("left-elbow")


@pytest.mark.parametrize(
    "change",
    [
        {"name": "back"},
        {"name": ""},
        {"view_box": [0, 0, 354]},
        {"view_box": [0, 0, 354, "900"]},
        {"marks": [{"text": "R", "at": [6, 24], "anchor": "left"}]},
        {"marks": ["R"]},
        {"details": [1]},
        {"parent": "inside"},
        {"regions": {}},
    ],
)
def test_a_broken_view_is_named(folder: Path, change: dict[str, Any]) -> None:
    with pytest.raises(CatalogueError, match=r"^body-chart\.json, row views \d"):
        read_broken(folder, change)


@pytest.mark.parametrize(
    "change",
    [
        {"side": "front"},
        {"muscles": ["left-elbow"]},
        {"muscles": "masseter"},
        {"inset": "inside"},
        {"plain": 1},
        {"centroid": [True, 2]},
        {"slug": "jaw", "side": "left"},
    ],
)
def test_a_broken_region_is_named(folder: Path, change: dict[str, Any]) -> None:
    with pytest.raises(CatalogueError, match=r"^body-chart\.json, row views 1, regions \d+, column "):
        read_broken(folder, change, region=0)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"views": [1]}'])
def test_a_file_that_is_no_chart_is_refused(folder: Path, content: str) -> None:
    (folder / body_chart.BODY_CHART_FILE).write_text(content, encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"^body-chart\.json"):
        body_chart.read_body_chart(folder, known_muscles=muscles.by_slug())
