"""Technique and muscle as they leave the clinic."""

from collections.abc import Sequence

from clinic_log.base.wording import counted
from clinic_log.supervision.rules.leaving.common_tables import SHARE, effects_table
from clinic_log.supervision.rules.leaving.hiding import Group, Hiding, Leaving, LeavingTable
from clinic_log.supervision.rules.leaving.notes import counted_so, notes_of_sessions
from clinic_log.supervision.rules.leaving.texts import OF_EFFECTS, OF_SITES
from clinic_log.supervision.rules.leaving.totals import Basis, known_totals
from clinic_log.supervision.rules.sites import HEADINGS, SITE_FACETS, SiteCounts


def sites_leaving(counts: Sequence[SiteCounts], basis: Basis, hiding: Hiding) -> Leaving:
    """Twitch and side effects by technique, diameter, depth and muscle; never a change in pain."""
    totals = known_totals(basis, hiding)
    tables = [
        table
        for facet in SITE_FACETS
        for table in _tables(HEADINGS[facet], [one for one in counts if one.facet is facet], hiding)
    ]
    return Leaving(
        title="Twitch and side effects by technique and muscle",
        notes=notes_of_sessions(totals),
        tables=(*tables, effects_table(totals)) if tables else (),
        counted=counted_so(hiding, OF_SITES, OF_EFFECTS),
    )


def _tables(heading: str, counts: Sequence[SiteCounts], hiding: Hiding) -> tuple[LeavingTable, ...]:
    """Sites and sessions are told where what they hold beside the sought and the asked ones is not small either."""
    if not counts:
        return ()
    own = sorted(counts, key=lambda one: (not one.is_recorded, one.label.casefold()))
    sought = [Group(one.label, one.obtained, one.sought) for one in own]
    asked = [Group(one.label, one.with_effect, one.asked) for one in own]
    sites = hiding.hidden([(one.sites, one.sites - one.sought) for one in own])
    sessions = hiding.hidden([(one.sessions, one.sessions - one.asked) for one in own])
    twitch = _with_first(hiding.column([one.sites for one in own], sites), hiding.rows(sought))
    effects = _with_first(hiding.column([one.sessions for one in own], sessions), hiding.rows(asked))
    return (
        _table(f"Twitch by {heading.lower()}", (heading, "Sites", "Sought in", "Obtained in", *SHARE), twitch),
        _table(
            f"Side effects before leaving by {heading.lower()}",
            (heading, "Sessions", "Asked in", "With a side effect", *SHARE),
            effects,
        ),
    )


def _table(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> LeavingTable:
    """Of rare ones, of which every cell is hidden, only how many they are."""
    told = tuple(row for row in rows if any(cell.isdecimal() for cell in row[1:]))
    others = len(rows) - len(told)
    note = f"{counted(others, 'other')}: hidden." if others else ""
    return LeavingTable(title=title, head=head, rows=told, note=note, widths=(4, 1.6, 1.8, 2, 1.5, 2))


def _with_first(column: Sequence[str], rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The column between the name of each row and its other cells."""
    return tuple((name, cell, *others) for cell, (name, *others) in zip(column, rows, strict=True))
