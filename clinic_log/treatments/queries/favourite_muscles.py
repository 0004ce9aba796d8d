"""The muscles that a person needles most, learnt from their latest signed notes."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_log.base.permissions import Actor
from clinic_log.treatments.models import Needling, TreatmentSession
from clinic_log.treatments.rules import COUNTED_STATUSES

# So much of the past is looked at, however long it is.
_LATEST_SESSIONS: Final = 60
_LATEST_NEEDLINGS: Final = 200


def list_favourite_muscles(db: Session, *, by: Actor) -> list[str]:
    """Slugs, the most used first, in the person's latest 200 needlings of this clinic."""
    mine = (
        select(TreatmentSession.id, TreatmentSession.started_at)
        .where(
            TreatmentSession.practitioner_id == by.user_id,
            TreatmentSession.clinic_id == by.clinic_id,
            TreatmentSession.status.in_(COUNTED_STATUSES),
        )
        .order_by(TreatmentSession.started_at.desc(), TreatmentSession.id.desc())
        .limit(_LATEST_SESSIONS)
        .subquery()
    )
    latest = (
        select(Needling.muscle_slug)
        .join(mine, mine.c.id == Needling.session_id)
        .where(Needling.muscle_slug.is_not(None))
        .order_by(mine.c.started_at.desc(), Needling.id.desc())
        .limit(_LATEST_NEEDLINGS)
        .subquery()
    )
    used = func.count().label("used")
    counted = select(latest.c.muscle_slug).group_by(latest.c.muscle_slug).order_by(used.desc(), latest.c.muscle_slug)
    return list(db.scalars(counted))
