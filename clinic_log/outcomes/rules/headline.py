"""The sentence above the course of an episode: finding and certainty (visual design, section 7, rows 1 to 5)."""

from dataclasses import dataclass
from enum import StrEnum

from clinic_log.base.wording import counted
from clinic_log.biostatistics.responders import ResponderRule, Response
from clinic_log.catalogue.measures import Measure
from clinic_log.outcomes.rules.pain_course import PainCourse, PainPoint
from clinic_log.outcomes.rules.words import plain, unit_sign, with_unit


class Tone(StrEnum):
    """How the verdict is coloured; the words say it without colour."""

    GOOD = "good"
    CAUTION = "caution"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Headline:
    finding: str
    verdict: str = ""
    tone: Tone = Tone.NONE

    @property
    def sentence(self) -> str:
        return f"{self.finding} {self.verdict}".rstrip()


def headline(course: PainCourse, *, rule: ResponderRule = ResponderRule.EITHER) -> Headline:
    """What became of the pain from the first before-score to the last, in one sentence."""
    first, last = course.first, course.last
    if first is None:
        return Headline("No before-score yet.")
    if last is None:
        return Headline(f"One before-score so far: {_of_scale(first, course)}. A course needs two.")
    response = course.response(rule)
    if response is Response.FLOOR:
        return Headline(f"{course.label} was {_value(first, course)} at the start: no room for an important change.")
    finding = f"{course.label} {_number(first)} → {_value(last, course)} over {_span(course)}:"
    if response is None or course.question is None:
        return Headline(finding, "how much change is important is not known.")
    return _judged(finding, response, course, rule=rule)


def importance_in_words(measure: Measure | None, *, rule: ResponderRule = ResponderRule.EITHER) -> str:
    """What 'important' means for a measure: 'at least 2 points or 30 %, and more than the measurement error (2)'."""
    if measure is None:
        return ""
    parts = []
    if measure.mcid is not None:
        parts.append(f"{plain(measure.mcid)} {measure.unit}")
    if measure.mcid_percent is not None:
        parts.append(f"{plain(measure.mcid_percent)} %")
    if not parts:
        return ""
    words = "at least " + (" or " if rule is ResponderRule.EITHER else " and ").join(parts)
    error = f", and no less than the measurement error ({with_unit(measure.mdc, measure.unit)})" if measure.mdc else ""
    return words + error


def _span(course: PainCourse) -> str:
    """'5 sessions', or '5 sessions and a follow-up' where a score outside a session ends the course."""
    sessions = counted(len(course.scored_visits), "session")
    return sessions if course.follow_up is None else f"{sessions} and a follow-up"


def _judged(finding: str, response: Response, course: PainCourse, *, rule: ResponderRule) -> Headline:
    if response is Response.WORSE:
        return Headline(finding, "worse. Look at the plan.", Tone.CAUTION)
    if response is Response.RESPONDER and course.is_important(rule):
        return Headline(finding, "a clinically important change.", Tone.GOOD)
    if response is Response.RESPONDER:
        return Headline(finding, f"within the measurement error ({_error(course.question)}).")
    return Headline(finding, f"smaller than an important change ({_threshold(course.question, rule)}).")


def _error(measure: Measure | None) -> str:
    return "" if measure is None or measure.mdc is None else with_unit(measure.mdc, measure.unit)


def _threshold(measure: Measure | None, rule: ResponderRule) -> str:
    """Under the stricter rule both limits are named: a fall from 9 to 7 is 2 points but only 22 %."""
    if measure is None:
        return ""
    absolute = None if measure.mcid is None else with_unit(measure.mcid, measure.unit)
    percent = None if measure.mcid_percent is None else f"{plain(measure.mcid_percent)} %"
    if rule is ResponderRule.EITHER:
        return absolute or percent or ""
    return " and ".join(part for part in (absolute, percent) if part)


def _of_scale(point: PainPoint, course: PainCourse) -> str:
    if course.question is None or course.question.maximum is None:
        return _number(point)
    return f"{_number(point)} of {with_unit(course.question.maximum, course.question.unit)}"


def _value(point: PainPoint, course: PainCourse) -> str:
    unit = course.question.unit if course.question else ""
    return _number(point) + unit_sign(unit)


def _number(point: PainPoint) -> str:
    return "" if point.before is None else plain(point.before)
