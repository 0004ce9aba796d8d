"""Tables that stand in several files: what became of the episodes, and what was told of the sessions."""

from typing import Final

from clinic_log.biostatistics.intervals import poisson_rate, zero_events_upper_bound
from clinic_log.supervision.rules.leaving.hiding import Hiding, LeavingTable, share_cells
from clinic_log.supervision.rules.leaving.notes import TIMING_WORDS
from clinic_log.supervision.rules.leaving.totals import Totals
from clinic_log.supervision.rules.outcomes import LARGEST_DIFFERENCE, EffortCounts, OutcomeCounts
from clinic_log.supervision.rules.safety import EffectCounts
from clinic_log.supervision.rules.words import LEAST_FOR_PERCENT, percent_words, rate_words
from clinic_log.treatments.rules import EffectTiming

SHARE: Final = ("Share", "95 % interval")
_TOO_FEW: Final = "too few follow-up scores"
_MAY_MOVE: Final = "no rate: hidden missing scores may move it"


def episodes_table(totals: Totals) -> LeavingTable:
    """What became of the episodes, the rates among them with their intervals."""
    basis, hiding, known = totals.basis, totals.hiding, totals.episodes
    evaluable, missing = known["evaluable"], known["missing"]
    with_missing = None if evaluable is None or missing is None else evaluable + missing
    withheld = why_no_share(basis.outcomes, hiding, is_missing_hidden=missing is None)
    figures: tuple[tuple[str, int | None, int | None, bool], ...] = (
        ("Responders", known["responders"], evaluable, True),
        ("Responders, if no missing one responded", known["responders"], with_missing, True),
        (f"Responders by {basis.other_rule}", known["other_responders"], known["other_evaluable"], True),
        ("Completion: evaluable among the eligible", known["eligible_evaluable"], known["eligible"], True),
        ("Evaluable", evaluable, known["episodes"], False),
        ("Without a last score", missing, known["episodes"], False),
        ("of these open for at most 8 weeks", known["under_way"], missing, False),
        ("Without room to improve", known["no_room"], known["episodes"], False),
        ("of these at the floor", known["floor"], known["no_room"], False),
        ("Became worse, with or without room", known["worse"], known["episodes"], False),
        ("Without a known important change", known["unjudged"], known["episodes"], False),
        ("With a first score", known["with_baseline"], known["episodes"], False),
        ("With a first and a last score", known["both_scores"], known["episodes"], False),
        ("Eligible for completion", known["eligible"], known["episodes"], False),
        ("Eligible without a last score", known["eligible_missing"], known["eligible"], False),
    )
    rows = []
    for name, part, whole, has_share in figures:
        share = ("", "")
        if has_share and part is not None and whole is not None:
            share = (withheld, "") if withheld and name.startswith("Responders") else share_cells(part, whole)
        rows.append((name, hiding.cell(part), hiding.cell(whole), *share))
    return LeavingTable(
        title="Episodes of the period",
        head=("Episodes", "Number", "Of", *SHARE),
        rows=tuple(rows),
        note=_effort_words(basis.effort, known["reached"], hiding),
        widths=(5, 1.3, 1.3, 2, 2),
    )


def why_no_share(counts: OutcomeCounts, hiding: Hiding, *, is_missing_hidden: bool) -> str:
    """Why there is no rate; empty where there is one (methods, section 6). Where the missing are hidden, as many as a
    hidden cell may hold are taken for missing: else whether there is a rate would tell how many they are.
    """
    if not is_missing_hidden or not counts.evaluable:
        return _TOO_FEW if counts.has_too_few_scores else ""
    most = counts.evaluable + hiding.smallest - 1
    is_moved = counts.responders / counts.evaluable - counts.responders / most > LARGEST_DIFFERENCE
    return _MAY_MOVE if is_moved or counts.has_too_few_scores else ""


def effects_table(totals: Totals) -> LeavingTable:
    """Both questions beside each other, figure by figure, without those that say nothing of either."""
    sessions = totals.basis.sessions
    columns = [_told(told, totals) for told in (sessions.before_leaving, sessions.since_last_time)]
    names = [name for name in columns[0] if any(column[name] for column in columns)]
    return LeavingTable(
        title="Side effects of needling sessions",
        head=("Figure", *(TIMING_WORDS[timing] for timing in EffectTiming)),
        rows=tuple((name, *(column[name] for column in columns)) for name in names),
        note="The two questions are never added up. A rate also says how often and by whom people were asked.",
        widths=(4, 3, 3),
    )


def _told(told: EffectCounts, totals: Totals) -> dict[str, str]:
    known, hiding = totals.sessions, totals.hiding
    asked, effect, sore = (known[f"{told.timing.value}_{name}"] for name in ("asked", "effect", "soreness"))
    needled = known["needling_sessions"]
    share, interval = shares_of(effect, asked)
    sore_share, sore_interval = shares_of(sore, asked)
    is_told = effect is not None and asked is not None
    rate = poisson_rate(told.effects, told.asked) if is_told and told.asked >= LEAST_FOR_PERCENT else None
    bound = zero_events_upper_bound(told.asked) if effect == 0 and asked else None
    return {
        "Needling sessions": hiding.cell(needled),
        "Asked in": hiding.cell(asked),
        "Share asked": _with_interval(*shares_of(asked, needled)),
        "Sessions with a side effect, of asked": hiding.cell(effect),
        "Share and 95 % interval": _with_interval(share, interval),
        "None told: the true rate could still be up to": "" if bound is None else percent_words(bound),
        "Side effects, of which a session may have several": hiding.cell(told.effects if is_told else None),
        "Side effects in 1,000 sessions, 95 % interval": rate_words(rate) if rate is not None and told.effects else "",
        "Sessions with expected soreness, apart": hiding.cell(sore),
        "Share with soreness and 95 % interval": _with_interval(sore_share, sore_interval),
        "Side effects told though nobody asked, in no rate": hiding.count(told.unasked),
    }


def shares_of(part: int | None, whole: int | None) -> tuple[str, str]:
    return ("", "") if part is None or whole is None else share_cells(part, whole)


def _with_interval(share: str, interval: str) -> str:
    return f"{share} ({interval})" if share else ""


def _effort_words(effort: EffortCounts, told: int | None, hiding: Hiding) -> str:
    """Averages only, and of no fewer than may be told of. A tenth fits any number of people from ten on, and the
    sessions and needles of effort stand nowhere else: so averages may stay where the number may not be told.
    """
    reached = effort.reached
    if not reached:
        return ""
    if reached < hiding.smallest:
        return "Effort to a responder: hidden."
    sessions, needles = effort.effort_sessions / reached, effort.effort_needles / reached
    minutes = ""
    if effort.effort_timed >= hiding.smallest:
        minutes = f" and {effort.effort_minutes / effort.effort_timed:.0f} minutes a session"
    of = "the" if told is None else f"{told}"
    return (
        f"Effort to a responder: {sessions:.1f} sessions, {needles:.1f} needles{minutes} on average until the first "
        f"important change, of {of} responders in whom it was seen."
    )
