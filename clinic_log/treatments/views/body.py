"""The body chart of a note: a numbered mark for each needling that has a place on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from clinic_log.catalogue import body_chart as drawings
from clinic_log.catalogue import muscles
from clinic_log.catalogue.body_chart import ChartRegion
from clinic_log.charts import BodyMark, MarkRow, RegionState, body_chart, marks_in_words
from clinic_log.treatments.rules import NeedlingEntry, SessionContent
from clinic_log.treatments.rules.chart_sides import is_on_chart

FRONT, BACK = "front", "back"

# Parts of the front and the back that are shown nearer (the box in units of the drawing), and the regions of an episode
# that lie in each.
WHOLE: Final = "whole"
AREAS: Final = (
    ("head", "Head", "57 0 240 270"),
    ("trunk", "Trunk, arms", "0 140 354 430"),
    ("legs", "Legs", "57 440 240 460"),
    (WHOLE, "Whole", "0 0 354 900"),
)
_AREAS: Final = {
    **dict.fromkeys(("head", "neck"), "head"),
    **dict.fromkeys(("shoulder", "arm", "forearm", "hand", "upper-back", "thorax", "abdomen", "lower-back"), "trunk"),
    **dict.fromkeys(("pelvis", "hip"), "trunk"),
    **dict.fromkeys(("thigh", "leg", "foot"), "legs"),
}
_SIDE_WORDS: Final = {"L": "Left", "R": "Right"}


@dataclass(frozen=True, kw_only=True)
class BodyView:
    """One drawing with the marks on it, and the same marks in words. `sides` are the printed sides: edge and word."""

    name: str
    label: str
    is_inset: bool
    sides: tuple[tuple[str, str], ...]
    svg: Markup
    rows: tuple[MarkRow, ...]
    regions: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How much there is to see."""
        return len(self.rows) + len(self.regions)


def body_marks(content: SessionContent) -> tuple[BodyView, ...]:
    """The views in which something was needled; none when nothing was."""
    return tuple(view for view in body_views(content.needlings) if view.weight)


def body_views(needlings: Iterable[NeedlingEntry], *, can_be_tapped: bool = False) -> tuple[BodyView, ...]:
    """Front and back with their marks, and the nearer views that have one; the region of each muscle is tinted."""
    rows = list(needlings)
    marks: dict[str, list[BodyMark]] = {FRONT: [], BACK: []}
    for place, row in enumerate(rows, start=1):
        if row.chart is not None and is_on_chart(row.chart):
            title = " ".join(part for part in (row.label or row.target_words, row.side or "") if part)
            marks.setdefault(row.chart.view, []).append(BodyMark(row.chart.x, row.chart.y, str(place), title))
    return tuple(_view(name, found, _regions(name, rows), can_be_tapped=can_be_tapped) for name, found in marks.items())


def nearer_view(name: str) -> BodyView:
    """A view without marks, for the chart of a note; UnknownChartPlaceError when there is none of that name."""
    return _view(name, [], {}, can_be_tapped=True)


def area_of(episode_regions: Iterable[str]) -> str:
    """The part of the body that the chart shows first: where the only episode is, else all of it."""
    areas = {_AREAS.get(region, WHOLE) for region in episode_regions}
    return areas.pop() if len(areas) == 1 else WHOLE


def _regions(view: str, needlings: Iterable[NeedlingEntry]) -> dict[tuple[str, str], ChartRegion]:
    """For each needling the region of this view in which its muscle is the most usual."""
    found: dict[tuple[str, str], ChartRegion] = {}
    for row in needlings:
        if row.muscle_slug is None or row.side is None or row.muscle_slug not in muscles.by_slug():
            continue
        places = [
            region for region in drawings.regions_for_muscle(row.muscle_slug, side=row.side) if region.view == view
        ]
        if places:
            slug = row.muscle_slug
            nearest = min(places, key=lambda region: region.muscles.index(slug))
            found[nearest.slug, nearest.side.value] = nearest
    return found


def _view(
    name: str, marks: list[BodyMark], regions: dict[tuple[str, str], ChartRegion], *, can_be_tapped: bool
) -> BodyView:
    view = drawings.get_view(name)
    label = view.label
    tinted = tuple(f"{region.label.lower()}, {region.side.value}" for region in regions.values())
    said = "; ".join((*(f"{mark.label} {mark.title}" for mark in marks), *tinted))
    highlights = dict.fromkeys(regions, RegionState.NEEDLED)
    title = f"{label}: {said}" if said else f"{label}: nothing marked"
    return BodyView(
        name=name,
        label=label,
        is_inset=view.parent is not None,
        sides=tuple((mark.anchor.value, _SIDE_WORDS[mark.text]) for mark in view.marks),
        svg=body_chart(name, marks, title=title, highlights=highlights, can_be_tapped=can_be_tapped),
        rows=marks_in_words(name, marks),
        regions=tinted,
    )
