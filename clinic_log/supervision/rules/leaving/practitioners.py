"""The funnel as it leaves the clinic: who is hidden in the table has no point, no name and no part in what is said."""

from dataclasses import replace

from clinic_log.supervision.rules.between import Funnel, without
from clinic_log.supervision.rules.drawings import funnel_chart
from clinic_log.supervision.rules.leaving.common_tables import SHARE, episodes_table, shares_of
from clinic_log.supervision.rules.leaving.hiding import Group, Hiding, Leaving, LeavingTable
from clinic_log.supervision.rules.leaving.notes import counted_so, notes_of
from clinic_log.supervision.rules.leaving.texts import OF_COURSES, OF_FUNNELS
from clinic_log.supervision.rules.leaving.totals import Basis, Totals, known_totals
from clinic_log.supervision.rules.outcomes import EffortCounts
from clinic_log.supervision.rules.words import LEAST_FOR_COMPARISON


def funnel_leaving(funnel: Funnel, basis: Basis, hiding: Hiding) -> Leaving:
    """Responders by practitioner, in alphabetical order, with what the funnel says of each who is shown. Without the
    effort, which was counted of the episodes of nobody too.
    """
    totals = known_totals(replace(basis, effort=EffortCounts()), hiding)
    groups = [Group(row.name, row.counts.responders, row.counts.evaluable) for row in funnel.rows]
    hidden = hiding.hidden([group.parts for group in groups])
    shown = without(
        funnel, [row.practitioner_id for row, is_hidden in zip(funnel.rows, hidden, strict=True) if is_hidden]
    )
    return Leaving(
        title="Responders by practitioner",
        notes=(*notes_of(totals), ("Finding", shown.finding)),
        tables=(_rows(funnel, shown, totals), episodes_table(totals)) if funnel.rows else (),
        counted=counted_so(hiding, OF_FUNNELS, OF_COURSES),
    )


def _rows(funnel: Funnel, shown: Funnel, totals: Totals) -> LeavingTable:
    hiding = totals.hiding
    missing = hiding.hidden(
        [(row.counts.missing,) for row in funnel.rows],
        forced=[totals.episodes["missing"] is None] * len(funnel.rows),
    )
    told = {row.practitioner_id for row in shown.rows}
    found = []
    for row, is_missing_hidden in zip(funnel.rows, missing, strict=True):
        counts, is_told = row.counts, row.practitioner_id in told
        group = Group(row.name, counts.responders, counts.evaluable)
        name, size, reached, *share = hiding.row(group, is_hidden=not is_told)
        lost = None if is_missing_hidden else counts.missing
        with_missing = ("", "")
        if not is_told or counts.evaluable < LEAST_FOR_COMPARISON:
            share = ["", ""]
        elif lost is not None:
            with_missing = shares_of(counts.responders, counts.evaluable + lost)
        said = (row.adjusted_words, row.verdict) if is_told else ("", "")
        found.append((name, size, reached, *share, hiding.cell(lost), with_missing[0], *said))
    return LeavingTable(
        title="Each practitioner, in alphabetical order: not a ranking",
        head=(
            "Practitioner",
            "Evaluable",
            "Responders",
            *SHARE,
            "Without a last score",
            "Missing as non-responders",
            "Observed over expected",
            "Against the expected range",
        ),
        rows=tuple(found),
        chart=funnel_chart(shown),
        note=" ".join((shown.finding, *shown.cautions)),
        widths=(2.9, 1.8, 2, 1.2, 1.8, 1.5, 2.1, 2.9, 3.2),
    )
