"""Each page as it leaves the clinic, with everything that the reporting checklist asks for (methods, section 14)."""

from collections.abc import Iterable, Sequence
from typing import Final

from clinic_log.catalogue import VERSION
from clinic_log.charts import CAUSALITY
from clinic_log.supervision.rules.between import Funnel
from clinic_log.supervision.rules.data_quality import QualityRow
from clinic_log.supervision.rules.leaving.hiding import Group, Hiding, Leaving, LeavingTable
from clinic_log.supervision.rules.outcomes import OutcomeCounts
from clinic_log.supervision.rules.over_time import MonthCounts
from clinic_log.supervision.rules.report import Report
from clinic_log.supervision.rules.safety import EffectCounts
from clinic_log.supervision.rules.sites import HEADINGS, SITE_FACETS, SiteCounts
from clinic_log.supervision.rules.words import count_words, percent_words

_SHARE: Final = ("Share", "95 % interval")
_COURSE: Final = (
    (
        "Instrument",
        f"NPRS, 0 to 10 (catalogue {VERSION}), unless the episode follows another question; the therapist asks",
    ),
    ("Time window", "from the first before-score of the episode to its last, or to a later follow-up score"),
    ("Responder", "first before-score to last before-score of the pain question that the episode follows"),
    ("Missing", "never filled in; counted beside the rate"),
)
_SIDE_EFFECTS: Final = (
    (
        "Side effects",
        "asked by the therapist before leaving and at the next contact; of sessions asked; expected soreness apart",
    ),
)
_INTERVALS: Final = ("Intervals", "proportions: Wilson, 95 %; sessions and sites of one patient are not independent")


def outcomes_leaving(report: Report, hiding: Hiding) -> Leaving:
    """Responders by condition, and side effects by question."""
    groups = [Group(row.name, row.counts.responders, row.counts.evaluable) for row in report.conditions]
    told = [
        Group(name, counts.with_effect, counts.asked)
        for name, counts in (
            ("Before leaving", report.sessions.before_leaving),
            ("Since last time", report.sessions.since_last_time),
        )
    ]
    return Leaving(
        title="Outcomes and safety",
        notes=(
            *_filter(report.filter_words),
            *_counts(report.outcomes, hiding),
            *_asked(report.sessions.before_leaving, hiding),
            *_COURSE,
            *_rules(hiding),
        ),
        tables=(
            LeavingTable(
                title="Responders by condition",
                head=("Condition", "Evaluable episodes", "Responders", *_SHARE),
                rows=tuple(hiding.rows(groups)),
            ),
            LeavingTable(
                title="Needling sessions with a side effect",
                head=("Question", "Sessions asked", "With a side effect", *_SHARE),
                rows=tuple(row for group in told for row in hiding.rows([group])),
            ),
        ),
    )


def months_leaving(counts: Sequence[MonthCounts], filter_words: Iterable[str], hiding: Hiding) -> Leaving:
    """Responders and sessions with a side effect by month."""
    responders = [Group(f"{m.month:%Y-%m}", m.responders, m.evaluable) for m in counts]
    effects = [Group(f"{m.month:%Y-%m}", m.with_effect, m.asked) for m in counts]
    head = ("Evaluable episodes", "Responders", *_SHARE)
    told = ("Needling sessions asked", "With a side effect before leaving", *_SHARE)
    return Leaving(
        title="Responders and side effects by month",
        notes=(*_filter(filter_words), *_COURSE, *_SIDE_EFFECTS, *_rules(hiding)),
        tables=(LeavingTable(title="By month", head=("Month", *head, *told), rows=hiding.beside(responders, effects)),),
    )


def funnel_leaving(funnel: Funnel, filter_words: Iterable[str], hiding: Hiding) -> Leaving:
    """Responders by practitioner, in alphabetical order, with what the funnel says of each."""
    shown = hiding.rows([Group(row.name, row.counts.responders, row.counts.evaluable) for row in funnel.rows])
    rows = []
    for row, cells in zip(funnel.rows, shown, strict=True):
        is_hidden = hiding.word in cells
        rows.append((*cells, "" if is_hidden else row.adjusted_words, "" if is_hidden else row.verdict))
    adjusted = ("Adjusted for", "baseline pain, duration and region only; observed over expected with Byar's limits")
    head = ("Practitioner", "Evaluable episodes", "Responders", *_SHARE)
    return Leaving(
        title="Responders by practitioner",
        notes=(*_filter(filter_words), ("Finding", funnel.finding), adjusted, *_COURSE, *_rules(hiding)),
        tables=(
            LeavingTable(
                title="In alphabetical order, not a ranking",
                head=(*head, "Observed over expected", "Against the expected range"),
                rows=tuple(rows),
            ),
        ),
    )


def quality_leaving(rows: Sequence[QualityRow], filter_words: Iterable[str], hiding: Hiding) -> Leaving:
    """How complete the record is, by practitioner; without the line of everyone, which would tell a hidden one."""
    without_after, not_asked, copied = [], [], []
    for row in rows[1:]:
        counts = row.counts
        without_after.append(Group(row.name, counts.pain_before - counts.pain_both, counts.pain_before))
        not_asked.append(Group(row.name, counts.needling_sessions - counts.asked, counts.needling_sessions))
        copied.append(Group(row.name, counts.copied, counts.sites))
    questions = (
        ("Pain before, none after", "Sessions with pain before", without_after),
        ("Side effects not asked", "Needling sessions", not_asked),
        ("Sites with copied values", "Sites", copied),
    )
    return Leaving(
        title="Data quality",
        notes=(*_filter(filter_words), *_rules(hiding)),
        tables=tuple(
            LeavingTable(
                title=title,
                head=("Practitioner", of, title, *_SHARE),
                rows=tuple(hiding.rows(groups)),
            )
            for title, of, groups in questions
        ),
    )


def sites_leaving(counts: Sequence[SiteCounts], filter_words: Iterable[str], hiding: Hiding) -> Leaving:
    """Twitch and side effects by technique, diameter, depth and muscle; never a change in pain."""
    twitch = ("Sites where sought", "Twitch obtained", *_SHARE)
    effects = ("Sessions asked", "With a side effect before leaving", *_SHARE)
    tables = []
    for facet in SITE_FACETS:
        own = sorted((one for one in counts if one.facet is facet), key=lambda one: one.label.casefold())
        sought = [Group(one.label, one.obtained, one.sought) for one in own]
        asked = [Group(one.label, one.with_effect, one.asked) for one in own]
        head = (HEADINGS[facet], *twitch, *effects)
        tables.append(LeavingTable(title=f"By {head[0].lower()}", head=head, rows=hiding.beside(sought, asked)))
    many = ("Many rows", "of 20 rows that are all alike, about one looks different by chance alone")
    pain = ("No change in pain", "several muscles and techniques share each visit: none of it belongs to one of them")
    return Leaving(
        title="Twitch and side effects by technique and muscle",
        notes=(*_filter(filter_words), many, pain, *_SIDE_EFFECTS, *_rules(hiding)),
        tables=tuple(tables),
    )


def _rules(hiding: Hiding) -> tuple[tuple[str, str], ...]:
    small = f"cells of 1 to {hiding.smallest - 1} are hidden, and others that would tell them by subtraction"
    return (_INTERVALS, ("Small cells", small), ("Reading", CAUSALITY))


def _filter(words: Iterable[str]) -> list[tuple[str, str]]:
    return [("Counted for", "; ".join(words))]


def _counts(counts: OutcomeCounts, hiding: Hiding) -> list[tuple[str, str]]:
    """Episodes by what became of them; the parts of a total are hidden so that none follows from the others."""
    parts = (
        ("Evaluable", counts.evaluable),
        ("Without room to improve", counts.no_room),
        ("Without a last score", counts.missing),
        ("Without a known threshold", counts.unjudged),
    )
    shown = hiding.parts(parts)
    is_all_hidden = any(words == hiding.word for _, words in shown) and sum(count > 0 for _, count in parts) < 2
    total = hiding.word if is_all_hidden else hiding.count(counts.episodes)
    return [
        ("Episodes", total),
        *shown,
        ("With a first score", _of(counts.with_baseline, counts.episodes, hiding)),
        ("Eligible for completion", _of(counts.eligible, counts.episodes, hiding)),
        ("Completion", _completion(counts, hiding)),
    ]


def _of(part: int, whole: int, hiding: Hiding) -> str:
    return hiding.word if hiding.is_revealing(part, whole) else f"{part:,}"


def _completion(counts: OutcomeCounts, hiding: Hiding) -> str:
    if counts.completion is None:
        return "no episode is discharged or open for more than 8 weeks"
    known = ((counts.eligible, counts.episodes), (counts.eligible_evaluable, counts.evaluable))
    if any(hiding.is_revealing(*pair) for pair in (*known, (counts.eligible_evaluable, counts.eligible))):
        return hiding.word
    return f"{percent_words(counts.completion)}, {count_words(counts.eligible_evaluable, counts.eligible)} eligible"


def _asked(told: EffectCounts, hiding: Hiding) -> list[tuple[str, str]]:
    if not told.needling_sessions or hiding.is_revealing(told.asked, told.needling_sessions):
        return [("Side effects asked", hiding.word if told.needling_sessions else "no needling session")]
    return [("Side effects asked", count_words(told.asked, told.needling_sessions)), *_SIDE_EFFECTS]
