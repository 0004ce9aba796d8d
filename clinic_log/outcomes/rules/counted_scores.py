"""Which scores outside a session the figures of an episode rest on, asked of the courses themselves."""

from collections.abc import Sequence

from clinic_log.outcomes.rules.measures_taken import measure_courses
from clinic_log.outcomes.rules.pain_course import pain_course
from clinic_log.outcomes.rules.visits import OutsideScore, Visit


def counted_score_ids(
    visits: Sequence[Visit], outside: Sequence[OutsideScore], *, pain_question: str
) -> frozenset[int]:
    """The ids of those that end the course of pain or stand among the values of another measure."""
    pain = pain_course(visits, pain_question, outside=outside)
    occasions = [pain.follow_up.visit] if pain.follow_up else []
    for course in measure_courses(visits, (), pain_question=pain_question, outside=outside):
        occasions += [value.visit for value in course.values if value.visit.is_between_visits]
    return frozenset(-occasion.session_id for occasion in occasions)
