"""The figures at the top of the page; none is a naked number."""

from collections.abc import Sequence
from dataclasses import dataclass

from clinic_log.base.wording import counted
from clinic_log.biostatistics.intervals import Interval, zero_events_upper_bound
from clinic_log.supervision.rules.bars import IntervalBar
from clinic_log.supervision.rules.outcomes import EffortCounts, OutcomeCounts
from clinic_log.supervision.rules.safety import EffectCounts, SeriousEvent, SessionCounts
from clinic_log.supervision.rules.words import (
    LEAST_FOR_PERCENT,
    count_words,
    interval_words,
    percent_words,
    rate_words,
    share_words,
)
from clinic_log.treatments.rules import EffectTiming

_SMALL = "small number: no percentage"
_EFFECT_LABELS = {
    EffectTiming.BEFORE_LEAVING: "Sessions with a side effect before leaving",
    EffectTiming.SINCE_LAST_TIME: "Sessions with a side effect since last time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A label, a value, and one or more sentences with its count, its interval and what is missing."""

    label: str
    value: str
    unit: str = ""
    sentences: tuple[str, ...] = ()
    bar: IntervalBar | None = None
    tone: str = ""


def sessions_tile(counts: SessionCounts, outcomes: OutcomeCounts) -> Tile:
    people = counted(counts.patients, "patient")
    episodes = f", {counted(outcomes.episodes, 'episode')} with the last score in it" if outcomes.episodes else ""
    sentences = [f"{people}{episodes}. {counted(counts.needling_sessions, 'session')} with needles."]
    if counts.not_attended:
        sentences.append(f"{counted(counts.not_attended, 'visit')} missed or cancelled, not counted.")
    value = f"{counts.sessions:,}"
    return Tile(label="Sessions, patients, episodes", value=value, unit="sessions", sentences=tuple(sentences))


def responders_tile(counts: OutcomeCounts) -> Tile:
    """The headline; instead of it, where too much is missing, that this is so (methods, section 6)."""
    label = "Responders"
    lost = _lost_words(counts)
    if counts.rate is None or counts.interval is None:
        return Tile(label=label, value="–", sentences=("No evaluable episode: a course needs two scores.", *lost))
    share = f"{count_words(counts.responders, counts.evaluable)} evaluable episodes"
    if counts.has_too_few_scores:
        return Tile(label=label, value="Too few follow-up scores", sentences=(f"{share} responded.", *lost))
    if counts.evaluable < LEAST_FOR_PERCENT:
        value = count_words(counts.responders, counts.evaluable)
        return Tile(label=label, value=value, sentences=(f"{share} ({_SMALL}).", *lost))
    return _share_tile(
        label, counts.rate, counts.interval, sentences=(f"{_interval(counts.interval)}, {share}.", *lost)
    )


def effort_tile(counts: EffortCounts) -> Tile:
    """What it took a responder, on average, until the first important change was seen."""
    label = "Effort to a responder"
    if not counts.reached:
        return Tile(label=label, value="–", sentences=("Nobody has reached an important change yet.",))
    sessions, needles = (_average(total, counts.reached) for total in (counts.effort_sessions, counts.effort_needles))
    spent = f"{needles} needles{_minutes_of_effort(counts)}"
    sentences = [f"On average of {counted(counts.reached, 'responder')}, until the first important change: {spent}."]
    if counts.reached < LEAST_FOR_PERCENT:
        sentences.append("A small number: it may be quite different next time.")
    return Tile(label=label, value=sessions, unit="sessions", sentences=tuple(sentences))


def no_course_tile() -> Tile:
    """Instead of responders, where a technique or a muscle was chosen."""
    reason = "Several sites and techniques share each visit, so no change in pain belongs to one of them."
    return Tile(label="Responders", value="–", sentences=(f"Not shown by technique or muscle. {reason}",))


def _average(total: int, number: int) -> str:
    return f"{total / number:.1f}"


def _minutes_of_effort(counts: EffortCounts) -> str:
    """Of all, or of a session where some have no recorded end."""
    if not counts.effort_timed:
        return ""
    if counts.effort_timed == counts.effort_sessions:
        return f" and {counts.effort_minutes / counts.reached:.0f} minutes"
    known = f"{counts.effort_timed:,} of {counts.effort_sessions:,} sessions have a recorded end"
    return f", {counts.effort_minutes / counts.effort_timed:.0f} minutes a session ({known})"


def completion_tile(counts: OutcomeCounts, interval: Interval | None) -> Tile:
    """How many of the eligible episodes can be judged at all."""
    label = "Episodes with an evaluable last score"
    if counts.completion is None or interval is None:
        nothing = "No episode is discharged or open for more than 8 weeks."
        return Tile(label=label, value="–", sentences=(nothing,))
    share = count_words(counts.eligible_evaluable, counts.eligible)
    others = counts.eligible - counts.eligible_evaluable - counts.eligible_missing
    rest = f"{counts.eligible_missing:,} without a last score, {others:,} without room to improve or a known threshold."
    which = f"{share} that are discharged or open for more than 8 weeks"
    if counts.eligible < LEAST_FOR_PERCENT:
        return Tile(label=label, value=share, sentences=(f"{which} ({_SMALL}).", rest))
    return _share_tile(label, counts.completion, interval, sentences=(f"{_interval(interval)}, {which}.", rest))


def effects_tile(counts: EffectCounts) -> Tile:
    """One of the two questions over the needling sessions in which it was asked, and how often it was."""
    label = _EFFECT_LABELS[counts.timing]
    asked = _asked_words(counts)
    if counts.rate is None or counts.interval is None:
        return Tile(label=label, value="–", sentences=(asked,))
    soreness = f"Expected soreness apart: {share_words(counts.with_soreness, counts.asked)}."
    share = f"{count_words(counts.with_effect, counts.asked)} asked"
    if counts.asked < LEAST_FOR_PERCENT:
        value = count_words(counts.with_effect, counts.asked)
        return Tile(label=label, value=value, sentences=(f"{share} ({_SMALL}).", asked, soreness))
    if counts.upper_bound is not None:
        bound = f"0 in {counts.asked:,} asked; the true rate could still be up to {percent_words(counts.upper_bound)}."
        return _share_tile(label, counts.rate, counts.interval, sentences=(bound, asked, soreness))
    sentences = (f"{_interval(counts.interval)}, {share}. {_per_1000(counts)}", asked, soreness)
    return _share_tile(label, counts.rate, counts.interval, sentences=sentences)


def serious_tile(events: Sequence[SeriousEvent], *, needling_sessions: int, told_warnings: int = 0) -> Tile:
    """How many there are; that there is none only where none is open, suspected, waiting in a draft or told by link as
    a warning sign that nobody has looked at.
    """
    told = (
        f"Warning signs told by link of {counted(told_warnings, 'visit')}: look at them now." if told_warnings else ""
    )
    signed = [event for event in events if not event.is_draft]
    drafts = len(events) - len(signed)
    waiting = f"{drafts:,} more in an unsigned note: look at it now." if drafts else ""
    if events:
        is_open = any(event.is_open for event in events)
        sentences = ("Each one is listed below and reviewed on its own.", waiting, told)
        return Tile(
            label="Serious events",
            value=f"{len(signed):,}",
            unit="to review" if is_open else "recorded, resolved",
            sentences=tuple(sentence for sentence in sentences if sentence),
            tone="danger" if is_open else "",
        )
    if told:
        return Tile(label="Serious events", value="–", sentences=(told,), tone="danger")
    return Tile(label="Serious events", value="0", sentences=(none_words(needling_sessions),))


def none_words(needling_sessions: int) -> str:
    """'0 confirmed in 1,375 needling sessions; the true rate could still be up to 0.2 %.'"""
    found = f"0 confirmed in {counted(needling_sessions, 'needling session')}"
    bound = zero_events_upper_bound(needling_sessions)
    if bound is None or needling_sessions < LEAST_FOR_PERCENT:
        return f"{found} ({_SMALL})." if needling_sessions else f"{found}."
    return f"{found}; the true rate could still be up to {percent_words(bound)}."


def _share_tile(label: str, rate: float, interval: Interval, *, sentences: tuple[str, ...]) -> Tile:
    value, unit = percent_words(rate).split(" ")
    bar = IntervalBar(rate=rate, interval=interval, label=label)
    return Tile(label=label, value=value, unit=unit, sentences=sentences, bar=bar)


def _interval(interval: Interval) -> str:
    return f"95 % interval {interval_words(interval)}"


def _lost_words(counts: OutcomeCounts) -> tuple[str, ...]:
    """Missing, floor, worse, and what becomes of the rate when the missing did not respond."""
    sentences = []
    if counts.missing:
        sentences.append(_missing_words(counts))
    sentences.append(f"{counts.no_room:,} had no room to improve. {counts.worse:,} became worse.")
    if counts.unjudged:
        sentences.append(f"{counts.unjudged:,} follow a question without a known important change.")
    return tuple(sentences)


def _missing_words(counts: OutcomeCounts) -> str:
    under_way = f" ({counts.missing_under_way:,} open for at most 8 weeks)" if counts.missing_under_way else ""
    missing = f"{counts.missing:,} missing{under_way}: "
    return f"{missing}{share_words(counts.responders, counts.with_missing)}, if they count as non-responders."


def _asked_words(counts: EffectCounts) -> str:
    asked = f"Asked in {share_words(counts.asked, counts.needling_sessions)} needling sessions."
    if not counts.unasked:
        return asked
    return f"{asked} {counted(counts.unasked, 'effect')} reported of sessions in which nobody asked: outside the rate."


def _per_1000(counts: EffectCounts) -> str:
    rate = counts.effects_per_1000
    if rate is None:
        return ""
    effects = counted(counts.effects, "effect")
    return f"{effects}: {rate_words(rate)}."
