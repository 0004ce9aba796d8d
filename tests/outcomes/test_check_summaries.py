"""`clinic-log check outcomes` finds a summary that is not what the signed sessions say."""

from datetime import date

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from clinic_log.accounts.rules import SignedIn
from clinic_log.episodes.models import Episode
from clinic_log.outcomes.actions import rebuild_summaries
from clinic_log.outcomes.models import EpisodeSummary
from clinic_log.outcomes.queries import check_summaries, count_episodes, count_sessions
from clinic_log.treatments.models import Measurement
from tests.accounts.factories import make_actor
from tests.outcomes.factories import make_open_episode, make_visit
from tests.patients.factories import make_patient


@pytest.fixture
def by(db: Session) -> SignedIn:
    return make_actor(db)


@pytest.fixture
def episode(db: Session, by: SignedIn) -> Episode:
    """Two signed visits with a summary."""
    made = make_open_episode(db, by=by, patient=make_patient(db, by=by), opened_on=date(2026, 9, 1))
    make_visit(db, by=by, episodes=[made], on=date(2026, 9, 2), pain=(8, 6))
    make_visit(db, by=by, episodes=[made], on=date(2026, 9, 9), pain=(5, 4))
    rebuild_summaries(db, on_progress=lambda _what, _done: None)
    return made


def _found(db: Session) -> list[str]:
    db.flush()
    db.expire_all()
    progress: list[tuple[str, int]] = []
    texts = [
        finding.text for finding in check_summaries(db, on_progress=lambda what, done: progress.append((what, done)))
    ]
    assert progress == [("episodes", count_episodes(db)), ("sessions", count_sessions(db))]
    return texts


@pytest.mark.usefixtures("episode")
def test_summaries_that_follow_their_sessions_are_all_right(db: Session) -> None:
    assert _found(db) == []


@pytest.mark.usefixtures("episode")
def test_a_summary_that_somebody_changed_is_found(db: Session) -> None:
    db.execute(update(EpisodeSummary).values(last_before=1, response_either="non_responder"))

    assert _found(db) == [
        "last before is 1.0, its visits say 5.0",
        "response either is non_responder, its visits say responder",
    ]


@pytest.mark.usefixtures("episode")
def test_a_score_that_somebody_changed_is_found(db: Session) -> None:
    db.execute(update(Measurement).where(Measurement.before == 8).values(before=9))

    assert _found(db) == ["first before is 8.0, its visits say 9.0"]


@pytest.mark.usefixtures("episode")
def test_a_missing_summary_is_found_only_where_a_visit_counts(db: Session, by: SignedIn) -> None:
    make_open_episode(db, by=by, patient=make_patient(db, by=by), opened_on=date(2026, 9, 1))
    db.execute(delete(EpisodeSummary))

    assert _found(db)[0] == "it has signed visits and no summary"
