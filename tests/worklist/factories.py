"""What a supervisor has to decide, made by the actions that the product uses."""

from datetime import timedelta

from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.cosigning import receivers as cosigning
from clinic_log.episodes.models import Episode
from clinic_log.incidents import receivers as incidents
from clinic_log.outcomes.receivers import connect
from clinic_log.treatments.rules import Asked, Severity
from tests.cosigning.factories import make_waiting_note
from tests.episodes.factories import make_episode, today
from tests.incidents.factories import make_serious_visit
from tests.patients.factories import make_patient
from tests.treatments.factories import (
    bruise,
    days_ago,
    make_recorded_session,
    make_signed_session,
    needling_visit,
    pain,
)


def make_course(db: Session, *, by: SignedIn, scores: tuple[float, ...], first_days_ago: int = 20) -> Episode:
    """An open episode with a visit every second day and these scores before."""
    patient = make_patient(db, by=by)
    episode = make_episode(db, by=by, patient=patient, details=None)
    for number, score in enumerate(scores):
        content = needling_visit(
            started_at=days_ago(first_days_ago - 2 * number),
            measurements=(pain(before=score, after=score),),
            since_previous=Asked.NONE if number else None,
        )
        make_signed_session(db, by=by, patient=patient, episode=episode, content=content)
    return episode


def make_full_queue(db: Session, *, by: SignedIn) -> None:
    """At least one row of each kind."""
    connect()
    incidents.connect()
    cosigning.connect()
    make_serious_visit(db, by=by)
    make_waiting_note(db, by=by, days=9)
    make_course(db, by=by, scores=(4, 6))
    make_course(db, by=by, scores=(7, 7, 7, 7)).plan_until = today(by) - timedelta(days=2)
    make_recorded_session(db, by=by, content=needling_visit(started_at=days_ago(3)))
    serious = bruise(kind_slug="pneumothorax", severity=Severity.SEVERE, is_serious=True, site="")
    told = needling_visit(side_effects_before_leaving=Asked.PRESENT, effects=(serious,))
    make_recorded_session(db, by=by, content=told)
