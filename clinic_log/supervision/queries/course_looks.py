"""Courses as they stand, and the looks of supervisors at them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.outcomes.models import EpisodeSummary, OutcomeScore
from clinic_log.supervision.models import CourseLook
from clinic_log.supervision.rules.course_looks import CourseSeen, does_look_hold


def courses_of(db: Session, summaries: Iterable[EpisodeSummary]) -> dict[int, CourseSeen]:
    """By episode, in one statement."""
    known = {summary.episode_id: summary for summary in summaries}
    standing = (OutcomeScore.episode_id.in_(known), OutcomeScore.retracted_at.is_(None))
    counted = select(OutcomeScore.episode_id, func.count()).where(*standing).group_by(OutcomeScore.episode_id)
    scores = dict(iter(db.execute(counted)))
    return {
        episode_id: CourseSeen(each.visits, scores.get(episode_id, 0), each.last_before, each.last_score_on)
        for episode_id, each in known.items()
    }


def looks_that_hold(
    db: Session, *, by: Actor, summaries: Sequence[EpisodeSummary], today: date
) -> Mapping[int, CourseLook]:
    """The latest look at each course, where nothing has changed since and it was not too long ago. Two statements."""
    courses = courses_of(db, summaries)
    looks = db.scalars(
        select(CourseLook)
        .where(CourseLook.clinic_id == by.clinic_id, CourseLook.episode_id.in_(courses))
        .order_by(CourseLook.id)
    )
    latest = {look.episode_id: look for look in looks}
    return {
        episode_id: look
        for episode_id, look in latest.items()
        if does_look_hold(seen_in(look), courses[episode_id], looked_on=look.looked_on, today=today)
    }


def list_looks(db: Session, *, by: Actor, episode_id: int) -> Sequence[CourseLook]:
    """All looks at a course, the latest first."""
    chosen = (CourseLook.clinic_id == by.clinic_id, CourseLook.episode_id == episode_id)
    return db.scalars(select(CourseLook).where(*chosen).order_by(CourseLook.id.desc())).all()


def find_look(db: Session, *, by: Actor, key: str) -> CourseLook | None:
    """What a form has kept before."""
    chosen = (CourseLook.clinic_id == by.clinic_id, CourseLook.idempotency_key == key)
    return db.scalars(select(CourseLook).where(*chosen)).one_or_none()


def seen_in(look: CourseLook) -> CourseSeen:
    return CourseSeen(look.visits, look.scores, look.last_before, look.last_score_on)
