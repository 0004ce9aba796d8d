"""The drawing of the body: twelve views, each with regions to tap and the muscles under them.

`side` is always the patient's. A region is known by view, slug and side. On the midline lie muscles that have sides:
whoever taps there is asked left or right, never assumed. Paths, fibres and details are SVG path data.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from clinic_log.catalogue import muscles
from clinic_log.catalogue.errors import UnknownChartPlaceError
from clinic_log.catalogue.json_entries import JsonEntry, read_entry
from clinic_log.catalogue.tables import DATA_FOLDER

BODY_CHART_FILE = "body-chart.json"

# The face on the midline opens the head of either side; which one is asked.
_HEAD_OF_EITHER_SIDE = "head"
_HEADS = ("head-left", "head-right")


# Regions that are drawn only so that a tap there is understood: what lies under them. No clinician has reviewed it.
_AT_RISK = {"throat": "windpipe, thyroid gland and carotid artery"}


class ChartSide(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    MIDLINE = "midline"


class TextAnchor(StrEnum):
    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Mark:
    """A printed R or L. Always printed from here: the sides change with the view."""

    text: str
    x: float
    y: float
    anchor: TextAnchor


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartRegion:
    """A place to tap. `muscles` are slugs, the most needled first; `insets` name the nearer views to open."""

    view: str
    slug: str
    label: str
    side: ChartSide
    path: str
    centroid: tuple[float, float]
    muscles: tuple[str, ...]
    insets: tuple[str, ...]
    plain: bool

    @property
    def at_risk(self) -> str:
        """What lies under a region that no muscle list stands for; empty for all others."""
        return _AT_RISK.get(self.slug, "")

    @property
    def asks_side(self) -> bool:
        return self.side is ChartSide.MIDLINE


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """One drawing; `side` and `parent` are None but for insets."""

    name: str
    label: str
    view_box: tuple[float, float, float, float]
    side: ChartSide | None
    parent: str | None
    marks: tuple[Mark, ...]
    outline: str
    details: tuple[str, ...]
    fibres: str
    regions: tuple[ChartRegion, ...]


@dataclass(frozen=True, slots=True)
class BodyChart:
    """The whole chart. A record that keeps a point keeps this version with it."""

    version: str
    views: Mapping[str, ChartView]


def version() -> str:
    return _chart().version


def all_views() -> tuple[ChartView, ...]:
    """Front and back first, then the nearer views."""
    return tuple(_chart().views.values())


def get_view(name: str) -> ChartView:
    """The view, or UnknownChartPlaceError."""
    try:
        return _chart().views[name]
    except KeyError:
        raise UnknownChartPlaceError(name) from None


def regions_for_muscle(muscle_slug: str, *, side: str | None = None) -> tuple[ChartRegion, ...]:
    """Where a muscle lies, over all views; with a side only there and on the midline. Raises UnknownMuscleError."""
    muscles.get(muscle_slug)
    return tuple(
        region
        for region in _regions().values()
        if muscle_slug in region.muscles and side in {None, region.side, ChartSide.MIDLINE.value}
    )


def read_body_chart(folder: Path, *, known_muscles: Collection[str]) -> BodyChart:
    """The chart of a folder, fully checked; CatalogueError for a broken file."""
    chart = read_entry(folder, BODY_CHART_FILE)
    entries = chart.entries("views")
    views: dict[str, ChartView] = {}
    for entry in entries:
        view = _view(entry, known_muscles)
        if view.name in views:
            raise entry.error("name", f"{view.name!r} comes twice")
        views[view.name] = view
    for entry in entries:
        _check_view_names(entry, views)
    return BodyChart(chart.text("version"), MappingProxyType(views))


@cache
def _chart() -> BodyChart:
    return read_body_chart(DATA_FOLDER, known_muscles=muscles.by_slug())


@cache
def _regions() -> Mapping[tuple[str, str, str], ChartRegion]:
    return {(region.view, region.slug, region.side.value): region for view in all_views() for region in view.regions}


def _view(entry: JsonEntry, known_muscles: Collection[str]) -> ChartView:
    name = entry.text("name")
    left, top, width, height = entry.numbers("view_box", count=4)
    regions = _regions_of(entry, name, known_muscles)
    return ChartView(
        name=name,
        label=entry.text("label"),
        view_box=(left, top, width, height),
        side=entry.choice("side", ChartSide) if "side" in entry.values else None,
        parent=entry.optional_text("parent"),
        marks=tuple(_mark(mark) for mark in entry.entries("marks")),
        outline=entry.text("outline"),
        details=entry.texts("details"),
        fibres=entry.text("fibres"),
        regions=regions,
    )


def _regions_of(entry: JsonEntry, view: str, known_muscles: Collection[str]) -> tuple[ChartRegion, ...]:
    found: dict[tuple[str, ChartSide], ChartRegion] = {}
    for part in entry.entries("regions"):
        region = _region(part, view, known_muscles)
        if (region.slug, region.side) in found:
            raise part.error("slug", f"{region.slug!r} comes twice on the {region.side} of {view}")
        found[region.slug, region.side] = region
    return tuple(found.values())


def _region(entry: JsonEntry, view: str, known_muscles: Collection[str]) -> ChartRegion:
    x, y = entry.numbers("centroid", count=2)
    inset = entry.optional_text("inset")
    return ChartRegion(
        view=view,
        slug=entry.text("slug"),
        label=entry.text("label"),
        side=entry.choice("side", ChartSide),
        path=entry.text("path"),
        centroid=(x, y),
        muscles=entry.references("muscles", known_muscles),
        insets=_HEADS if inset == _HEAD_OF_EITHER_SIDE else (inset,) if inset else (),
        plain=entry.flag("plain"),
    )


def _mark(entry: JsonEntry) -> Mark:
    x, y = entry.numbers("at", count=2)
    return Mark(entry.text("text"), x, y, entry.choice("anchor", TextAnchor))


def _check_view_names(entry: JsonEntry, views: Mapping[str, ChartView]) -> None:
    view = views[entry.text("name")]
    if view.parent is not None and view.parent not in views:
        raise entry.error("parent", f"names no view: {view.parent}")
    for part, region in zip(entry.entries("regions"), view.regions, strict=True):
        for inset in region.insets:
            if inset not in views:
                raise part.error("inset", f"names no view: {inset}")
