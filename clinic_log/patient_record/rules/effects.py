"""Side effects of a patient: what was seen before leaving and what was heard since, never mixed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from clinic_log.base.wording import counted
from clinic_log.charts import Chart, ChartText, EffectAnswer, EffectEvent, EffectSession, effects_timeline
from clinic_log.treatments.rules import Asked, EffectTiming, Severity

_ANSWERS = {
    Asked.PRESENT: EffectAnswer.PRESENT,
    Asked.NONE: EffectAnswer.NONE,
    Asked.NOT_ASKED: EffectAnswer.NOT_ASKED,
}
_TITLES = {
    EffectTiming.BEFORE_LEAVING: "Side effects seen before leaving",
    EffectTiming.SINCE_LAST_TIME: "Side effects heard of since",
}
_QUESTIONS = {
    EffectTiming.BEFORE_LEAVING: "Before leaving",
    EffectTiming.SINCE_LAST_TIME: "At the next contact or by link",
}

VISIT_WAS_RETRACTED = "the visit itself was retracted"
REPORTED_LATER = "reported later"


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectFacts:
    """One side effect of the session `session_id`, told in a counted note; the session itself may be retracted."""

    session_id: int
    held_on: date
    timing: EffectTiming
    label: str
    severity: Severity | None
    is_serious: bool
    site: str
    onset_on: date | None
    resolved_on: date | None
    is_visit_retracted: bool = False
    is_late: bool = False

    @property
    def words(self) -> str:
        """'Bruise, mild, right infraspinatus'."""
        degree = "serious" if self.is_serious else (self.severity.value if self.severity else "severity not said")
        retracted = VISIT_WAS_RETRACTED if self.is_visit_retracted else ""
        late = REPORTED_LATER if self.is_late else ""
        return ", ".join(part for part in (self.label, degree, self.site, late, retracted) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFacts:
    """What is known of one session: on which day, whether it is a draft, and the answers to both questions.

    `has_later_contact` says whether there was anybody to ask what came after it; `waits`, that something the patient
    told since then waits for a clinician, so that it is neither none nor present.
    """

    session_id: int
    held_on: date
    is_draft: bool
    before_leaving: Asked | None
    since: Asked | None
    has_later_contact: bool
    waits: bool = False

    def answer(self, timing: EffectTiming) -> Asked:
        """A question that nobody answered was not asked; it is never none."""
        given = self.before_leaving if timing is EffectTiming.BEFORE_LEAVING else self.since
        return given or Asked.NOT_ASKED

    def could_be_asked(self, timing: EffectTiming) -> bool:
        """Before leaving always; since then only at a later contact."""
        was_heard = self.has_later_contact or self.since is not None or self.waits
        return timing is EffectTiming.BEFORE_LEAVING or was_heard

    def waits_for(self, timing: EffectTiming) -> bool:
        """Whether the answer is not known yet because a clinician has to look first."""
        return timing is EffectTiming.SINCE_LAST_TIME and self.waits and self.since is not Asked.PRESENT


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectsPart:
    """One of the two questions over all sessions that raise it: the figure, with the counts in its caption."""

    timing: EffectTiming
    chart: Chart


def effects_part(
    answers: Sequence[AnswerFacts], effects: Sequence[EffectFacts], *, timing: EffectTiming, today: date
) -> EffectsPart:
    """`answers` of the sessions in order of time. An effect is drawn also where its session was retracted since, and
    where a late report told of it though nobody had asked.
    """
    told_of = {effect.session_id for effect in effects if effect.timing is timing}
    shown = [each for each in answers if each.could_be_asked(timing) or each.session_id in told_of]
    shown = [_with_report(each, timing) if each.session_id in told_of else each for each in shown]
    sessions = [
        EffectSession(str(number), each.held_on, _symbol(each, timing)) for number, each in enumerate(shown, start=1)
    ]
    known = {each.session_id for each in shown}
    events = [
        EffectEvent(effect.words, effect.onset_on or effect.held_on, effect.resolved_on)
        for effect in effects
        if effect.timing is timing and (effect.session_id in known or effect.is_visit_retracted)
    ]
    text = ChartText(_TITLES[timing], _caption(shown, timing), f"effects-{timing.value}")
    chart = effects_timeline(sessions, events, text, until=max([today, *(each.held_on for each in shown)]))
    return EffectsPart(timing=timing, chart=chart)


def _caption(shown: Sequence[AnswerFacts], timing: EffectTiming) -> str:
    signed = [each for each in shown if not each.is_draft]
    asked = [each for each in signed if each.answer(timing) is not Asked.NOT_ASKED]
    present = sum(each.answer(timing) is Asked.PRESENT for each in asked)
    draft = " Empty dashed ring: draft, not counted." if len(signed) < len(shown) else ""
    if not signed:
        return f"{_QUESTIONS[timing]}: no signed session yet for which it could be asked.{draft}"
    waiting = sum(each.waits_for(timing) for each in signed)
    waits = (
        f" For {waiting} of these, what was told by link waits to be confirmed and counts in neither."
        if waiting
        else ""
    )
    return (
        f"{_QUESTIONS[timing]}: asked for {len(asked)} of {counted(len(signed), 'session')}. "
        f"Present (dot) {present}, none (ring with a bar) {len(asked) - present}, not asked (dashed ring with ?) "
        f"{len(signed) - len(asked)}, which is not the same as none.{waits}{draft}"
    )


def _with_report(each: AnswerFacts, timing: EffectTiming) -> AnswerFacts:
    """A visit of which an effect was told: the answer "none" no longer holds; what nobody asked stays not asked."""
    if each.answer(timing) is not Asked.NONE:
        return each
    if timing is EffectTiming.BEFORE_LEAVING:
        return replace(each, before_leaving=Asked.PRESENT)
    return replace(each, since=Asked.PRESENT)


def _symbol(each: AnswerFacts, timing: EffectTiming) -> EffectAnswer:
    return EffectAnswer.DRAFT if each.is_draft else _ANSWERS[each.answer(timing)]
