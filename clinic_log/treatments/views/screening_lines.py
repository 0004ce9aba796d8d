"""What the page of a note says of the screening: what is asked or confirmed, and what stands beside the needles."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from clinic_log.base.wording import day_words
from clinic_log.catalogue.contraindications import Scope
from clinic_log.screening.rules.consent import ConsentStanding
from clinic_log.screening.rules.standing import Positive, Standing, StandingScreening
from clinic_log.treatments.queries import NoteFacts
from clinic_log.treatments.queries.note_facts import EpisodeFact
from clinic_log.treatments.rules import NeedlingEntry, SessionContent
from clinic_log.treatments.rules.contraindications import concerns, concerns_visit
from clinic_log.treatments.rules.hazards import UNREVIEWED, KnownRisks
from clinic_log.treatments.rules.intimate import lacks

# What an absolute contraindication stops where it is more than a place, or less than a needle.
_STOPPED: Final = {Scope.STIMULATION: "no electrical stimulation", Scope.EVERYWHERE: "nothing is needled"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """What stands of one episode; `action` is the button that leads to its questions."""

    episode_id: int
    name: str
    words: str
    action: str
    is_missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """One positive answer beside the needles, with what it does to those that it concerns."""

    key: str
    title: str
    words: str
    note: str
    source: str
    side: str
    kind: str
    when_stimulated: bool
    concerns: bool
    stops: bool


def consent_told(facts: NoteFacts, *, at: datetime) -> ConsentStanding:
    """How consent in writing stands when the visit begins."""
    return (facts.risks.standing or Standing(zone=facts.zone)).consent_at(at)


def area_lacks(facts: NoteFacts, content: SessionContent, *, at: datetime) -> tuple[str, ...]:
    """What consent is lacking for intimate areas that the page needles."""
    return tuple(lacks(content, facts.risks.standing or Standing(zone=facts.zone), at=at))


def asked_lines(facts: NoteFacts) -> list[AskedLine]:
    """One line for each episode that the visit may serve."""
    standing = facts.risks.standing or Standing()
    return [_asked(episode, standing.of_episode(episode.id)) for episode in facts.episodes]


def warned_lines(known: KnownRisks, content: SessionContent) -> tuple[Warned, ...]:
    """The positive answers that bring no precaution of their own, each once; those that stop needling first."""
    found = {one.answer.code: _warned(one, content) for one in reversed(list(_shown(known)))}
    return tuple(sorted(found.values(), key=lambda one: not one.stops))


def warnings_of_muscle(known: KnownRisks, slug: str) -> Iterator[str]:
    """The keys of the answers that concern a muscle, whatever its side."""
    for one in _shown(known):
        if concerns(one.answer, NeedlingEntry(uid="", needles=1, muscle_slug=slug)):
            yield _key(one)


def warnings_of_row(known: KnownRisks, row: NeedlingEntry) -> Iterator[str]:
    """What is said beside one row."""
    return (_words(one) for one in _shown(known) if concerns(one.answer, row))


def is_stopped(known: KnownRisks, row: NeedlingEntry) -> bool:
    """Whether an absolute contraindication stops this row: it is shown open, with why."""
    return any(one.stops and concerns(one.answer, row) for one in _shown(known))


def _shown(known: KnownRisks) -> Iterator[Positive]:
    for one in known.standing.positives if known.standing else ():
        question = one.answer.question
        has_card = question is not None and question.precaution is not None
        if not has_card and one.answer.scope is not Scope.PATIENT:
            yield one


def _asked(episode: EpisodeFact, screening: StandingScreening | None) -> AskedLine:
    if screening is None:
        words, action = "not asked yet", "Ask the screening"
    elif not screening.is_complete:
        words, action = "not all was asked", "Finish the screening"
    else:
        found = "; ".join(answer.in_words for answer in screening.positive) or "no contraindication"
        words, action = f"{day_words(screening.answered_on)}: {found}", "Answers changed…"
    is_missing = screening is None or not screening.is_complete
    return AskedLine(episode_id=episode.id, name=episode.label, words=words, action=action, is_missing=is_missing)


def _warned(one: Positive, content: SessionContent) -> Warned:
    question = one.answer.question
    unreviewed = "" if question is not None and question.reviewed_by_clinician else f"; {UNREVIEWED}"
    return Warned(
        key=_key(one),
        title=one.answer.in_words,
        words=_words(one),
        note=question.note if question else "",
        source=f"{question.source}{unreviewed}" if question else "",
        side=str(one.answer.side) if one.answer.side in {"left", "right"} else "",
        kind="danger" if one.stops else "caution",
        when_stimulated=one.answer.scope is Scope.STIMULATION,
        concerns=concerns_visit(one.answer, content),
        stops=one.stops,
    )


def _key(one: Positive) -> str:
    return f"screening-{one.answer.code}"


def _words(one: Positive) -> str:
    """'Lymphoedema (arm, left): not needled here' or by whom it was overridden."""
    if one.override is not None:
        return f"{one.answer.in_words}: overridden by {one.override.by_name}, {one.override.reason}"
    if not one.stops:
        return f"{one.answer.in_words}: think before needling"
    return f"{one.answer.in_words}: absolute contraindication, {_STOPPED.get(one.answer.scope, 'not needled here')}"
