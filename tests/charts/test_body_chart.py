"""The body chart: sides as printed, marks by shape, and the same in words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_log.catalogue import body_chart as drawings
from clinic_log.catalogue.errors import UnknownChartPlaceError
from clinic_log.charts import BodyMark, MarkKind, RegionState, body_chart, marks_in_words
from tests.charts.drawings import parse

VIEWS = [view.name for view in drawings.all_views()]


def region(side: str) -> drawings.ChartRegion:
    regions = drawings.get_view("back").regions
    return next(each for each in regions if (each.slug, each.side) == ("upper-trapezius", side))


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_is_drawn_with_its_regions_and_printed_sides(name: str) -> None:
    view = drawings.get_view(name)

    drawing = parse(body_chart(name))

    assert len(drawing.all("path", "b-fill")) == len(view.regions)
    assert drawing.words() == [mark.text for mark in view.marks]
    assert drawing.titles()[0] == f"{view.label}: no marks"


def test_an_unknown_view_is_refused() -> None:
    with pytest.raises(UnknownChartPlaceError):
        body_chart("inside")


def test_right_is_printed_at_the_viewers_left_in_front_and_right_at_the_back() -> None:
    def right(name: str) -> float:
        letters = parse(body_chart(name)).all("text", "b-side")
        return next(float(letter.attrib["x"]) for letter in letters if letter.text == "R")

    assert right("front") < 177 < right("back")


def test_kinds_of_marks_differ_in_shape_and_words() -> None:
    marks = [
        BodyMark(100, 200, "1", "Deltoid, right"),
        BodyMark(150, 200, "a", "Biceps, right", MarkKind.GHOST),
        BodyMark(200, 200, "2", "Biceps, left", MarkKind.LIVE),
    ]

    drawing = parse(body_chart("front", marks))

    assert drawing.centres("b-mark") == [(100, 200)]
    assert drawing.all("circle", "b-ghost")[0].get("stroke-dasharray")
    assert len(drawing.all("circle", "b-live")) == 1
    assert "a Biceps, right, from last time, not yet true" in drawing.titles()
    assert "1 Deltoid, right (recorded)" in drawing.titles()[0]


def test_marks_on_one_place_are_fanned_out_with_a_line_to_it() -> None:
    drawing = parse(body_chart("back", [BodyMark(177, 150, str(number), "Here") for number in range(3)]))

    assert len(set(drawing.centres("b-mark"))) == 3
    assert drawing.all("line", "b-leader")
    assert drawing.outside() == []


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(150, 204), st.floats(140, 170)), min_size=2, max_size=10))
def test_a_mark_is_never_moved_to_the_other_side_of_the_body(places: list[tuple[float, float]]) -> None:
    marks = [BodyMark(x, y, str(number), "Neck") for number, (x, y) in enumerate(places)]

    moved = parse(body_chart("back", marks)).centres("b-mark")

    for (x, _), (shown_x, _) in zip(places, moved, strict=True):
        assert (x - 177) * (shown_x - 177) >= -0.01 * abs(x - 177)


def test_highlights_tint_the_region_and_say_why() -> None:
    where = region("right")

    drawing = parse(body_chart("back", highlights={(where.slug, "right"): RegionState.PAIN}))

    assert len(drawing.all("path", "b-pain")) == 1
    assert len(drawing.all("path", "b-edge-pain")) == 1
    assert f"{where.label}, right, painful" in drawing.titles()


def test_a_drawing_to_tap_tells_scripts_what_lies_in_each_region() -> None:
    tapped = parse(body_chart("front", can_be_tapped=True)).all("path", "b-fill")
    face = next(path for path in tapped if path.get("data-region") == "face")

    assert face.get("data-label") == "Middle of the face"
    assert face.get("data-insets") == "head-left head-right"
    assert face.get("data-muscles", "").split()[0] == "orbicularis-oculi"
    assert not parse(body_chart("front")).all("path", "b-fill")[0].get("data-muscles")


def test_marks_in_words_say_the_patients_side() -> None:
    where = region("left")

    row = marks_in_words("back", [BodyMark(*where.centroid, "1", "Upper trapezius, left")])[0]

    assert row.place == f"Back: {where.label.lower()}, left"
    assert (row.label, row.kind, row.title) == ("1", "recorded", "Upper trapezius, left")
