"""Twitch and side effects by technique, needle, depth and muscle: what was seen, never what it did to the pain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from clinic_log.outcomes.rules.cells import Facet
from clinic_log.supervision.rules.words import LEAST_FOR_PERCENT, share_words

SITE_FACETS: Final = (Facet.TECHNIQUE, Facet.DIAMETER, Facet.DEPTH, Facet.MUSCLE)
HEADINGS: Final = {
    Facet.TECHNIQUE: "Technique",
    Facet.DIAMETER: "Needle diameter",
    Facet.DEPTH: "Depth",
    Facet.MUSCLE: "Muscle",
}
FEW: Final = f"fewer than {LEAST_FOR_PERCENT}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCounts:
    """One value of a facet: `sites` needled so, of which a twitch was `sought` and `obtained`; `sessions` in which it
    was used, those in which somebody `asked` before leaving, and those `with_effect` other than expected soreness.
    """

    facet: Facet
    label: str
    is_recorded: bool
    sites: int
    sought: int
    obtained: int
    sessions: int
    asked: int
    with_effect: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow:
    label: str
    sites: str
    sessions: str
    twitch: str
    effects: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTable:
    """The rows of one facet in alphabetical order; `few` values with hardly any site stand in none of them."""

    heading: str
    rows: tuple[SiteRow, ...]
    few: int


def site_tables(counts: Iterable[SiteCounts]) -> tuple[SiteTable, ...]:
    """A table for each facet that has anything. Values with fewer than ten sites are counted together, unnamed."""
    found: dict[Facet, list[SiteCounts]] = {}
    for one in counts:
        found.setdefault(one.facet, []).append(one)
    return tuple(_table(facet, found[facet]) for facet in SITE_FACETS if facet in found)


def multiplicity_words(tables: Sequence[SiteTable]) -> str:
    """What many rows beside each other do (methods, section 15, trap 14); nothing without any."""
    rows = sum(len(table.rows) for table in tables)
    if rows < 2:
        return ""
    return (
        f"{rows} rows stand here. Of 20 that are all alike, about one looks different by chance alone, and the most "
        "striking row is the one that chance helped most. Do not act on one row: look whether it holds in other months."
    )


def _table(facet: Facet, counts: Sequence[SiteCounts]) -> SiteTable:
    shown = [one for one in counts if one.sites >= LEAST_FOR_PERCENT]
    shown.sort(key=lambda one: (not one.is_recorded, one.label.casefold()))
    return SiteTable(heading=HEADINGS[facet], rows=tuple(map(_row, shown)), few=len(counts) - len(shown))


def _row(counts: SiteCounts) -> SiteRow:
    return SiteRow(
        label=counts.label,
        sites=f"{counts.sites:,}",
        sessions=f"{counts.sessions:,}" if counts.sessions >= LEAST_FOR_PERCENT else FEW,
        twitch=_share(counts.obtained, counts.sought, nothing="not sought"),
        effects=_share(counts.with_effect, counts.asked, nothing="not asked"),
    )


def _share(part: int, whole: int, *, nothing: str) -> str:
    if not whole:
        return nothing
    return share_words(part, whole) if whole >= LEAST_FOR_PERCENT else FEW
