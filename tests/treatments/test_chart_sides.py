"""A mark on one side and a row that says the other: asked, never settled."""

import pytest

from clinic_log.catalogue import body_chart
from clinic_log.treatments.rules import ChartPoint, NeedleSide
from clinic_log.treatments.rules.chart_sides import side_of_mark, side_question, sides_disagree
from tests.treatments.factories import needling
from tests.treatments.test_signing_rules import missing, with_needling

LEFT, RIGHT, MIDLINE = NeedleSide.LEFT, NeedleSide.RIGHT, NeedleSide.MIDLINE


def mark(view: str, slug: str, side: str, *, version: str | None = None) -> ChartPoint:
    """A mark in the middle of a region."""
    x, y = next(
        region.centroid for region in body_chart.get_view(view).regions if (region.slug, region.side) == (slug, side)
    )
    return ChartPoint(version=version or body_chart.version(), view=view, x=x, y=y)


ON_THE_RIGHT = mark("back", "upper-trapezius", "right")
ON_THE_LEFT = mark("back", "upper-trapezius", "left")
IN_THE_MIDDLE = mark("front", "sternum", "midline")


@pytest.mark.parametrize(
    ("marked", "side"),
    [
        (ON_THE_RIGHT, RIGHT),
        (ON_THE_LEFT, LEFT),
        (IN_THE_MIDDLE, None),
        (mark("palm-left", "thenar", "left"), LEFT),
        (mark("back", "upper-trapezius", "right", version="0"), None),
        (ChartPoint(version=body_chart.version(), view="inside", x=1, y=1), None),
        (None, None),
    ],
)
def test_a_mark_has_the_side_of_its_place(marked: ChartPoint | None, side: NeedleSide | None) -> None:
    assert side_of_mark(marked) is side


@pytest.mark.parametrize(
    ("marked", "said", "disagree"),
    [
        (ON_THE_RIGHT, LEFT, True),
        (ON_THE_LEFT, RIGHT, True),
        (ON_THE_RIGHT, RIGHT, False),
        (ON_THE_RIGHT, MIDLINE, False),
        (ON_THE_RIGHT, None, False),
        (IN_THE_MIDDLE, LEFT, False),
        (None, LEFT, False),
    ],
)
def test_only_left_against_right_is_a_contradiction(
    marked: ChartPoint | None, said: NeedleSide | None, *, disagree: bool
) -> None:
    assert sides_disagree(needling(chart=marked, side=said)) is disagree


def test_a_contradiction_stops_the_signature_until_it_is_answered() -> None:
    asked = with_needling(chart=ON_THE_RIGHT, side=LEFT)

    assert missing(asked) == ["side"]
    assert missing(with_needling(chart=ON_THE_RIGHT, side=RIGHT)) == []
    assert missing(with_needling(chart=None, side=LEFT)) == []


def test_the_question_says_both_sides_in_words() -> None:
    words = side_question(needling(chart=ON_THE_RIGHT, side=LEFT))

    assert words == "Left and right disagree. The mark is on the right, the row says left"
