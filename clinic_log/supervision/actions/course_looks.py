"""Keeping that a supervisor looked at a course that does not improve."""

from sqlalchemy.orm import Session

from clinic_log.audit.actions import Act, record_change
from clinic_log.base.dates import day_in_zone, now_utc
from clinic_log.base.errors import ConflictError, InvalidInputError
from clinic_log.base.permissions import Actor, Permission
from clinic_log.biostatistics.responders import Response
from clinic_log.episodes.models import Episode
from clinic_log.outcomes.queries import find_summary
from clinic_log.patients.queries import lock_patient
from clinic_log.supervision.models import CourseLook
from clinic_log.supervision.queries.course_looks import courses_of, find_look
from clinic_log.supervision.rules.course_looks import LookSent


def look_at_course(db: Session, *, by: Actor, episode: Episode, sent: LookSent) -> CourseLook:
    """Keep the look with its note. InvalidInputError without a note; ConflictError where the course is not the one that
    was seen, or is none that does not improve: harm stays in the queue until it is decided.

    With the key of a form that was kept before, give back what it kept and change nothing.
    """
    by.require(Permission.VIEW_SUPERVISION)
    lock_patient(db, by=by, patient_id=episode.patient_id)
    earlier = find_look(db, by=by, key=sent.key)
    if earlier is not None:
        if earlier.episode_id != episode.id:
            raise ConflictError("This form has already been kept with another course.")
        return earlier
    if not sent.note.strip():
        raise InvalidInputError("Write what you found or decided", field="note")
    summary = find_summary(db, episode.id)
    if summary is None or summary.response_either != Response.NON_RESPONDER:
        raise ConflictError("This course is not one that does not improve. Only such a one can be marked as looked at.")
    course = courses_of(db, [summary])[episode.id]
    if course.words != sent.seen:
        raise ConflictError("The course has changed since this page was opened. Look at it as it now stands.")
    look = CourseLook(
        clinic_id=by.clinic_id,
        patient_id=episode.patient_id,
        episode_id=episode.id,
        created_by_id=by.user_id,
        idempotency_key=sent.key,
        looked_on=day_in_zone(now_utc(), by.zone),
        visits=course.visits,
        scores=course.scores,
        last_before=course.last_before,
        last_score_on=course.last_score_on,
        note=sent.note.strip(),
        made_by_name=by.display_name,
    )
    db.add(look)
    db.flush()
    act = Act(action="course.looked_at", patient_id=look.patient_id, object_type="course_look", object_id=look.id)
    record_change(db, by=by, act=act)
    return look
