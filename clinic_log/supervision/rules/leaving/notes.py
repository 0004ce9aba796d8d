"""What stands above and below the tables of every file: the reporting checklist (methods, section 14)."""

from collections.abc import Mapping, Sequence
from itertools import chain
from math import floor
from typing import Final

from clinic_log.charts import CAUSALITY
from clinic_log.supervision.rules.definitions import HOW_COUNTED
from clinic_log.supervision.rules.leaving.hiding import Hiding, share_cells
from clinic_log.supervision.rules.leaving.texts import SMALL_NUMBERS
from clinic_log.supervision.rules.leaving.totals import Basis, Totals
from clinic_log.supervision.rules.outcomes import LEAST_COMPLETION
from clinic_log.supervision.rules.words import count_words
from clinic_log.treatments.rules import EffectTiming

Notes = tuple[tuple[str, str], ...]

TIMING_WORDS: Final = {
    EffectTiming.BEFORE_LEAVING: "Before leaving",
    EffectTiming.SINCE_LAST_TIME: "Since last time",
}
_READING: Final = ("Reading", CAUSALITY)
_NOT_INDEPENDENT: Final = "Episodes, sessions and sites of one patient are not independent: too narrow intervals."

_OTHER_FILES: Final = "Files of overlapping filters can tell them together: hand out one of them."


def counted_so(hiding: Hiding, *more: Mapping[str, str]) -> Notes:
    """How it was counted, with the rules that hold for every page at the end."""
    cells = f"Cells of 1 to {hiding.smallest - 1} are hidden, and others that would tell them by subtraction."
    return (
        *chain.from_iterable(words.items() for words in more),
        ("Intervals", f"{HOW_COUNTED['Intervals']} {_NOT_INDEPENDENT}"),
        ("Small numbers", SMALL_NUMBERS),
        ("Small cells", f"{cells} The word is the same for both. {_OTHER_FILES}"),
    )


def notes_of(totals: Totals) -> Notes:
    """Of a page that tells of episodes, unless a technique or a muscle was chosen."""
    basis = totals.basis
    if not basis.has_courses:
        no_course = "Not told by technique or muscle: several share each visit, so no change in pain belongs to one."
        return (*notes_of_sessions(totals), ("Responders", no_course))
    *others, rule = basis.filter_words
    return (
        *_filter(basis, others),
        ("Responder", rule.removeprefix("responder: ")),
        ("Completion", _completion(totals)),
        ("Side effects asked", asked_words(totals)),
        _READING,
    )


def notes_of_sessions(totals: Totals) -> Notes:
    """Of a page without a course: no definition of a responder matters."""
    basis = totals.basis
    return (*_filter(basis, basis.filter_words[:-1]), ("Side effects asked", asked_words(totals)), _READING)


def _filter(basis: Basis, words: Sequence[str]) -> Notes:
    period, *others = words
    until = (("Data to", basis.data_to),) if basis.data_to else ()
    return (("Period", period), ("Counted for", "; ".join(others)), *until)


def _completion(totals: Totals) -> str:
    part, whole = totals.episodes["eligible_evaluable"], totals.episodes["eligible"]
    if not totals.basis.outcomes.eligible:
        return "no episode is discharged or open for more than 8 weeks"
    least = _least_completion(totals)
    if least and (part is None or whole is None):
        return f"hidden; at least {least} %"
    return _share_words(part, whole, of="eligible episodes have an evaluable last score")


def _least_completion(totals: Totals) -> int:
    """The lowest percentage that the totals shown leave room for, if all that are not evaluable were eligible, or 60;
    0 where they leave too much room to say so.
    """
    known, hidden = totals.episodes, totals.hiding.smallest - 1
    completion = totals.basis.outcomes.completion or 0
    evaluable, eligible = known["evaluable"], known["eligible"]
    others = [known[name] for name in ("missing", "no_room", "unjudged")]
    least = 0.0
    if evaluable is not None and None not in others:
        least = max(0, evaluable - hidden) / max(1, evaluable + sum(filter(None, others)))
    elif eligible is not None and eligible * (1 - LEAST_COMPLETION) > hidden:
        least = LEAST_COMPLETION
    return floor(100 * least) if LEAST_COMPLETION <= least <= completion else 0


def asked_words(totals: Totals) -> str:
    """'Before leaving in 120 of 130 needling sessions, 92 % (86–96 %); since last time ...'."""
    if not totals.basis.sessions.needling_sessions:
        return "no needling session"
    known = totals.sessions
    words = [
        f"{TIMING_WORDS[timing].lower()}: "
        + _share_words(known[f"{timing.value}_asked"], known["needling_sessions"], of="needling sessions")
        for timing in EffectTiming
    ]
    return "; ".join(words)


def _share_words(part: int | None, whole: int | None, *, of: str) -> str:
    if part is None or whole is None:
        return "hidden"
    share, interval = share_cells(part, whole)
    words = f"{count_words(part, whole)} {of}"
    return f"{words}, {share} ({interval})" if share else words
