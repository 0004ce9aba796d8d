"""Data quality as it leaves the clinic."""

from collections.abc import Sequence
from typing import Final

from clinic_log.supervision.rules.data_quality import QualityRow
from clinic_log.supervision.rules.leaving.common_tables import SHARE
from clinic_log.supervision.rules.leaving.hiding import Group, Hiding, Leaving, LeavingTable
from clinic_log.supervision.rules.leaving.notes import counted_so, notes_of_sessions
from clinic_log.supervision.rules.leaving.texts import OF_QUALITY
from clinic_log.supervision.rules.leaving.totals import Basis, Totals, known_totals


def quality_leaving(rows: Sequence[QualityRow], basis: Basis, hiding: Hiding) -> Leaving:
    """How complete the record is: everyone together, then each practitioner."""
    totals = known_totals(basis, hiding)
    return Leaving(
        title="Data quality",
        notes=notes_of_sessions(totals),
        tables=(
            _shares(("Pain before, none after", "Sessions with pain before"), _without_after(rows), hiding),
            _shares(("Side effects not asked", "Needling sessions"), _not_asked(rows), hiding),
            _shares(("Sites with copied values", "Sites"), _copied(rows), hiding),
            _signatures(rows, hiding),
            _sessions(rows, totals),
        )
        if rows
        else (),
        counted=counted_so(hiding, OF_QUALITY),
    )


def _without_after(rows: Sequence[QualityRow]) -> list[Group]:
    return [Group(r.name, r.counts.pain_before - r.counts.pain_both, r.counts.pain_before) for r in rows]


def _not_asked(rows: Sequence[QualityRow]) -> list[Group]:
    return [Group(r.name, r.counts.needling_sessions - r.counts.asked, r.counts.needling_sessions) for r in rows]


def _copied(rows: Sequence[QualityRow]) -> list[Group]:
    return [Group(r.name, r.counts.copied, r.counts.sites) for r in rows]


def _hidden(parts: Sequence[Sequence[int]], hiding: Hiding, *, is_total_hidden: bool = False) -> list[bool]:
    """The first row is everyone, the sum of the others: where it is hidden, they must not add up to it."""
    together, *each = parts
    (everyone,) = hiding.hidden([together], forced=[is_total_hidden])
    return [everyone, *hiding.hidden(each, forced=[everyone] * len(each))]


def _shares(names: tuple[str, str], groups: Sequence[Group], hiding: Hiding) -> LeavingTable:
    title, of = names
    hidden = _hidden([group.parts for group in groups], hiding)
    return LeavingTable(
        title=title,
        head=("Practitioner", of, title, *SHARE),
        rows=tuple(hiding.row(group, is_hidden=one) for group, one in zip(groups, hidden, strict=True)),
        widths=_WIDTHS,
    )


def _signatures(rows: Sequence[QualityRow], hiding: Hiding) -> LeavingTable:
    """A middle time tells of one visit among those that are shown, and of none where they are hidden."""
    groups = [Group(row.name, row.late, row.signed) for row in rows]
    hidden = _hidden([group.parts for group in groups], hiding)
    found = []
    for row, group, is_hidden in zip(rows, groups, hidden, strict=True):
        name, *cells = hiding.row(group, is_hidden=is_hidden)
        found.append((name, *cells, "" if is_hidden else row.to_signature))
    return LeavingTable(
        title="Visit to signature",
        head=("Practitioner", "Signed visits", "After 48 hours", *SHARE, "Middle time"),
        rows=tuple(found),
        widths=(*_WIDTHS, 2),
    )


def _sessions(rows: Sequence[QualityRow], totals: Totals) -> LeavingTable:
    """Sessions, of which the other tables tell parts: what differs must not be small either. Signed visits are some
    more, since one that was missed is signed too.
    """
    hiding, is_total_hidden = totals.hiding, totals.sessions["sessions"] is None
    counts = [row.counts for row in rows]
    parts = (
        [one.needling_sessions for one in counts],
        [one.pain_before for one in counts],
        [row.signed for row in rows],
    )
    sessions = [
        (one.sessions, *(abs(one.sessions - part) for part in told)) for one, *told in zip(counts, *parts, strict=True)
    ]
    drafts = [one.old_drafts for one in counts]
    columns = (
        hiding.column([one for one, *_ in sessions], _hidden(sessions, hiding, is_total_hidden=is_total_hidden)),
        hiding.column(drafts, _hidden([(one,) for one in drafts], hiding)),
    )
    return LeavingTable(
        title="Sessions and drafts",
        head=("Practitioner", "Sessions", "Drafts over a day old"),
        rows=tuple(zip((row.name for row in rows), *columns, strict=True)),
        widths=_WIDTHS[:3],
    )


_WIDTHS: Final = (4, 2.4, 2.4, 1.6, 2)
