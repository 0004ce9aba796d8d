"""What a therapist should notice about an episode before the next visit; each says why, none says what to do."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clinic_log.base.wording import counted, day_words
from clinic_log.biostatistics import responders
from clinic_log.biostatistics.responders import ResponderRule, Response
from clinic_log.clinics.rules import Policy
from clinic_log.outcomes.rules.headline import Tone
from clinic_log.outcomes.rules.measure_course import MeasureCourse, MeasureKey
from clinic_log.outcomes.rules.pain_course import PainCourse, PainPoint
from clinic_log.treatments.rules import VisitKind


class SignalKind(StrEnum):
    IMPORTANT_CHANGE = "important_change"
    CHANGE_NOT_HELD = "change_not_held"
    NO_IMPORTANT_CHANGE = "no_important_change"
    WORSE = "worse"
    NOT_TAKEN = "not_taken"
    REASSESSMENT_DUE = "reassessment_due"


@dataclass(frozen=True, slots=True)
class Signal:
    kind: SignalKind
    words: str
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was planned for an open episode, and the day on which it is looked at."""

    today: date
    planned_visits: int | None = None
    until: date | None = None


def signals(course: PainCourse, measures: Iterable[MeasureCourse], *, plan: Plan, policy: Policy) -> tuple[Signal, ...]:
    """The signals of an open episode, the gravest first, as its clinic has decided. A discharged one has none."""
    return (
        *_pain(course, plan=plan, policy=policy),
        *_left_out(measures, policy.visits_without_measure),
        *_reassessment(course, plan=plan, after_days=policy.reassess_after_days),
    )


def reassessment_day(course: PainCourse, *, plan: Plan, policy: Policy) -> date | None:
    """The day on which the patient is to be examined again: the end of the plan or the clinic's days after the last
    evaluation, whichever comes first; None where neither is known.
    """
    days = [plan.until] if plan.until is not None else []
    assessed = _last_assessment(course)
    if policy.reassess_after_days and assessed is not None:
        days.append(assessed.visit.held_on + timedelta(days=policy.reassess_after_days))
    return min(days, default=None)


def important_since(course: PainCourse, *, rule: ResponderRule = ResponderRule.EITHER) -> PainPoint | None:
    """The first visit whose before-score is better than the first by an important amount: MCID, and MDC where known."""
    question = course.question
    if question is None or not responders.has_threshold(question) or course.first is None:
        return None
    before = course.first.before
    for point in course.scored[1:]:
        is_better = responders.classify(before, point.before, measure=question, rule=rule) is Response.RESPONDER
        if is_better and responders.is_important(before, point.before, measure=question, rule=rule):
            return point
    return None


def _pain(course: PainCourse, *, plan: Plan, policy: Policy) -> Iterator[Signal]:
    response = course.response()
    if response is Response.WORSE:
        yield Signal(SignalKind.WORSE, f"{course.label} is worse {_by_how_much(course)}.", Tone.CAUTION)
    reached = important_since(course)
    if reached is not None:
        yield _reached(course, reached)
    elif response is Response.NON_RESPONDER and (late := _late(course, plan=plan, policy=policy)):
        yield Signal(SignalKind.NO_IMPORTANT_CHANGE, f"No important change {late}.", Tone.CAUTION)


def _by_how_much(course: PainCourse) -> str:
    """A change that error could explain is worse all the same, but nobody may call it important."""
    return "by an important amount" if course.is_important() else "by an amount that measurement error could explain"


def _reached(course: PainCourse, reached: PainPoint) -> Signal:
    which = "at a follow-up" if reached is course.follow_up else f"visit {course.points.index(reached) + 1}"
    when = f"{day_words(reached.visit.held_on)}, {which}"
    if course.response() is Response.RESPONDER and course.is_important():
        return Signal(SignalKind.IMPORTANT_CHANGE, f"Important change reached on {when}.", Tone.GOOD)
    return Signal(
        SignalKind.CHANGE_NOT_HELD, f"Important change reached on {when}, not held at the latest visit.", Tone.CAUTION
    )


def _late(course: PainCourse, *, plan: Plan, policy: Policy) -> str:
    """'at visit 5' or 'after 34 days'; empty while it is early."""
    visits = len(course.points)
    days = (plan.today - course.scored[0].visit.held_on).days
    if visits >= policy.review_at_visit:
        return f"at visit {visits}"
    return f"after {days} days" if days >= policy.review_after_days else ""


def _left_out(measures: Iterable[MeasureCourse], visits: int) -> Iterator[Signal]:
    for label in _labels(course for course in measures if _is_left_out(course, visits)):
        yield Signal(
            SignalKind.NOT_TAKEN, f"{label} was not taken at the last {counted(visits, 'visit')}.", Tone.CAUTION
        )


def _is_left_out(course: MeasureCourse, visits: int) -> bool:
    if course.values and course.measure is not None and course.measure.is_taken_once:
        return False
    return course.is_tracked and course.visits >= visits and course.visits_since_taken >= visits


def _labels(courses: Iterable[MeasureCourse]) -> Sequence[str]:
    return list(
        dict.fromkeys(
            _label(course.measure.short_label if course.measure else course.label, course.key) for course in courses
        )
    )


def _label(name: str, key: MeasureKey) -> str:
    return ", ".join(part for part in (name, key.side.value if key.side else "", key.mode) if part)


def _reassessment(course: PainCourse, *, plan: Plan, after_days: int) -> Iterator[Signal]:
    visits = len(course.points)
    if plan.until is not None and plan.until < plan.today:
        why = f"the plan ran until {day_words(plan.until)}"
    elif plan.planned_visits and visits >= plan.planned_visits:
        why = f"{visits} of {plan.planned_visits} planned visits are over"
    else:
        why = _last_assessed(course, plan=plan, after_days=after_days)
    if why:
        yield Signal(SignalKind.REASSESSMENT_DUE, f"Re-assessment due: {why}.", Tone.CAUTION)


def _last_assessed(course: PainCourse, *, plan: Plan, after_days: int) -> str:
    """'95 days since the evaluation of 3 Sep 2026'; empty while it is early, or where the clinic goes by the plan."""
    last = _last_assessment(course)
    if not after_days or last is None:
        return ""
    days = (plan.today - last.visit.held_on).days
    what = "evaluation" if last.visit.kind is VisitKind.EVALUATION else "first visit"
    return f"{days} days since the {what} of {day_words(last.visit.held_on)}" if days >= after_days else ""


def _last_assessment(course: PainCourse) -> PainPoint | None:
    """The last evaluation, or the first visit where there was none."""
    evaluations = [point for point in course.points if point.visit.kind is VisitKind.EVALUATION]
    return evaluations[-1] if evaluations else next(iter(course.points), None)
