"""What is saved is what was said, bound by row, for this patient only."""

from dataclasses import replace

from sqlalchemy.orm import Session

from clinic_log.treatments.actions import record_session
from clinic_log.treatments.queries import content_of
from clinic_log.treatments.rules import SessionStatus
from tests.accounts.factories import make_actor
from tests.episodes.factories import make_episode
from tests.patients.factories import make_patient
from tests.treatments.factories import make_draft_session, make_signed_session, needling_visit


def test_a_saved_visit_reads_back_as_it_was_said(db: Session) -> None:
    by = make_actor(db)
    patient = make_patient(db, by=by)
    episode = make_episode(db, by=by, patient=patient)
    treatment = make_draft_session(db, by=by, patient=patient)
    content = needling_visit(episode_ids=(episode.id,), notes="Slept badly.")

    record_session(db, by=by, treatment=treatment, content=content)
    db.expire_all()

    kept = content_of(treatment)
    assert kept.notes == "Slept badly."
    assert kept.needlings[0] == replace(
        content.needlings[0], episode_id=episode.id, region="neck", inserted_by_id=by.user_id
    )


def test_an_ordinary_visit_can_be_signed(db: Session) -> None:
    treatment = make_signed_session(db, by=make_actor(db))

    assert treatment.status is SessionStatus.SIGNED
