"""The outcome of an episode in one row, and to whom and to which month it belongs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from clinic_log.biostatistics.responders import ResponderRule, Response
from clinic_log.outcomes.rules.effort import Effort, effort_until_important
from clinic_log.outcomes.rules.pain_course import PainCourse, pain_course
from clinic_log.outcomes.rules.visits import OutsideScore, Visit, took_place


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeOutcome:
    """What `EpisodeSummary` keeps; the words are explained there."""

    practitioner_id: int | None
    visits: int
    needling_visits: int
    first_before: float | None
    first_score_on: date | None
    last_before: float | None
    last_score_on: date | None
    counted_on: date | None
    had_room: bool | None
    response_either: Response | None
    response_both: Response | None
    effort_sessions: int | None = None
    effort_needles: int | None = None
    effort_minutes: int | None = None
    effort_timed: int | None = None


def summarise_episode(
    visits: Sequence[Visit], *, pain_question: str, outside: Iterable[OutsideScore] = ()
) -> EpisodeOutcome:
    """The outcome of the counted visits of one episode and its scores outside a session (methods, section 3, units).

    `last_before` is a follow-up score where one ends the course; it never counts as a visit.
    """
    course = pain_course(visits, pain_question, outside=outside)
    effort = _effort_to_response(course, visits)
    held = [visit for visit in visits if took_place(visit.kind)]
    last_score_on = course.scored[-1].visit.held_on if course.scored else None
    return EpisodeOutcome(
        practitioner_id=practitioner_of(held),
        visits=len(held),
        needling_visits=sum(visit.has_insertion for visit in held),
        first_before=course.pair.before,
        first_score_on=course.first.visit.held_on if course.first else None,
        last_before=course.pair.after,
        last_score_on=last_score_on,
        counted_on=last_score_on or max((visit.held_on for visit in held), default=None),
        had_room=course.had_room,
        response_either=course.response(ResponderRule.EITHER),
        response_both=course.response(ResponderRule.BOTH),
        effort_sessions=effort.sessions if effort else None,
        effort_needles=effort.needles if effort else None,
        effort_minutes=effort.minutes if effort else None,
        effort_timed=effort.timed if effort else None,
    )


def _effort_to_response(course: PainCourse, visits: Sequence[Visit]) -> Effort | None:
    """What it took a responder to the first important change; None for everybody else."""
    effort = effort_until_important(course, {visit.session_id: visit.needles for visit in visits})
    if effort is None or effort.reached is None or course.response() is not Response.RESPONDER:
        return None
    return effort


def practitioner_of(visits: Sequence[Visit]) -> int | None:
    """Who held most of the needling visits; the one with the latest of them in a tie; nobody without any."""
    needlings: dict[int, list[datetime]] = {}
    for visit in visits:
        if visit.has_insertion:
            needlings.setdefault(visit.practitioner_id, []).append(visit.started_at)
    if not needlings:
        return None
    return max(needlings, key=lambda person: (len(needlings[person]), max(needlings[person]), -person))
