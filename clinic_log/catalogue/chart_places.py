"""Which region of the body chart holds a point, and on which side of the patient the point lies.

Points are in units of the view's drawing. A point just outside every region belongs to the nearest one within reach.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from math import hypot
from typing import Final

from clinic_log.catalogue.body_chart import ChartRegion, ChartSide, ChartView, get_view
from clinic_log.catalogue.errors import UnknownChartPlaceError

Point = tuple[float, float]

# How far beside a region a tap still means it, in units of the drawing: about half a fingertip.
REACH: Final = 14.0

_STEPS: Final = 8
_TOKEN: Final = re.compile(r"[Mlcz]|-?(?:\d+\.?\d*|\.\d+)")
_NUMBERS_OF: Final = {"M": 2, "l": 2, "c": 6, "z": 0}


@lru_cache(maxsize=4096)
def region_at(view_name: str, x: float, y: float, *, reach: float = REACH) -> ChartRegion | None:
    """The region that holds the point, the topmost where drawings overlap, else the nearest within reach, else None.

    Raises UnknownChartPlaceError for a view that is not drawn.
    """
    view = get_view(view_name)
    holding = [region for region in view.regions if any(_holds(ring, (x, y)) for ring in outline_of(region))]
    if holding:
        return holding[-1]
    away, nearest = min(((_distance(region, (x, y)), region) for region in view.regions), key=lambda pair: pair[0])
    return nearest if away <= reach else None


def side_at(view_name: str, x: float, y: float) -> ChartSide:
    """The patient's side at the point: of a nearer view its own, else of the region there, else of its half."""
    view = get_view(view_name)
    if view.side is not None:
        return view.side
    region = region_at(view_name, x, y)
    return region.side if region is not None else _half(view, x)


def place_in_words(view_name: str, x: float, y: float) -> str:
    """'Back: upper trapezius, right'; outside every region only the view and the side. Empty for an unknown view."""
    try:
        view = get_view(view_name)
    except UnknownChartPlaceError:
        return ""
    region = region_at(view_name, x, y)
    return f"{view.label}: {in_words(region)}" if region else f"{view.label}: outside every region"


def in_words(region: ChartRegion) -> str:
    """'upper trapezius, right': the name inside a sentence."""
    return f"{region.label[0].lower()}{region.label[1:]}, {region.side.value}"


@cache
def outline_of(region: ChartRegion) -> tuple[tuple[Point, ...], ...]:
    """The closed outlines of a region as straight lines, each curve in eight of them."""
    rings: list[list[Point]] = []
    for command, numbers in _commands(region.path):
        if command == "M":
            rings.append([(numbers[0], numbers[1])])
        elif command == "l":
            x, y = rings[-1][-1]
            rings[-1].append((x + numbers[0], y + numbers[1]))
        elif command == "c":
            rings[-1].extend(_curve(rings[-1][-1], numbers))
    return tuple((*ring, ring[0]) for ring in rings)


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Each step with its numbers; a command that is left out repeats the one before it."""
    command, numbers = "M", list[float]()
    for token in _TOKEN.findall(path):
        if token in _NUMBERS_OF:
            command, numbers = token, []
            continue
        numbers.append(float(token))
        if len(numbers) == _NUMBERS_OF[command]:
            yield command, numbers
            numbers = []


def _curve(start: Point, numbers: list[float]) -> Iterator[Point]:
    x, y = start
    controls = [(x, y), *((x + dx, y + dy) for dx, dy in zip(numbers[::2], numbers[1::2], strict=True))]
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        yield (
            sum(weight * point[0] for weight, point in zip(weights, controls, strict=True)),
            sum(weight * point[1] for weight, point in zip(weights, controls, strict=True)),
        )


def _holds(ring: tuple[Point, ...], point: Point) -> bool:
    """Whether a line from the point to the right crosses the outline an odd number of times."""
    x, y = point
    crossings = (
        from_x + (y - from_y) * (to_x - from_x) / (to_y - from_y) > x
        for (from_x, from_y), (to_x, to_y) in pairwise(ring)
        if (from_y > y) != (to_y > y)
    )
    return sum(crossings) % 2 == 1


def _distance(region: ChartRegion, point: Point) -> float:
    return min(
        hypot(point[0] - x, point[1] - y)
        for ring in outline_of(region)
        for line in pairwise(ring)
        for x, y in [_nearest_on(line, point)]
    )


def _nearest_on(line: tuple[Point, Point], point: Point) -> Point:
    (from_x, from_y), (to_x, to_y) = line
    length = (to_x - from_x) ** 2 + (to_y - from_y) ** 2
    if not length:
        return from_x, from_y
    share = ((point[0] - from_x) * (to_x - from_x) + (point[1] - from_y) * (to_y - from_y)) / length
    share = max(0.0, min(1.0, share))
    return from_x + share * (to_x - from_x), from_y + share * (to_y - from_y)


def _half(view: ChartView, x: float) -> ChartSide:
    """The side of the half of the drawing: the printed R and L say which is which."""
    middle = view.view_box[0] + view.view_box[2] / 2
    here = min(view.marks, key=lambda mark: mark.x) if x < middle else max(view.marks, key=lambda mark: mark.x)
    return ChartSide.LEFT if here.text == "L" else ChartSide.RIGHT
