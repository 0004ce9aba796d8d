"""The body chart of a note: a numbered mark for each needling that has a place on it."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from clinic_log.catalogue import body_chart as drawings
from clinic_log.catalogue import muscles
from clinic_log.catalogue.body_chart import ChartRegion
from clinic_log.charts import BodyMark, MarkRow, RegionState, body_chart, marks_in_words
from clinic_log.treatments.rules import NeedlingEntry, SessionContent

FRONT, BACK = "front", "back"


@dataclass(frozen=True, kw_only=True)
class BodyView:
    """One drawing with the marks on it, and the same marks in words."""

    name: str
    label: str
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


def body_views(needlings: Iterable[NeedlingEntry]) -> tuple[BodyView, ...]:
    """Front and back with their marks, and the nearer views that have one; the region of each muscle is tinted."""
    rows = list(needlings)
    marks: dict[str, list[BodyMark]] = {FRONT: [], BACK: []}
    for place, row in enumerate(rows, start=1):
        if row.chart is not None and row.chart.version == drawings.version() and row.chart.view in _view_names():
            title = " ".join(part for part in (row.label or row.target_words, row.side or "") if part)
            marks.setdefault(row.chart.view, []).append(BodyMark(row.chart.x, row.chart.y, str(place), title))
    return tuple(_view(name, found, _regions(name, rows)) for name, found in marks.items())


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


def _view_names() -> set[str]:
    return {view.name for view in drawings.all_views()}


def _view(name: str, marks: list[BodyMark], regions: dict[tuple[str, str], ChartRegion]) -> BodyView:
    label = drawings.get_view(name).label
    tinted = tuple(f"{region.label.lower()}, {region.side.value}" for region in regions.values())
    said = "; ".join((*(f"{mark.label} {mark.title}" for mark in marks), *tinted))
    highlights = dict.fromkeys(regions, RegionState.NEEDLED)
    title = f"{label}: {said}" if said else f"{label}: nothing marked"
    return BodyView(
        name=name,
        label=label,
        svg=body_chart(name, marks, title=title, highlights=highlights),
        rows=marks_in_words(name, marks),
        regions=tinted,
    )
