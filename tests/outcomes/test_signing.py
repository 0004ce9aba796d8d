"""From the signature of a real session to the summary that the team's page reads."""

from sqlalchemy.orm import Session

from clinic_log.outcomes.models import EpisodeSummary
from clinic_log.outcomes.receivers import connect
from clinic_log.treatments.actions import retract_session
from tests.accounts.factories import make_actor
from tests.episodes.factories import make_episode
from tests.patients.factories import make_patient
from tests.treatments.factories import days_ago, make_recorded_session, make_signed_session, needling_visit, pain


def test_signing_counts_a_session_and_retracting_it_takes_it_back(db: Session) -> None:
    connect()
    by = make_actor(db)
    patient = make_patient(db, by=by)
    episode = make_episode(db, by=by, patient=patient)
    first = needling_visit(started_at=days_ago(8), measurements=(pain(before=7, after=5),), since_previous=None)
    second = needling_visit(started_at=days_ago(1), measurements=(pain(before=3, after=2),))
    make_signed_session(db, by=by, patient=patient, episode=episode, content=first)
    last = make_signed_session(db, by=by, patient=patient, episode=episode, content=second)
    summary = db.get_one(EpisodeSummary, episode.id)
    counted = (summary.visits, summary.first_before, summary.last_before, summary.response_either)

    retract_session(db, by=by, treatment=last, reason="Entered for the wrong patient")

    assert counted == (2, 7, 3, "responder")
    assert (summary.visits, summary.last_before, summary.response_either) == (1, None, "missing")


def test_a_saved_note_that_is_not_signed_counts_nowhere(db: Session) -> None:
    connect()
    by = make_actor(db)

    treatment = make_recorded_session(db, by=by)

    assert db.get(EpisodeSummary, treatment.episodes[0].episode_id) is None
