"""A view of the body with tinted regions and marks, and the same marks in words.

Layers from bottom to top: regions, fibres, details, edges of tinted regions, outline, printed sides, marks.
A mark is a numbered disc when recorded, a dashed ring with a letter when carried from last time, an open ring while it
is being typed: shape and words say it, colour repeats it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from clinic_log.catalogue import body_chart as drawings
from clinic_log.catalogue import chart_places
from clinic_log.charts.fanning import fanned_out
from clinic_log.charts.points import BodyMark, MarkKind, RegionState
from clinic_log.charts.svg import NOTHING, circle, drawing, element, group, line, number, shape

Box = tuple[float, float, float, float]
RegionStates = Mapping[tuple[str, str], RegionState]

MARK_RADIUS = 9.0
LEAST_APART = 2 * MARK_RADIUS + 2
SIDE_WORDS = {"left": "left", "right": "right", "midline": "midline"}
STATE_WORDS = {
    RegionState.CHOSEN: "chosen",
    RegionState.NEEDLED: "needled today",
    RegionState.EARLIER: "needled before",
    RegionState.PAIN: "painful",
}
KIND_WORDS = {
    MarkKind.RECORDED: "recorded",
    MarkKind.GHOST: "from last time, not yet true",
    MarkKind.LIVE: "being typed",
}
_EDGES = {RegionState.PAIN: "b-edge-pain", RegionState.CHOSEN: "b-edge-chosen"}


def body_chart(
    view_name: str,
    marks: Sequence[BodyMark] = (),
    *,
    title: str = "",
    highlights: RegionStates | None = None,
    can_be_tapped: bool = False,
) -> Markup:
    """The drawing of a view; UnknownChartPlaceError when there is none of that name.

    `highlights` maps (region slug, side) to its state.
    Without a title the drawing is named by its view and its marks. What `can_be_tapped` tells scripts of each region
    what lies there.
    """
    view = drawings.get_view(view_name)
    states = highlights or {}
    area = view.view_box
    scale = max(0.25, min(1.0, area[2] / 240))
    layers = [
        _regions(view, states, can_be_tapped=can_be_tapped),
        _decoration(view.name),
        *(shape("path", _EDGES[states[key]], d=path_) for key, path_ in _paths(view) if states.get(key) in _EDGES),
        shape("path", "b-line", d=view.outline),
        _sides(view),
        element("g", *_marks(view, marks, area, scale=scale), data_layer="marks"),
    ]
    named = title or f"{view.label}: {_summary(marks)}"
    return drawing((area[2], area[3]), *layers, title=named, kind="body-chart", origin=(area[0], area[1]))


@dataclass(frozen=True)
class MarkRow:
    """One mark in words: its label, the view, the region and side under it, what it is, and its title."""

    label: str
    place: str
    kind: str
    title: str


def marks_in_words(view_name: str, marks: Sequence[BodyMark]) -> tuple[MarkRow, ...]:
    """The table that equals the chart; the side is a word and always the patient's."""
    view = drawings.get_view(view_name)
    return tuple(
        MarkRow(mark.label, f"{view.label}: {_nearest(view, mark)}", KIND_WORDS[mark.kind], mark.title)
        for mark in marks
    )


def _nearest(view: drawings.ChartView, mark: BodyMark) -> str:
    """The region under the mark, else the one whose middle is nearest: words only, never what was needled."""
    held = chart_places.region_at(view.name, mark.x, mark.y)
    if held is not None:
        return chart_places.in_words(held)
    region = min(view.regions, key=lambda r: (r.centroid[0] - mark.x) ** 2 + (r.centroid[1] - mark.y) ** 2)
    return f"near {region.label.lower()}, {SIDE_WORDS[region.side.value]}"


def _summary(marks: Sequence[BodyMark]) -> str:
    if not marks:
        return "no marks"
    return "; ".join(f"{mark.label} {mark.title} ({KIND_WORDS[mark.kind]})" for mark in marks)


def _paths(view: drawings.ChartView) -> list[tuple[tuple[str, str], str]]:
    return [((region.slug, region.side.value), region.path) for region in view.regions]


def _regions(view: drawings.ChartView, states: RegionStates, *, can_be_tapped: bool) -> Markup:
    drawn = (
        _region(region, states.get((region.slug, region.side.value)), can_be_tapped=can_be_tapped)
        for region in view.regions
    )
    return element("g", *drawn, data_layer="regions")


@cache
def _region(region: drawings.ChartRegion, state: RegionState | None, *, can_be_tapped: bool) -> Markup:
    classes = ["b-fill", *(["b-plain"] if region.plain else []), *([f"b-{state.value}"] if state else [])]
    said = f"{region.label}, {SIDE_WORDS[region.side.value]}" + (f", {STATE_WORDS[state]}" if state else "")
    names = {"data-region": region.slug, "data-side": region.side.value}
    if can_be_tapped:
        names |= _told_to_scripts(region)
    return shape("path", " ".join(classes), element("title", said), d=region.path, **names)


def _told_to_scripts(region: drawings.ChartRegion) -> dict[str, str]:
    told = {
        "data-label": region.label,
        "data-at": " ".join(number(part) for part in region.centroid),
        "data-muscles": " ".join(region.muscles),
        "data-insets": " ".join(region.insets),
        "data-at-risk": region.at_risk,
    }
    return {name: text for name, text in told.items() if text}


@cache
def _decoration(view_name: str) -> Markup:
    view = drawings.get_view(view_name)
    parts = [shape("path", "b-hint", d=view.fibres), *(shape("path", "b-detail", d=detail) for detail in view.details)]
    return element("g", *parts, aria_hidden="true")


def _sides(view: drawings.ChartView) -> Markup:
    printed = (
        shape("text", "b-side", mark.text, x=mark.x, y=mark.y, text_anchor=mark.anchor.value) for mark in view.marks
    )
    return group(*printed)


def _marks(view: drawings.ChartView, marks: Sequence[BodyMark], area: Box, *, scale: float) -> list[Markup]:
    left, top, width, height = area
    shown = [mark for mark in marks if left <= mark.x <= left + width and top <= mark.y <= top + height]
    radius = MARK_RADIUS * scale
    margin = radius + 2 * scale
    frame = (left + margin, top + margin, left + width - margin, top + height - margin)
    bounds = [_own_side(view, mark, frame, margin=margin) for mark in shown]
    places = fanned_out([(mark.x, mark.y) for mark in shown], least=LEAST_APART * scale, bounds=bounds)
    leaders = [_leader(mark, place, scale) for mark, place in zip(shown, places, strict=True)]
    return [*leaders, *(_disc(mark, place, scale) for mark, place in zip(shown, places, strict=True))]


def _own_side(view: drawings.ChartView, mark: BodyMark, frame: Box, *, margin: float) -> Box:
    """Where a mark may be moved: never towards the other side of the body, where it would say a wrong side."""
    left, top, right, bottom = frame
    if view.side is not None:
        return frame
    middle = view.view_box[0] + view.view_box[2] / 2
    if mark.x < middle:
        return left, top, max(left, min(right, max(mark.x, middle - margin))), bottom
    if mark.x > middle:
        return min(right, max(left, min(mark.x, middle + margin))), top, right, bottom
    return frame


def _leader(mark: BodyMark, place: tuple[float, float], scale: float) -> Markup:
    """From a mark that was moved to where it belongs."""
    if abs(mark.x - place[0]) + abs(mark.y - place[1]) < 2 * scale:
        return NOTHING
    return group(line("b-leader", (mark.x, mark.y), place), circle("b-point", (mark.x, mark.y), 2 * scale))


_RING_WIDTHS = {MarkKind.RECORDED: 2.0, MarkKind.GHOST: 1.6, MarkKind.LIVE: 2.6}
_MARK_CLASSES = {MarkKind.RECORDED: "b-mark", MarkKind.GHOST: "b-ghost", MarkKind.LIVE: "b-live"}


def _disc(mark: BodyMark, place: tuple[float, float], scale: float) -> Markup:
    classes = _MARK_CLASSES[mark.kind]
    size = (12 if len(mark.label) < 3 else 8) * scale
    words: dict[str, str | float] = {
        "x": place[0],
        "y": place[1] + size * 0.36,
        "text-anchor": "middle",
        "font-size": size,
    }
    letters = shape("text", f"{classes}-t", mark.label[:4], **words)
    said = f"{mark.label} {mark.title}, {KIND_WORDS[mark.kind]}"
    ring = {"cx": place[0], "cy": place[1], "r": MARK_RADIUS * scale, "stroke-width": _RING_WIDTHS[mark.kind] * scale}
    return group(shape("circle", classes, **ring), letters, title=said)
