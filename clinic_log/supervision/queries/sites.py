"""Needle sites by technique, diameter, depth and muscle, with what was asked and told of their sessions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from clinic_log.base.permissions import Actor
from clinic_log.catalogue import muscles, needling
from clinic_log.outcomes.models import SessionCell, SessionSummary
from clinic_log.outcomes.rules.cells import CASE_FACETS, SITE_PAIRS, Facet
from clinic_log.supervision.queries.filters import cell_filter, chosen_of, site_filter, summary_filter
from clinic_log.supervision.queries.sessions import whole
from clinic_log.supervision.rules import SITE_FACETS, SiteCounts, Wanted
from clinic_log.treatments.models import Needling

_COLUMNS: Final[Mapping[Facet, InstrumentedAttribute[Any]]] = {
    Facet.TECHNIQUE: Needling.technique,
    Facet.DIAMETER: Needling.diameter_mm,
    Facet.DEPTH: Needling.depth_class,
    Facet.MUSCLE: Needling.muscle_slug,
}
_NOT_RECORDED: Final = {
    Facet.MUSCLE: "No muscle (another target)",
}


def list_site_counts(db: Session, *, by: Actor, wanted: Wanted) -> list[SiteCounts]:
    """From the rollups in a statement for each way in which they keep the filter, at most three; from the sites
    themselves in four where the filter is finer.
    """
    found = []
    cells = _cells_of(by, wanted)
    if cells is not None:
        for each in cells:
            rows = db.execute(_from_cells(each))
            found += [_counts(Facet(row.facet), row.value, row) for row in rows if row.sites]
        return found
    for facet in SITE_FACETS:
        for row in db.execute(_from_sites(by, wanted, facet)):
            value = f"{row.value:.2f}" if isinstance(row.value, float) else row.value or ""
            found.append(_counts(facet, value, row))
    return found


@dataclass(frozen=True, slots=True)
class _Cells:
    """Cells of sites: of each `facet` by the `label`, where the other end of the key is what was chosen."""

    facet: InstrumentedAttribute[Facet]
    label: InstrumentedAttribute[str]
    where: tuple[ColumnElement[bool], ...]


def _cells_of(by: Actor, wanted: Wanted) -> list[_Cells] | None:
    """Where the rollups keep the sites of the filter; None where they do not."""
    chosen = chosen_of(by, wanted)
    if chosen is None:
        return None
    cell, (facet, value) = SessionCell, chosen
    if facet is Facet.ALL:
        return [_Cells(cell.facet, cell.value, tuple(cell_filter(by, wanted, *SITE_FACETS)))]
    if facet in CASE_FACETS:
        of_case = cell_filter(by, wanted, *SITE_FACETS, part_of=(facet,))
        return [_Cells(cell.facet, cell.value, (*of_case, cell.part == value))]
    parts = [other for one, other in SITE_PAIRS if one is facet]
    found = [
        _Cells(cell.facet, cell.value, (*cell_filter(by, wanted, facet), cell.value == value)),
        _Cells(cell.part_of, cell.part, (*cell_filter(by, wanted, facet, part_of=parts), cell.value == value)),
    ]
    turned = [one for one, other in SITE_PAIRS if other is facet]
    if turned:
        other_way = (*cell_filter(by, wanted, *turned, part_of=(facet,)), cell.part == value)
        found.append(_Cells(cell.facet, cell.value, other_way))
    return found


def _from_cells(cells: _Cells) -> Select[*tuple[Any, ...]]:
    cell = SessionCell
    return (
        select(
            cells.facet.label("facet"),
            cells.label.label("value"),
            func.sum(cell.sites).label("sites"),
            func.sum(cell.sought).label("sought"),
            func.sum(cell.obtained).label("obtained"),
            func.sum(cell.needling_sessions).label("sessions"),
            func.sum(cell.before_leaving_asked).label("asked"),
            func.sum(cell.before_leaving_effect).label("with_effect"),
        )
        .where(*cells.where)
        .group_by(cells.facet, cells.label)
    )


def _from_sites(by: Actor, wanted: Wanted, facet: Facet) -> Select[*tuple[Any, ...]]:
    """Each session counts once for each value that it used."""
    twitch = func.coalesce(Needling.twitch, "")
    used = (
        select(
            Needling.session_id,
            _COLUMNS[facet].label("value"),
            func.count().label("sites"),
            func.sum(case((twitch.in_(("ltr-yes", "ltr-no")), 1), else_=0)).label("sought"),
            func.sum(case((twitch == "ltr-yes", 1), else_=0)).label("obtained"),
        )
        .join(SessionSummary, SessionSummary.session_id == Needling.session_id)
        .where(SessionSummary.needling_sessions == 1, *summary_filter(by, wanted), *site_filter(wanted))
        .group_by(Needling.session_id, _COLUMNS[facet])
        .subquery()
    )
    summary = SessionSummary
    return (
        select(
            used.c.value,
            func.sum(used.c.sites).label("sites"),
            func.sum(used.c.sought).label("sought"),
            func.sum(used.c.obtained).label("obtained"),
            func.count().label("sessions"),
            func.sum(summary.before_leaving_asked).label("asked"),
            func.sum(summary.before_leaving_effect).label("with_effect"),
        )
        .join(summary, summary.session_id == used.c.session_id)
        .group_by(used.c.value)
    )


def _counts(facet: Facet, value: str, row: Row[*tuple[Any, ...]]) -> SiteCounts:
    return SiteCounts(
        facet=facet,
        label=_label(facet, value) if value else _NOT_RECORDED.get(facet, "Not recorded"),
        is_recorded=bool(value),
        sites=whole(row.sites),
        sought=whole(row.sought),
        obtained=whole(row.obtained),
        sessions=whole(row.sessions),
        asked=whole(row.asked),
        with_effect=whole(row.with_effect),
    )


def _label(facet: Facet, value: str) -> str:
    if facet is Facet.DIAMETER:
        return f"{value} mm"
    if facet is Facet.MUSCLE:
        known = muscles.by_slug().get(value)
        return known.name if known is not None else value
    named = {code.code: code.label for code in needling.codes("technique" if facet is Facet.TECHNIQUE else "depth")}
    return named.get(value, value)
